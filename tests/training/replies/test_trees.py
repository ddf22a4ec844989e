from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.training.replies.sample import forum_thread, tweet, write_lines
from training.corpora.files import CorpusError
from training.replies.trees import read_trees


def test_forum_threads_are_read_packed_or_not(tmp_path: Path) -> None:
    rows = [forum_thread(1, 4), forum_thread(2, 3)]
    (plain, other) = read_trees([write_lines(tmp_path / "a.jsonl", rows)])
    assert read_trees([write_lines(tmp_path / "a.jsonl.gz", rows)]) == [plain, other]
    assert (plain.corpus, plain.name, plain.parent, plain.opened) == ("forums", "1", [-1, 0, 1, 1], True)


def test_tweets_stand_in_order_of_their_ids_and_get_the_handle_they_are_called_by(tmp_path: Path) -> None:
    rows = [
        tweet("12", "10", "u_b", "@quay really?", depth=1),
        tweet("10", None, "u_a", "The bridge is closed.", depth=0),
        tweet("15", "12", "u_a", "@tom_v @quay yes", depth=2),
        tweet("13", "10", "u_c", "@quay no", depth=1),
        tweet("9", "77", "u_c", "@quay lost", depth=3),
    ]
    (tree,) = read_trees([write_lines(tmp_path / "dev.jsonl", rows)])
    assert tree.parent == [-1, -2, 0, 0, 2]
    assert tree.authors == ["quay", "u_c", "tom_v", "u_c", "quay"]
    assert tree.opened


def test_debates_have_comments_at_top_level(tmp_path: Path) -> None:
    keys = ("discussion_id", "id", "parent_id", "created", "author", "text")
    rows: list[dict[str, Any]] = [
        dict(zip(keys, ("5", "2", "1", "2008-05-08 01:00:00", "u_b", "No."), strict=True)),
        dict(zip(keys, ("5", "1", None, "2008-05-07 01:00:00", "u_a", "Yes."), strict=True)),
        dict(zip(keys, ("5", "3", None, "2008-05-09 01:00:00", "u_b", "Maybe."), strict=True)),
    ]
    (tree,) = read_trees([write_lines(tmp_path / "posts.jsonl", rows)])
    assert (tree.texts, tree.parent, tree.opened) == (["Yes.", "No.", "Maybe."], [-1, 0, -1], False)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"id": 1}], "no known layout of threads"),
        ([], "no known layout of threads"),
        ([{"thread": "1", "posts": [{"id": 1}]}], "not the layout of forums"),
    ],
)
def test_other_files_are_refused(rows: list[dict[str, object]], words: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", rows)
    with pytest.raises(CorpusError, match=words) as raised:
        read_trees([path])
    assert "x.jsonl" in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"gone\.jsonl"):
        read_trees([tmp_path / "gone.jsonl"])
