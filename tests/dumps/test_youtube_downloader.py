from __future__ import annotations

import json
from pathlib import Path

from tests.dumps.helpers import FIXTURES, read_fixture, read_one, told, tree


def test_replies_are_told_by_their_ids() -> None:
    dump = read_fixture("youtube-downloader.jsonl")
    assert dump.inputs[0].format == "youtube-downloader"
    video = "youtube-downloader"
    assert tree(dump) == [(video, "UgA", None), (video, "UgA.r1", "UgA"), (video, "UgB", None)]
    assert told(dump, "author", "author_id", "text")[0] == ("@ann", "UCann", "Bees rule")


def test_times_are_estimates_and_rounded_counts_declare_nothing() -> None:
    dump = read_fixture("youtube-downloader.jsonl")
    assert told(dump, "created_at")[0][0].timestamp() == 1600000000.5
    assert told(dump, "created_at")[2] == (None,)
    assert "unreadable_time" not in dump.inputs[0].repairs
    assert any("estimates" in note for note in dump.inputs[0].notes)
    assert dump.threads["youtube-downloader"].declared == 3 + 1  # UgA with 2 replies, UgB with "1.1K"
    assert dump.threads["youtube-downloader"].chronological is False


def test_tables_are_read_too(tmp_path: Path) -> None:
    table = "cid,text,time,author,channel,votes,replies,photo,heart,reply\n"
    table += "UgA,hi,1 day ago,@a,UCa,1,1,x,False,False\nUgA.r,no,1 day ago,@b,UCb,0,,x,False,True\n"
    dump = read_one(tmp_path, "vid1.csv", table)
    assert dump.inputs[0].format == "youtube-downloader"
    assert tree(dump) == [("vid1", "UgA", None), ("vid1", "UgA.r", "UgA")]
    assert "unreadable_time" not in dump.inputs[0].repairs


def test_one_object_of_comments_is_read_too(tmp_path: Path) -> None:
    lines = (FIXTURES / "youtube-downloader.jsonl").read_text().splitlines()
    dump = read_one(tmp_path, "a.json", json.dumps({"comments": [json.loads(line) for line in lines]}, indent=1))
    assert dump.inputs[0].format == "youtube-downloader"
    assert [row[1:] for row in tree(dump)] == [("UgA", None), ("UgA.r1", "UgA"), ("UgB", None)]
