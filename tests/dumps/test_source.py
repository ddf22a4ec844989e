from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.dumps import compression
from analyzer.dumps.source import Source
from analyzer.errors import DumpError
from tests.dumps.helpers import write

LINES = b'{"id": 1, "text": "first"}\n{"id": 2, "text": "second"}\n'


def two_frames(data: bytes) -> bytes:
    half = len(data) // 2
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00junk"
    return skippable + zstandard.compress(data[:half]) + zstandard.compress(data[half:])


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda data: data,
    "gzip": gzip.compress,
    "gzip of two members": lambda data: gzip.compress(data[:20]) + gzip.compress(data[20:]),
    "bzip2": lambda data: bz2.compress(data, 1),
    "xz": lambda data: lzma.compress(data, preset=0),
    "zstd": zstandard.compress,
    "zstd of two frames after a skippable one": two_frames,
}


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_every_compression_is_told_by_its_bytes_not_its_name(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    source = Source(write(tmp_path, "dump.json", pack(LINES)))
    assert list(source.lines()) == [(1, LINES.split(b"\n")[0]), (2, LINES.split(b"\n")[1])]
    with source.open_bytes() as stream, source.open_seekable() as seekable:
        assert stream.read() == seekable.read() == LINES
    assert not source.repairs


def test_zstd_with_a_long_window_is_read(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=30, enable_ldm=True)
    packed = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    source = Source(write(tmp_path, "long.zst", packed.compress(LINES) + packed.flush()))
    assert source.open_bytes().read() == LINES


@pytest.mark.parametrize("name", ["gzip", "bzip2", "xz", "zstd"])
def test_a_cut_compressed_file_gives_its_beginning_and_says_so(name: str, tmp_path: Path) -> None:
    lines = b"".join(b"line %d %s\n" % (n, hashlib.sha256(b"%d" % n).hexdigest().encode()) for n in range(6_000))
    packed = PACKERS[name](lines)
    source = Source(write(tmp_path, "cut", packed[: len(packed) * 2 // 3]))
    read = [line for _, line in source.lines()]
    assert 100 < len(read) < 6_000
    assert read[:-1] == lines.split(b"\n")[: len(read) - 1]
    assert source.repairs == {"truncated_compression": 1}


def test_damage_inside_compressed_data_is_counted_not_raised(tmp_path: Path) -> None:
    lines = b"".join(hashlib.sha256(b"%d" % n).hexdigest().encode() + b"\n" for n in range(5000))
    packed = bytearray(bz2.compress(lines, 1))
    packed[-2000] ^= 0xFF
    source = Source(write(tmp_path, "damaged.bz2", bytes(packed)))
    assert next(source.lines()) == (1, lines[:64])
    for _ in source.lines():
        pass
    assert source.repairs == {"damaged_compression": 1}


def test_compressed_data_cut_in_its_header_cannot_be_saved(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="damaged from its start"):
        _ = Source(write(tmp_path, "cut.zst", zstandard.compress(LINES)[:6])).head


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_bomb_is_refused(pack: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "BOMB_FLOOR", 2**20)
    source = Source(write(tmp_path, "bomb", pack(b"a\n" * 2**22)))
    with pytest.raises(DumpError, match="unpacks to more than 250 times"):
        for _ in source.lines():
            pass


def test_the_hash_and_size_are_those_of_the_raw_file(tmp_path: Path) -> None:
    packed = gzip.compress(LINES)
    source = Source(write(tmp_path, "a.gz", packed))
    assert (source.size, source.sha256) == (len(packed), hashlib.sha256(packed).hexdigest())


def test_progress_counts_each_byte_once_however_often_the_input_is_opened(tmp_path: Path) -> None:
    seen: list[int] = []
    source = Source(write(tmp_path, "a", LINES * 20_000), progress=seen.append)
    _ = source.head
    for _ in range(2):
        for _ in source.lines():
            pass
    assert sum(seen) == source.size
    assert len(seen) > 1


@given(st.binary(max_size=300).filter(lambda data: not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_are_what_newlines_alone_part(tmp_path: Path, data: bytes) -> None:
    data = b"text \xe2\x80\xa8 \x0b" + data.replace(b"\0", b"")
    lines = [line for _, line in Source(write(tmp_path, "a", data)).lines()]
    expected = data.split(b"\n")
    assert lines == (expected if expected[-1] else expected[:-1])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings_are_recognised(encoding: str, tmp_path: Path) -> None:
    text = "Grüße, 世界 — plain words follow so that zeros stand out\nsecond line\n" * 3
    source = Source(write(tmp_path, "a.txt", text.encode(encoding)))
    assert source.text() == text.rstrip("\n")
    assert not source.repairs


def test_each_line_is_decoded_on_its_own(tmp_path: Path) -> None:
    content = "größer".encode() + b"\n" + "größer – ‚so‘".encode("cp1252") + b"\n" + "größer".encode() + b" \xe4\n"
    source = Source(write(tmp_path, "mixed.txt", content))
    assert source.text() == "größer\ngrößer – ‚so‘\ngrößer \ufffd"
    assert source.repairs == {"decoded_as_cp1252": 1, "invalid_utf8_replaced": 1}


def test_text_has_one_kind_of_line_end(tmp_path: Path) -> None:
    assert Source(write(tmp_path, "a.txt", b"a\r\nb\rc\n")).text() == "a\nb\nc"


def test_standard_input_is_read_more_than_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LINES)))
    with Source("-") as source:
        assert (source.name, source.stem) == ("-", "stdin")
        assert source.head == (LINES, True)
        assert [line for _, line in source.lines()] == LINES.splitlines()
        spool = source._spool
        assert spool is not None
    assert not spool.exists()


def test_the_stem_is_without_compression_and_format_suffix(tmp_path: Path) -> None:
    assert Source(write(tmp_path, "thread.one.jsonl.zst", LINES)).stem == "thread.one"


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "the input is empty"),
    "blank": (b" \n\r\n\t" * 50_000, "the input is empty"),
    "empty gzip": (gzip.compress(b""), "the input is empty"),
    "zip": (b"PK\x05\x06rest", "an empty ZIP archive"),
    "pdf": (b"%PDF-1.7 rest", "a PDF"),
    "pickle": (b"\x80\x04\x95rest", "a Python pickle"),
    "random": (bytes(range(256)) * 10, "binary data"),
    "gzipped binary": (gzip.compress(bytes(range(256)) * 10), "binary data"),
    "zeros": (b"\0" * 5000, "binary data"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_what_is_no_text_is_refused_by_name(content: bytes, message: str, tmp_path: Path) -> None:
    path = write(tmp_path, "bad.jsonl", content)
    with pytest.raises(DumpError, match=message) as caught:
        _ = Source(path).head
    assert str(caught.value).startswith(str(path))


def test_a_missing_file_and_a_folder_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="there is no such file"):
        Source(tmp_path / "nothing.csv")
    with pytest.raises(DumpError, match="this is a folder"):
        Source(tmp_path)
    with pytest.raises(DumpError, match="cannot be opened"):
        Source("nul\0byte")


def test_a_file_that_may_not_be_read_is_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError

    path = write(tmp_path, "secret.csv", LINES)
    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(DumpError, match="permission to read it is denied"):
        Source(path)
