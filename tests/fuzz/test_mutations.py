"""Every format's seed, cut, flipped, repeated and nested: only the tool's own errors, and no comment lost uncounted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.dumps.registry import FORMATS
from tests.fuzz.reading import survives
from tests.fuzz.seeds import seeds

Mutation = Callable[[bytes], bytes]
#: What breaks parsers: brackets and quotes left open, NULs, halves of characters, marks of other encodings.
_SPLINTERS = (
    *(b"", b"\0", b'"', b"'", b"[", b"{", b"}", b"]", b"<", b">", b"&", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf"),
    *(b"\r", b"\n\n", b"null", b"-1", b"1e999", b'"id":', b"<![CDATA[", b"]]>", b"<!--", b"</div>", b"NaN", b"\\ud800"),
    *(
        b"[\xe2\x80\x93]",
        b">>",
        b"::",
        b"99999999999999999999",
        b"2020-13-45",
        b"\xe2\x80\xa8",
        b"\x1f\x8b",
        b"PK\x03\x04",
    ),
)


@st.composite
def mutations(draw: st.DrawFn) -> Mutation:
    """Draw one change; places are shares of the length, so that they shrink and fit any seed."""
    kind = draw(st.sampled_from(["cut", "behead", "flip", "double", "drop", "splinter", "nest", "swap"]))
    low, high = sorted((draw(st.floats(0, 1)), draw(st.floats(0, 1))))
    byte, splinter, times = draw(st.integers(1, 255)), draw(st.sampled_from(_SPLINTERS)), draw(st.integers(2, 40))

    def change(data: bytes) -> bytes:
        start, end = int(low * len(data)), int(high * len(data))
        piece = data[start:end]
        if kind == "cut":
            return data[:end]
        if kind == "behead":
            return data[start:]
        if kind == "flip" and start < len(data):
            return data[:start] + bytes([data[start] ^ byte]) + data[start + 1 :]
        if kind == "double":
            return data[:end] + piece + data[end:]
        if kind == "drop":
            return data[:start] + data[end:]
        if kind == "nest":
            return data[:start] + piece[: len(piece) // 2] * times + data[start:]
        if kind == "swap":
            return data[:start] + data[end:] + piece
        return data[:start] + splinter + data[start:]

    return change


@pytest.mark.parametrize("name", sorted(seeds()))
def test_every_seed_is_read_as_it_stands(name: str) -> None:
    dump = survives({name: seeds()[name]})
    assert dump is not None
    assert dump.inputs[-1].comments > 0 or "article" in name or "reddit" in name or len(dump.threads) > 0


@settings(max_examples=60)
@given(name=st.sampled_from(sorted(seeds())), changes=st.lists(mutations(), min_size=1, max_size=4))
def test_no_mutation_breaks_the_reader_it_is_told_for(name: str, changes: list[Mutation]) -> None:
    data = seeds()[name]
    for change in changes:
        data = change(data)[:200_000]
    survives({name: data})


@settings(max_examples=60)
@given(
    name=st.sampled_from(sorted(seeds())),
    change=mutations(),
    format_name=st.sampled_from([entry.name for entry in FORMATS]),
)
def test_no_reader_breaks_on_what_is_not_its_own(name: str, change: Mutation, format_name: str) -> None:
    survives({name: change(seeds()[name])[:50_000]}, format_name)


@settings(max_examples=60)
@given(data=st.binary(max_size=400), format_name=st.sampled_from(["auto", *(entry.name for entry in FORMATS)]))
def test_no_bytes_break_a_reader(data: bytes, format_name: str) -> None:
    survives({"bytes.bin": data}, format_name)


@settings(max_examples=15)
@given(names=st.lists(st.sampled_from(sorted(seeds())), min_size=2, max_size=4, unique=True), change=mutations())
def test_no_folder_of_seeds_breaks_the_reader(names: list[str], change: Mutation) -> None:
    survives({name: change(seeds()[name])[:50_000] for name in names}, kind="folder")
