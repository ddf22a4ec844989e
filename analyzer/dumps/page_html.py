"""Web pages without comments in their markup: articles, and pages whose comments a script would load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.html_facts import article_of, facts_of
from analyzer.dumps.html_tree import page_text, parse
from analyzer.dumps.source import Source


@dataclass(frozen=True)
class Loader:
    """A comment system that fills an empty element by script, and what its element or script is told by."""

    name: str
    marks: tuple[str, ...]


LOADERS: tuple[Loader, ...] = (
    Loader("Disqus", ('id="disqus_thread"', "id='disqus_thread'", ".disqus.com/embed.js", "id=disqus_thread")),
    Loader("Facebook", ('class="fb-comments', "class='fb-comments", "<fb:comments")),
    Loader("Coral", ('id="coral_talk_stream"', 'id="coral_thread"', "coral-talk-stream", "Coral.createStreamEmbed")),
    Loader("OpenWeb (Spot.IM)", ("data-spotim-module", "launcher.spot.im", 'id="spot-im', "data-spot-im")),
    Loader("Hyvor Talk", ("<hyvor-talk-comments", 'id="hyvor-talk-view"')),
    Loader("Commento", ('id="commento"', "commento.js")),
    Loader("Remark42", ('id="remark42"', "remark42.js", "/web/embed.js")),
    Loader("Isso", ('id="isso-thread"', "data-isso=")),
    Loader("giscus", ("giscus.app/client.js", 'class="giscus"')),
    Loader("utterances", ("utteranc.es/client.js",)),
    Loader("Viafoura", ("<vf-comments", "viafoura-comments", "vf-conversations")),
    Loader("Vuukle", ("vuukle-comments",)),
    Loader("Livefyre", ("livefyre-comments", 'id="livefyre')),
    Loader("IntenseDebate", ("intensedebate.com/js", 'id="idc-container"')),
    Loader("Cusdis", ('id="cusdis_thread"',)),
    Loader("GraphComment", ('id="graphcomment"',)),
    Loader("Cackle", ('id="mc-container"', "cackle.me/widget")),
    Loader("HyperComments", ('id="hypercomments_widget"',)),
    Loader("Muut", ('class="muut"', "cdn.muut.com")),
    Loader("Reddit", ("<shreddit-comment-tree", "<shreddit-app")),
    Loader("YouTube", ("<ytd-comments", '"commentsEntryPointHeaderRenderer"')),
    Loader("wpDiscuz", ('"firstLoadWithAjax":"1"', '"lazyLoadOnPageLoad":1', '"lazyLoadOnPageLoad":"1"')),
)


def loader_of(html: str) -> Loader | None:
    """Return the comment system that would fill the page by script, None where there is none."""
    return next((loader for loader in LOADERS if any(mark in html for mark in loader.marks)), None)


def sniff(head: Head) -> Detection | None:
    """Take any page that no comment is seen in."""
    if not head.page:
        return None
    loader = loader_of(head.page)
    if loader is not None:
        return Detection(0.3, f"an HTML page whose comments are loaded by script ({loader.name})")
    return Detection(0.3, "an HTML page without comments in a markup that is known")


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Read a page as an article with no comments, and say why there are none."""
    page = parse(page_text(source))
    info = facts_of(page)
    info.article = article_of(page.tree)
    reading.threads[source.stem] = info
    reading.report.notes.append(_why(page.html, info.declared))
    yield from ()


def _why(html: str, declared: int | None) -> str:
    loader = loader_of(html)
    if loader is not None:
        return (
            f"comments are loaded by script ({loader.name}), they are not in this page: export them from {loader.name},"
            " or scroll through them in a browser and copy them as text"
        )
    if declared:
        return f"the page declares {declared} comments, but none are in it, or in a markup that is not known"
    return "there are no comments in this page: it was read as an article"


FORMAT = Format(
    "html-page",
    "Saved page without comments, or with comments that a script loads",
    sniff,
    read,
    signs="any other HTML page; Disqus, Facebook, Coral and other embeds are named",
)
