from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.dumps import html_tree, read
from analyzer.dumps.html_tree import parse
from analyzer.dumps.page_html import LOADERS
from analyzer.dumps.record import Dump
from analyzer.errors import DumpError
from tests.dumps.helpers import read_one, rows, write

FIXTURES = Path(__file__).parent / "fixtures" / "html"


def fixture(name: str, format_name: str = "auto") -> Dump:
    return read([FIXTURES / name], format=format_name)


def tree(dump: Dump) -> list[tuple[str | None, str | None, str | None, str]]:
    return [(row["comment_id"], row["parent_id"], row["author"], row["text"]) for row in rows(dump)]


def page(folder: Path, body: str, head: str = "") -> Dump:
    return read_one(folder, "page.html", f"<!doctype html><html><head>{head}</head><body>{body}</body></html>")


# ---- wpDiscuz


def test_wpdiscuz_gives_ids_parents_dates_and_bodies_without_its_own_words() -> None:
    dump = fixture("wpdiscuz7.html")
    (report,) = dump.inputs
    assert report.format == "wpdiscuz-html"
    assert report.reason == "an HTML page with 4 wpDiscuz comments (ids wpd-comm-… or wc-comm-…)"
    assert tree(dump) == [
        ("31", None, "Tilda Marsh", "Worked & at once.\nThank you!"),
        ("32", "31", "Bo Kettleman", "> at once\nGlad to hear"),
        ("33", "32", "Jon", ""),
        ("35", "99", "Ann", "Answers one that is not here."),
    ]
    assert [str(row["created_at"])[:16] for row in rows(dump)[:2]] == ["2023-03-03 08:50", "2023-03-04 14:29"]
    assert report.repairs == {"cut_bodies": 1}
    assert report.notes == ["the page declares 5 comments, 4 were found in it"]
    thread = dump.threads["wpdiscuz7"]
    assert (thread.title, thread.url, thread.declared) == ("How to mend a kettle", "https://lantern.example/kettle/", 5)
    assert (thread.article or "").startswith("A kettle leaks at the seam.")
    assert "Worked" not in (thread.article or "")


def test_the_older_wpdiscuz_is_read_the_same(tmp_path: Path) -> None:
    old = (FIXTURES / "wpdiscuz7.html").read_text(encoding="utf-8").replace("wpd-comm", "wc-comm")
    assert tree(read_one(tmp_path, "old.html", old)) == tree(fixture("wpdiscuz7.html"))


def test_threads_and_replies_that_wpdiscuz_counts_apart_are_added(tmp_path: Path) -> None:
    counts = '<span class="wpd-stat-threads-count">63</span><span class="wpd-stat-replies-count">49</span>'
    comment = '<div id="wpd-comm-1_0"><div class="wpd-comment-text">One.</div></div>'
    assert page(tmp_path, counts + comment).threads["page"].declared == 112


# ---- WordPress themes


def test_a_theme_is_read_by_depth_and_order_even_where_lists_stand_beside_their_parents() -> None:
    dump = fixture("wordpress.html")
    (report,) = dump.inputs
    assert report.format == "wordpress-html"
    assert tree(dump) == [
        ("11", None, "Ed", "First of all: look at the moon."),
        ("12", "11", "Mira", "The moon\nis late too."),
        ("13", "12", "Ed", "Then we wait."),
        ("14", "11", "Rolf", "No."),
        ("15", None, "Net Weekly", "Net Weekly"),
        ("place-6", None, "Nobody", "No number at all."),
    ]
    assert [row["author_kind"] for row in rows(dump)] == ["user"] * 4 + ["service", "user"]
    assert [row["author_id"] for row in rows(dump)] == ["ed"] + [None] * 5
    assert [str(row["created_at"])[:16] for row in rows(dump)[:2]] == ["2020-05-02 19:05", "2020-05-03 07:00"]
    assert (dump.threads["wordpress"].title, dump.threads["wordpress"].declared) == ("Of eels and nets", 7)


def test_without_depth_classes_nesting_tells_the_parent(tmp_path: Path) -> None:
    body = (
        '<ul><li id="comment-1"><b class="fn">A</b><div class="comment-content">One.</div>'
        '<ul><li id="comment-2"><b class="fn">B</b><div class="comment-content">Two.</div></li></ul></li></ul>'
    )
    assert tree(page(tmp_path, body)) == [("1", None, "A", "One."), ("2", "1", "B", "Two.")]


def test_a_menu_with_depth_classes_is_no_comment(tmp_path: Path) -> None:
    dump = page(tmp_path, '<ul><li class="menu-item depth-1">Home<ul><li class="leaf depth-2">News</li></ul></li></ul>')
    assert dump.inputs[0].format == "html-page"
    assert rows(dump) == []


# ---- schema.org, data attributes, JSON-LD


def test_microdata_is_preferred_to_json_ld_of_the_same_page() -> None:
    dump = fixture("schema.html")
    assert dump.inputs[0].format == "schema-html"
    assert tree(dump) == [
        ("c7", None, "Ann", "I do."),
        ("c8", "c7", "Bo", "So do I."),
        ("c9", None, "Cec", "Never."),
    ]
    assert str(rows(dump)[0]["created_at"])[:10] == "2021-02-03"


def test_json_ld_comments_nest() -> None:
    dump = fixture("schema.html", "jsonld-html")
    assert tree(dump) == [
        ("7", None, "Ann", "I do."),
        ("8", "7", "Bo", "So do I & my dog."),
        ("place-3", None, "Cec", "It was never there."),
    ]
    assert dump.threads["schema"].declared == 4
    assert dump.inputs[0].notes == ["the page declares 4 comments, 3 were found in it"]


def test_broken_json_ld_is_named_and_the_next_block_is_read(tmp_path: Path) -> None:
    block = '<script type="application/ld+json">{}</script>'
    good = '{"@type":"Comment","text":"Yes.","author":{"name":"A"}}'
    dump = page(tmp_path, "<p>x</p>", block.format('{"@type":"Comment",') + block.format(good))
    assert [row["text"] for row in rows(dump)] == ["Yes."]
    assert dump.inputs[0].skipped[0].startswith("JSON-LD block 1: invalid JSON")


def test_numbered_elements_name_their_parents_by_attribute_level_or_nesting(tmp_path: Path) -> None:
    comment = '<div data-comment-id="{0}" {1}><b class="author">A{0}</b><p class="body">Said {0}.</p>{2}</div>'
    said = (
        comment.format(1, "", "")
        + comment.format(2, 'data-parent-id="1"', "")
        + comment.format(3, 'data-parent-id="0"', "")
    )
    assert [row[:2] for row in tree(page(tmp_path, said))] == [("1", None), ("2", "1"), ("3", None)]
    levels = "".join(comment.format(n, f'aria-level="{level}"', "") for n, level in ((1, 1), (2, 2), (3, 3), (4, 2)))
    assert [row[:2] for row in tree(page(tmp_path, levels))] == [("1", None), ("2", "1"), ("3", "2"), ("4", "1")]
    nested = comment.format(1, "", comment.format(2, "", "")) + '<button data-comment-id="2">Reply</button>'
    assert tree(page(tmp_path, nested)) == [("1", None, "A1", "Said 1."), ("2", "1", "A2", "Said 2.")]


# ---- pages without comments


@pytest.mark.parametrize("loader", LOADERS, ids=[loader.name for loader in LOADERS])
def test_comments_that_a_script_would_load_are_said_to_be_so(loader: object, tmp_path: Path) -> None:
    mark = loader.marks[0]  # type: ignore[attr-defined]
    element = mark + "></div>" if mark.startswith("<") else f"<div {mark}></div>"
    dump = page(tmp_path, "<h1>Eels</h1><p>Late.</p>" + element)
    assert dump.inputs[0].format == "html-page"
    name = loader.name  # type: ignore[attr-defined]
    assert dump.inputs[0].notes[0].startswith(f"comments are loaded by script ({name}), they are not in this page")
    assert rows(dump) == []


def test_an_article_without_comments_says_so_and_is_read_as_one(tmp_path: Path) -> None:
    text = "Eels are late this year, and nobody on the pier could say why. " * 3
    dump = page(tmp_path, f"<h1>Eels</h1><main><p>{text}</p></main><p>Reply</p>")
    assert dump.inputs[0].notes == ["there are no comments in this page: it was read as an article"]
    assert (dump.threads["page"].title, dump.threads["page"].article) == ("Eels", text.strip())
    declared = page(tmp_path, "<h1>Eels</h1><h3>12 Comments</h3>")
    assert declared.inputs[0].notes[0].startswith("the page declares 12 comments, but none are in it")


# ---- bytes and hostility


def test_a_declared_encoding_is_honoured(tmp_path: Path) -> None:
    content = '<html><head><meta charset="windows-1251"><title>Письма</title></head><body><p>Да.</p></body></html>'
    dump = read_one(tmp_path, "page.html", content.encode("cp1251"))
    assert dump.threads["page"].title == "Письма"


def test_a_giant_page_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_tree, "MAX_PAGE_BYTES", 100)
    with pytest.raises(DumpError, match="the page is larger than"):
        page(tmp_path, "<p>" + "x" * 200)


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 60_000 + "deep",
        "<ul><li class='comment depth-1'>" * 8_000,
        "<script " * 30_000,
        "<!-- " * 30_000,
        "".join(f"<b id={n}>" for n in range(4_000)) + "<p>x" * 4_000,
        "<a href='#'><p>" * 6_000,
        "<table><tr><td>" * 6_000,
        "<div data-comment-id=1>" * 4_000,
        "<li id='comment-1'><p>" * 5_000,
        '<script type="application/ld+json">' + '{"comment":[' * 2_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_nest_is_read_in_bounded_time(hostile: str, tmp_path: Path) -> None:
    dump = page(tmp_path, hostile)
    assert len(rows(dump)) <= 8_000


def test_script_and_style_text_is_no_markup() -> None:
    parsed = parse("<body><script>'<p>no</p>'</script><STYLE>p{}</STYLE><!-- <p>no</p> --><p>yes</p></body>")
    assert [node.text() for node in parsed.tree.css("p")] == ["yes"]


PIECES = st.sampled_from(
    [
        '<div id="wpd-comm-1_0" class="wpd-comment">',
        '<li class="comment depth-2" id="comment-4">',
        '<div itemprop="comment" itemscope>',
        '<div data-comment-id="a" data-parent-id="a">',
        '<div class="wpd-comment-text">words',
        '<b class="fn">Ann</b>',
        "</div></li>",
        "</p>",
        "<h3>3 Comments</h3>",
        '<script type="application/ld+json">{"@type":"Comment","text":1,"author":[3],"@id":{}}</script>',
        '<time datetime="x">',
        "<a class='comment-reply-link' href='?replytocom=9'>",
        "&#0;&nbsp;",
    ]
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=12))
def test_no_arrangement_of_markup_breaks_a_reader(pieces: list[str], tmp_path: Path) -> None:
    path = write(tmp_path, "page.html", "<html><body>" + "".join(pieces))
    for name in ("auto", "wpdiscuz-html", "wordpress-html", "schema-html", "numbered-html", "jsonld-html", "html-page"):
        for row in rows(read([path], format=name)):
            assert row["text"] or row["author"] or row["comment_id"]


def test_a_page_whose_doctype_is_broken_is_a_page(tmp_path: Path) -> None:
    whole = (FIXTURES / "wpdiscuz7.html").read_text(encoding="utf-8")
    broken = "<!doct\x01ype html>" + whole[whole.lower().index("<html") :]
    assert tree(read_one(tmp_path, "page.html", broken)) == tree(fixture("wpdiscuz7.html"))
