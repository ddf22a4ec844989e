from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from analyzer.errors import ExitCode, ModelError
from analyzer.models.bundle import Bundle, bundle_hash, default_path, load_bundle, read_manifest
from analyzer.models.views import HEAD_LABELS, VIEWS, Layout

FILES = ("encoder.onnx", "heads.npz", "tokenizer.json", "CARD.md")


@pytest.fixture
def copy(tiny_bundle_path: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_bundle_path, tmp_path / "bundle"))


def refusal(folder: Path) -> str:
    """Load a bundle that must be refused; return what the user is told."""
    with pytest.raises(ModelError) as caught:
        load_bundle(folder)
    assert caught.value.exit_code == ExitCode.BAD_MODEL
    return str(caught.value)


def test_a_whole_bundle_loads_with_every_part(tiny_bundle: Bundle) -> None:
    assert tiny_bundle.identity == {"name": "tiny", "version": "0.0.1", "hash": tiny_bundle.hash}
    assert set(tiny_bundle.manifest.files) == set(FILES)
    assert set(tiny_bundle.heads) == set(VIEWS)
    assert tiny_bundle.layout == Layout(own=12, parent=8, target=6)
    assert set(tiny_bundle.points) == {"toxicity", "conspiracy"}  # the others have too few positives
    assert {view: head.shift.shape for view, head in tiny_bundle.heads.items()} == {
        view: (len(labels),) for view, labels in HEAD_LABELS.items()
    }


@pytest.mark.parametrize("name", FILES)
def test_one_flipped_bit_in_any_file_is_refused(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    told = refusal(copy)
    assert str(copy / name) in told
    assert "hash differs" in told
    assert "--model" in told


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    told = refusal(copy)
    assert str(copy / name) in told
    assert "missing" in told
    assert "--model" in told


@pytest.mark.parametrize("found", [0, 1, 5, "2", None])
def test_another_format_is_told_apart_from_damage(copy: Path, found: object) -> None:
    change(copy, format=found)
    told = refusal(copy)
    assert str(copy / "bundle.json") in told
    assert "formats 2, 3, 4" in told
    assert "analyzer-train" in told


@pytest.mark.parametrize("content", ["", "{", '{"format": 2', "\x00\xff"])
def test_a_manifest_that_is_no_json_is_refused(copy: Path, content: str) -> None:
    (copy / "bundle.json").write_text(content, encoding="latin-1")
    told = refusal(copy)
    assert str(copy / "bundle.json") in told
    assert "not valid JSON" in told
    assert "--model" in told


@pytest.mark.parametrize("content", ["[]", "null", "3"])
def test_a_manifest_that_is_no_object_is_refused(copy: Path, content: str) -> None:
    (copy / "bundle.json").write_text(content, encoding="utf-8")
    assert str(copy / "bundle.json") in refusal(copy)


def test_a_manifest_with_a_wrong_field_names_it(copy: Path) -> None:
    change(copy, languages="en")
    told = refusal(copy)
    assert "languages" in told
    assert str(copy / "bundle.json") in told


def test_a_manifest_with_an_unknown_field_names_it(copy: Path) -> None:
    change(copy, colour="red")
    assert "colour" in refusal(copy)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    told = refusal(tmp_path / "nowhere")
    assert str(tmp_path / "nowhere") in told
    assert "no model bundle here" in told
    assert "--model" in told


def test_broken_operating_points_are_refused(copy: Path) -> None:
    points = read_manifest(copy).operating_points
    points["toxicity"][0]["threshold"] = 1.5
    change(copy, operating_points=points)
    assert "threshold" in refusal(copy)


def test_the_hash_is_stable_and_follows_the_files(tiny_bundle: Bundle, tiny_bundle_path: Path) -> None:
    assert load_bundle(tiny_bundle_path).hash == tiny_bundle.hash == bundle_hash(tiny_bundle.manifest.files)
    files = {"a": "1", "b": "2"}
    assert bundle_hash(files) == bundle_hash({"b": "2", "a": "1"})
    assert bundle_hash(files) != bundle_hash({"a": "2", "b": "1"})
    # sha256 of "a:1\nb:2\n"
    assert bundle_hash(files) == "6408fdc5c36df5df57957e7b230e4b48c55b06ce849303e855d52f1356f2980e"


def test_the_default_bundle_stands_inside_the_package() -> None:
    assert default_path().parts[-3:] == ("analyzer", "models", "default")


def change(folder: Path, **fields: object) -> None:
    """Change fields of a bundle's manifest."""
    file = folder / "bundle.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | fields), encoding="utf-8")


@pytest.mark.parametrize(
    ("part", "entry", "place"),
    [
        ("files", "heads.npz", "files.heads.npz"),
        ("layout", "parent", "layout.parent"),
        ("files", "encoder.onnx", "files.encoder.onnx"),
        ("decisions", "target", "decisions.target.favor"),
    ],
)
def test_a_manifest_that_lacks_an_entry_is_refused(
    part: str, entry: str, place: str, tiny_bundle_path: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny_bundle_path, tmp_path / "bundle")
    manifest = json.loads((folder / "bundle.json").read_text())
    del manifest[part][entry]
    (folder / "bundle.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match=place):
        load_bundle(folder)
