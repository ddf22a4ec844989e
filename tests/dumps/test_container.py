from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import stat
import struct
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pytest
import zstandard

from analyzer.dumps import archives, folders, read, registry
from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.container import Folder
from analyzer.dumps.format import Claim, Format, Head, Reading, Whole
from analyzer.dumps.record import Dump
from analyzer.dumps.source import Source
from analyzer.errors import DumpError
from tests.dumps.helpers import column, write

CSV = "id,thread_id,text\n{0},t,said {0}\n{0}0,t,and {0}\n"
FILES = {"b/2.csv": CSV.format(2), "b/10.csv": CSV.format(3), "a.csv": CSV.format(1)}
READ = ["1", "10", "2", "20", "3", "30"]


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(files: Mapping[str, str | bytes], *others: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for entry in others:
            archive.addfile(entry)
    return buffer.getvalue()


def spread(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write(folder, name, content)
    return folder


PACKED: dict[str, Callable[[Path], Path]] = {
    "folder": lambda path: spread(path / "dump", FILES),
    "zip": lambda path: write(path, "dump.csv", zipped(FILES)),
    "tar": lambda path: write(path, "dump", tarred(FILES)),
    "tar.gz": lambda path: write(path, "dump.tgz", gzip.compress(tarred(FILES))),
    "tar.bz2": lambda path: write(path, "dump.zip", bz2.compress(tarred(FILES))),
    "tar.xz": lambda path: write(path, "dump.tar.xz", lzma.compress(tarred(FILES))),
    "tar.zst": lambda path: write(path, "dump.tar.zst", zstandard.compress(tarred(FILES))),
}


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
def test_every_container_is_told_by_its_bytes_and_read_file_by_file(
    pack: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = pack(tmp_path)
    dump = read([path])
    assert sorted(column(dump, "comment_id")) == sorted(READ)
    outer, *inner = dump.inputs
    assert outer.format in ("folder", "zip", "tar")
    assert (outer.comments, outer.skipped, len(outer.sha256)) == (0, [], 64)
    assert "of 3 files" in outer.reason
    assert [(report.format, report.comments) for report in inner] == [("csv", 2)] * 3
    assert {report.name for report in inner} == {f"{path.name}/{name}" for name in FILES}


def test_files_of_a_folder_come_in_natural_order_whatever_holds_them(tmp_path: Path) -> None:
    folder = spread(tmp_path / "dump", FILES)
    assert column(read([folder]), "comment_id") == READ
    assert column(read([write(tmp_path, "a.zip", zipped(FILES))]), "comment_id") == READ
    assert column(read([write(tmp_path, "a.tar", tarred(FILES))]), "comment_id") == READ


def test_an_archive_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(tarred(FILES)))))
    dump = read(["-"])
    assert column(dump, "comment_id") == READ
    assert dump.inputs[1].name == "-/a.csv"


def test_patterns_are_expanded_and_many_inputs_joined(tmp_path: Path) -> None:
    spread(tmp_path, FILES)
    assert column(read([f"{tmp_path}/b/*.csv", tmp_path / "a.csv"]), "comment_id") == ["2", "20", "3", "30", "1", "10"]
    assert column(read([f"{tmp_path}/**/*.csv"]), "comment_id") == READ
    write(tmp_path, "[odd].csv", CSV.format(7))
    assert column(read([f"{tmp_path}/[odd].csv"]), "comment_id") == ["7", "70"]
    with pytest.raises(DumpError, match="nothing matches"):
        read([f"{tmp_path}/*.xml"])


def test_what_inputs_share_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = spread(tmp_path / "in", {"a.jsonl": '{"id": 1, "text": "a"}\n', "b.jsonl": '{"id": 2, "text": "b"}\n'})
    monkeypatch.chdir(tmp_path)
    first = folder / "a.jsonl"
    many: list[list[str | Path]] = [
        [first, "in/a.jsonl", str(folder / "*.jsonl")],
        [folder, first],
        [first, folder, folder],
    ]
    for inputs in many:
        dump = read(inputs)
        assert column(dump, "text") == ["a", "b"], inputs
        assert sum(entry.comments for entry in dump.inputs) == 2
    archive = write(tmp_path, "c.zip", zipped({"c.jsonl": '{"id": 3, "text": "c"}\n'}))
    assert column(read([archive, archive]), "text") == ["c"]


def test_an_empty_path_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spread(tmp_path, {"a.jsonl": '{"id": 1, "text": "a"}\n'})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DumpError, match="the path is empty"):
        read("")


def test_a_compressed_member_is_unpacked_and_a_damaged_one_is_salvaged(tmp_path: Path) -> None:
    noise = random.Random(1)
    lines = "".join(f"{n},t,{noise.randbytes(9).hex()}\n" for n in range(4000))
    whole = gzip.compress(f"id,thread_id,text\n{lines}".encode())
    dump = read([write(tmp_path, "a.zip", zipped({"a.csv.gz": whole, "b.csv": whole[: len(whole) // 2]}))])
    assert dump.inputs[1].comments == 4000
    assert 500 < dump.inputs[2].comments < 4000
    assert dump.inputs[2].repairs["truncated_compression"] == 1


def test_a_zip_member_that_is_broken_inside_ends_where_it_breaks(tmp_path: Path) -> None:
    noise = random.Random(1)
    lines = "id,thread_id,text\n" + "".join(f"{n},t,{noise.randbytes(9).hex()}\n" for n in range(9000))
    data = bytearray(zipped({"a.csv": lines, "b.csv": CSV.format(1)}))
    data[len(data) // 2] ^= 0xFF
    dump = read([write(tmp_path, "a.zip", bytes(data))])
    assert 1000 < dump.inputs[1].comments < 9001
    assert dump.inputs[1].repairs["damaged_compression"] == 1
    assert dump.inputs[2].comments == 2


# ---- what must not be read


def refused(dump: Dump) -> dict[str, str]:
    return dict(entry.split(": ", 1) for entry in dump.inputs[0].skipped)


def test_paths_that_lead_out_of_an_archive_are_refused_and_named(tmp_path: Path) -> None:
    files = {"../up.csv": CSV, "/abs.csv": CSV, "C:/drive.csv": CSV, "a\\..\\b.csv": CSV, "ok.csv": CSV.format(1)}
    for dump in (read([write(tmp_path, "a.zip", zipped(files))]), read([write(tmp_path, "a.tar", tarred(files))])):
        assert column(dump, "comment_id") == ["1", "10"]
        assert set(refused(dump).values()) == {"its path leads out of the archive"}
        assert len(refused(dump)) == 4


def test_a_zip_member_without_a_name_is_refused(tmp_path: Path) -> None:
    data = zipped({"ok.csv": CSV.format(1), "x": CSV.format(2)})
    at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data = data[: at + 28] + b"\0\0" + data[at + 30 :].replace(b"x", b"", 1)
    data = data[:-10] + struct.pack("<L", struct.unpack("<L", data[-10:-6])[0] - 1) + data[-6:]
    dump = read([write(tmp_path, "a.zip", data)])
    assert column(dump, "comment_id") == ["1", "10"]
    assert refused(dump) == {"a file": "it has no name"}


def test_links_devices_and_sparse_files_of_a_tar_are_refused(tmp_path: Path) -> None:
    link, hard, fifo = tarfile.TarInfo("link.csv"), tarfile.TarInfo("hard.csv"), tarfile.TarInfo("fifo")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard.type, hard.linkname = tarfile.LNKTYPE, "ok.csv"
    fifo.type = tarfile.FIFOTYPE
    dump = read([write(tmp_path, "a.tar", tarred({"ok.csv": CSV.format(1)}, link, hard, fifo))])
    assert refused(dump) == {"link.csv": "a link", "hard.csv": "a link", "fifo": "no ordinary file"}
    assert dump.inputs[0].repairs == {"skipped_records": 3}


def test_a_zip_symlink_and_an_encrypted_member_are_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO(zipped({"ok.csv": CSV.format(1), "secret.csv": CSV.format(2)}))
    with zipfile.ZipFile(buffer, "a") as archive:
        entry = zipfile.ZipInfo("link.csv")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    data = buffer.getvalue().replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x08\x00")
    at = data.index(b"secret.csv", data.index(b"PK\x01\x02")) - 46
    data = data[: at + 8] + bytes([data[at + 8] | 1]) + data[at + 9 :]
    found = refused(read([write(tmp_path, "a.zip", data)]))
    assert found["link.csv"] == "a symbolic link"
    assert "encrypted" in found["secret.csv"]


def test_pickles_are_never_loaded_whatever_they_are_called(tmp_path: Path) -> None:
    import pickle

    data = pickle.dumps({"text": "x"})
    files: dict[str, str | bytes] = {"utterances-bin.p": data, "harmless.csv": data, "ok.csv": CSV.format(1)}
    dump = read([write(tmp_path, "a.zip", zipped(files))])
    assert all("pickle" in why for why in refused(dump).values())
    assert set(refused(dump)) == {"utterances-bin.p", "harmless.csv"}


def test_an_archive_in_an_archive_is_named_not_entered(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "in.zip": zipped({"a.csv": CSV}),
        "in.tar": tarred({"a.csv": CSV}),
        "in.tgz": gzip.compress(tarred({"a.csv": CSV})),
        "ok.csv": CSV.format(1),
    }
    dump = read([write(tmp_path, "a.zip", zipped(files))])
    assert column(dump, "comment_id") == ["1", "10"]
    assert set(refused(dump)) == {"in.zip", "in.tar", "in.tgz"}
    assert all("archive in an archive" in why for why in refused(dump).values())


def test_bombs_are_refused_before_anything_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "BOMB_FLOOR", 2**20)
    bomb = zipped({f"{n}.csv": b"0" * 2**20 for n in range(4)})
    with pytest.raises(DumpError, match="unpacks to more than"):
        read([write(tmp_path, "bomb.zip", bomb)])


def test_a_compressed_tar_that_explodes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analyzer.dumps import compression

    monkeypatch.setattr(compression, "BOMB_FLOOR", 2**20)
    with pytest.raises(DumpError, match="unpacks to more than"):
        read([write(tmp_path, "bomb.tgz", gzip.compress(tarred({"a.csv": b"0" * 2**23})))])


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    monkeypatch.setattr(folders, "MAX_FILES", 2)
    for pack in ("folder", "zip", "tar"):
        (tmp_path / pack).mkdir()
        with pytest.raises(DumpError, match="more than 2 files"):
            read([PACKED[pack](tmp_path / pack)])
    monkeypatch.setattr(archives, "MAX_DIRECTORY_BYTES", 20)
    with pytest.raises(DumpError, match="more than 2 files"):
        read([write(tmp_path, "a.zip", zipped({"a.csv": CSV}))])


def test_archives_in_a_folder_are_entered(tmp_path: Path) -> None:
    write(spread(tmp_path / "dump", {"a.csv": CSV.format(1)}), "more.zip", zipped({"b.csv": CSV.format(2)}))
    dump = read([tmp_path / "dump"])
    assert column(dump, "comment_id") == ["1", "10", "2", "20"]
    assert [entry.name for entry in dump.inputs] == ["dump", "dump/a.csv", "dump/more.zip", "dump/more.zip/b.csv"]


@pytest.mark.parametrize("cut", [30, 100, -10])
def test_a_cut_zip_is_a_clear_error(cut: int, tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="damaged ZIP archive"):
        read([write(tmp_path, "a.zip", zipped(FILES)[:cut])])


def test_a_zip_that_lost_its_beginning_names_what_is_gone(tmp_path: Path) -> None:
    data = zipped({"a.csv": CSV.format(1) * 30, "b.csv": CSV.format(2)})
    dump = read([write(tmp_path, "a.zip", b"PK\x03\x04" + data[-230:])])
    assert column(dump, "comment_id") == ["2", "20"]
    assert refused(dump)["a.csv"].startswith("it cannot be taken out of the archive")


def test_a_cut_tar_is_read_up_to_the_cut(tmp_path: Path) -> None:
    data = gzip.compress(tarred({"a.csv": CSV.format(1), "b.csv": random.Random(1).randbytes(20_000)}))
    dump = read([write(tmp_path, "a.tgz", data[: len(data) // 2])])
    assert column(dump, "comment_id") == ["1", "10"]
    assert "the rest of the archive: the gzip data breaks off" in dump.inputs[0].skipped


def test_a_folder_follows_no_link_that_leads_out_of_it(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside.csv", CSV.format(9))
    folder = spread(tmp_path / "dump", FILES)
    (folder / "evil.csv").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "a.csv").rename(folder / "z.csv")
    (folder / "a.csv").symlink_to(folder / "z.csv")
    dump = read([folder])
    assert column(dump, "comment_id")[:2] == ["1", "10"]
    assert "9" not in column(dump, "comment_id")
    assert refused(dump) == {"evil.csv": "a link that leads out of the folder"}


def test_notes_beside_dumps_are_named_and_left_out(tmp_path: Path) -> None:
    folder = spread(tmp_path / "dump", {"a.csv": CSV.format(1), "README.md": "# About", "x/SOURCE.txt": "From here."})
    why = "a note beside the dumps, not one of them"
    assert refused(read([folder])) == {"README.md": why, "x/SOURCE.txt": why}
    assert read([folder / "README.md"]).inputs[0].format == "text-article"


def test_leftovers_of_file_managers_are_passed_over(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "__MACOSX/._a.csv": b"\0\5\x16\7",
        ".DS_Store": b"\0\0\0\1Bud1",
        "a.csv": CSV.format(1),
    }
    assert read([write(tmp_path, "a.zip", zipped(files))]).inputs[0].skipped == []
    assert read([spread(tmp_path / "dump", files)]).inputs[0].skipped == []


def test_what_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.csv": CSV.format(1), "logo.png": b"\x89PNG\r\n", "empty.csv": ""}
    dump = read([spread(tmp_path / "dump", files)])
    assert column(dump, "comment_id") == ["1", "10"]
    assert refused(dump)["empty.csv"].startswith("the input is empty")
    assert refused(dump)["logo.png"].startswith("this is an image")
    assert list(dump.threads) == ["t"]


def test_a_container_of_nothing_readable_is_an_error_that_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DumpError, match="no file in this folder can be read: it is empty"):
        read([tmp_path / "empty"])
    with pytest.raises(DumpError, match=r"no file in this archive can be read: logo\.png: this is an image"):
        read([write(tmp_path, "a.zip", zipped({"logo.png": b"\x89PNG\r\n"}))])
    with pytest.raises(DumpError, match="no file in this archive"):
        read([write(tmp_path, "b.zip", zipped({}))])


def test_an_office_document_is_no_container(tmp_path: Path) -> None:
    book = zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
    with pytest.raises(DumpError, match="damaged workbook"):
        read([write(tmp_path, "book.docx", book)])


# ---- several files as one dump


def sniff_pair(folder: Folder) -> Claim | None:
    head = folder.head("head.txt")
    if head is None or not head.text.startswith("pair") or not folder.has("tail.txt"):
        return None
    return Claim(0.9, "a pair", ("head.txt", "tail.txt"))


def read_pair(folder: Folder, claim: Claim, reading: Reading) -> Iterator[pa.RecordBatch]:
    batcher = CommentBatcher(reading)
    for path in claim.files:
        with folder.source(path) as source:
            batcher.add(thread_id=folder.stem, text=source.text().strip())
    yield from batcher.rest()


def never(head: Head) -> None:
    return None


def no_single(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    raise DumpError("one file of a pair", where=source.where)


PAIR = Format("pair", "Two files", never, no_single, whole=Whole(sniff_pair, read_pair))
PAIR_FILES = {"x/head.txt": "pair\n", "x/tail.txt": "second", "x/more.csv": CSV.format(1)}


@pytest.fixture
def pair_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.dumps.sniff.all_formats", lambda: (PAIR, *registry.FORMATS))


@pytest.mark.usefixtures("pair_known")
def test_a_format_sees_a_folder_as_a_whole_and_the_rest_is_read_by_itself(tmp_path: Path) -> None:
    for path in (spread(tmp_path / "dump", PAIR_FILES), write(tmp_path, "dump.zip", zipped(PAIR_FILES))):
        dump = read([path])
        assert column(dump, "text") == ["pair", "second", "said 1", "and 1"]
        assert column(dump, "thread_id")[:2] == ["x", "x"]
        whole = dump.inputs[1]
        assert (whole.name, whole.format, whole.reason) == (f"{path.name}/x", "pair", "a pair")
        assert (whole.bytes, whole.comments, len(whole.sha256)) == (11, 2, 64)


@pytest.mark.usefixtures("pair_known")
def test_files_named_together_are_seen_as_a_whole_too(tmp_path: Path) -> None:
    folder = spread(tmp_path, PAIR_FILES) / "x"
    dump = read([folder / "tail.txt", folder / "more.csv", folder / "head.txt"])
    assert [report.format for report in dump.inputs] == ["pair", "csv"]
    assert read([folder / "tail.txt"]).inputs[0].format == "text-article"


@pytest.mark.usefixtures("pair_known")
def test_progress_adds_up_inside_containers(tmp_path: Path) -> None:
    seen: list[int] = []
    read([spread(tmp_path / "dump", PAIR_FILES)], progress=seen.append)
    assert sum(seen) == sum(len(content) for content in PAIR_FILES.values())
