from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from analyzer.cli.render import links
from analyzer.cli.render.account import INFERRED
from tests.cli.conftest import Invoke
from tests.cli.sample import write_table
from tests.dumps.helpers import FIXTURES, write

XML = FIXTURES / "xml" / "disqus.xml"


def test_json_holds_the_shape_of_the_trees(tmp_path: Path, invoke: Invoke) -> None:
    told = json.loads(invoke("threads", write_table(tmp_path), "--json"))
    shape = {key: told[key] for key in ("format", "comments", "threads", "roots", "orphans", "max_depth")}
    assert shape == {"format": "csv", "comments": 4, "threads": 1, "roots": 1, "orphans": 1, "max_depth": 2}
    assert told["tree_report"]["repairs"] == {"orphans": 1, "missing_parents": 1}
    assert told["inputs"][0]["mapping"]["text"] == "text"


def test_orphans_are_left_out_where_that_is_asked_for(tmp_path: Path, invoke: Invoke) -> None:
    told = json.loads(invoke("threads", write_table(tmp_path), "--json", "--drop-orphans"))
    assert (told["comments"], told["orphans"], told["max_depth"]) == (3, 0, 2)
    assert told["tree_report"]["repairs"] == {"orphans_dropped": 1}
    assert "left out as asked" in invoke("threads", write_table(tmp_path), "--drop-orphans")


def test_the_command_merges_where_that_is_asked_for(invoke: Invoke) -> None:
    assert "they stay apart unless --merge-threads is given" in " ".join(invoke("threads", XML).split())
    apart = json.loads(invoke("threads", XML, "--json"))
    merged = json.loads(invoke("threads", XML, "--json", "--merge-threads"))
    assert merged["threads"] == apart["threads"] - 1
    assert merged["comments"] == apart["comments"]
    assert merged["tree_report"]["repairs"]["threads_merged"] == 1


def test_words_tell_format_mapping_shape_and_repairs(tmp_path: Path, invoke: Invoke) -> None:
    told = invoke("threads", write_table(tmp_path))
    assert "page.csv  csv, 4 comments read" in told
    assert "parent_id is read from 'parent_id'" in told
    assert "1 top-level comment, replies down to depth 2, 1 reply to missing comments" in told
    assert "1 comment that is answered but missing" in told


def test_an_article_has_no_comments_and_no_depth(tmp_path: Path, invoke: Invoke) -> None:
    article = tmp_path / "page.txt"
    article.write_text("The bridge\n\n" + "The council has confirmed that the bridge will close on Monday. " * 9 + "\n")
    told = json.loads(invoke("threads", article, "--json"))
    assert (told["comments"], told["max_depth"], told["format"]) == (0, None, "text-article")
    assert "no comments in this input: an article without a comment section" in invoke("threads", article)


def test_several_inputs_are_read_as_one_run(tmp_path: Path, invoke: Invoke) -> None:
    page = write_table(tmp_path)
    lines = tmp_path / "more.jsonl"
    lines.write_text('{"id": "a", "parent_id": null, "author": "x", "text": "y"}\n' * 2)
    told = json.loads(invoke("threads", page, lines, "--json"))
    assert (told["format"], told["comments"], len(told["inputs"])) == ("csv, jsonl", 5, 2)


def test_the_model_is_not_touched(tmp_path: Path, invoke: Invoke) -> None:
    loaded = set(sys.modules)
    invoke("threads", write_table(tmp_path))
    assert not {"analyzer.models.judge", "onnxruntime"} & (set(sys.modules) - loaded)


FLAT = """author,text
ann,The ferry was late again this morning and nobody told us why.
bob,"> The ferry was late again this morning and nobody told us why.
They did tell us, it was the ice."
ann,"@bob Where did they tell you that?"
"""


def test_the_tree_tells_of_each_inferred_reply_how_sure_it_is_and_why(tmp_path: Path, invoke: Invoke) -> None:
    page = write(tmp_path, "flat.csv", FLAT)
    drawn = invoke("threads", page, "--tree").splitlines()
    assert any(
        re.match(r"└─ bob  ~ [\d<>]+ %, repeats its words  They did tell us, it was the ice\.", line) for line in drawn
    )
    reasons = "|".join(links.REASONS.values())
    assert any(re.match(rf"   └─ ann  ~ [\d<>]+ %, ({reasons})  @bob", line) for line in drawn)
    plain = invoke("threads", page)
    assert "└─" not in plain
    assert "--tree shows each, how probable it is and what it rests on" in plain


def test_the_links_are_listed_as_json_only_where_asked_for(tmp_path: Path, invoke: Invoke) -> None:
    page = write(tmp_path, "flat.csv", FLAT)
    assert "links" not in json.loads(invoke("threads", page, "--json"))
    first, second = json.loads(invoke("threads", page, "--json", "--tree"))["links"]
    assert (first["comment_id"], first["parent_id"], first["rests_on"]) == ("c2", "c1", "quote")
    assert (second["comment_id"], second["parent_id"]) == ("c3", "c2")
    assert second["rests_on"] in links.REASONS
    assert all(0 < link["parent_probability"] <= 1 for link in (first, second))


def test_parents_the_dump_names_are_drawn_without_a_probability(tmp_path: Path, invoke: Invoke) -> None:
    drawn = invoke("threads", write_table(tmp_path), "--tree")
    assert "~" not in drawn
    assert "(a comment this dump does not hold)" in drawn
    assert "2 comments not shown" in invoke("threads", write_table(tmp_path), "--tree", "--limit", "2")


def test_every_way_of_inferring_has_its_reason() -> None:
    assert links.REASONS.keys() == INFERRED.keys()
