"""The table of every dump format the package reads."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from analyzer.dumps import (
    bluesky,
    commento,
    convokit,
    coral_csv,
    coral_talk,
    discourse,
    excel_table,
    facebook,
    facepager,
    fourcat,
    hn_algolia,
    hn_firebase,
    irc_log,
    isso,
    lemmy,
    mail,
    mastodon,
    microdata_html,
    paragraphs,
    reddit_bdfr,
    reddit_csv,
    remark42,
    slack,
    telegram,
    text_article,
    text_dated,
    text_flat,
    text_hacker_news,
    text_imageboard,
    text_indented,
    text_old_reddit,
    text_reddit,
    tiktok,
    wiki_talk,
    youtube_api,
    youtube_downloader,
    youtube_tools,
    yt_dlp,
)
from analyzer.dumps.csv_table import FORMAT as CSV
from analyzer.dumps.disqus import FORMAT as DISQUS
from analyzer.dumps.format import Format
from analyzer.dumps.json_document import FORMAT as JSON
from analyzer.dumps.jsonl import FORMAT as JSONL
from analyzer.dumps.jsonld_html import FORMAT as JSONLD_HTML
from analyzer.dumps.page_html import FORMAT as HTML_PAGE
from analyzer.dumps.parquet_table import FORMAT as PARQUET
from analyzer.dumps.reddit_html import FORMAT as REDDIT_HTML
from analyzer.dumps.reddit_listing import FORMAT as REDDIT_LISTING
from analyzer.dumps.reddit_ndjson import FORMAT as REDDIT_NDJSON
from analyzer.dumps.wordpress_html import FORMAT as WORDPRESS_HTML
from analyzer.dumps.wpdiscuz_html import FORMAT as WPDISCUZ_HTML
from analyzer.dumps.wxr import FORMAT as WXR
from analyzer.errors import DumpError

#: The package's own formats; of two that are equally sure of an input, the earlier one gets it.
FORMATS: tuple[Format, ...] = (
    REDDIT_NDJSON,
    REDDIT_LISTING,
    reddit_bdfr.FORMAT,
    reddit_csv.FORMAT,
    hn_algolia.FORMAT,
    hn_firebase.FORMAT,
    tiktok.FORMAT,
    youtube_api.FORMAT,
    yt_dlp.FORMAT,
    youtube_downloader.FORMAT,
    youtube_tools.FORMAT,
    discourse.FORMAT,
    mastodon.FORMAT,
    bluesky.FORMAT,
    lemmy.FORMAT,
    telegram.FORMAT,
    slack.FORMAT,
    convokit.FORMAT,
    remark42.FORMAT,
    commento.FORMAT,
    isso.FORMAT,
    coral_csv.FORMAT,
    coral_talk.FORMAT,
    facebook.FORMAT,
    fourcat.FORMAT,
    facepager.FORMAT,
    JSONL,
    JSON,
    CSV,
    PARQUET,
    excel_table.FORMAT,
    DISQUS,
    WXR,
    REDDIT_HTML,
    WPDISCUZ_HTML,
    WORDPRESS_HTML,
    microdata_html.TYPED,
    microdata_html.NUMBERED,
    JSONLD_HTML,
    HTML_PAGE,
    paragraphs.FORMAT,
    mail.FORMAT,
    irc_log.FORMAT,
    wiki_talk.FORMAT,
    text_imageboard.FORMAT,
    text_old_reddit.FORMAT,
    text_hacker_news.FORMAT,
    text_reddit.FORMAT,
    text_dated.FORMAT,
    text_indented.FORMAT,
    text_flat.FORMAT,
    text_article.FORMAT,
)
#: Where installed packages offer further formats: entry points that load to a `Format`.
ENTRY_POINTS = "analyzer.dump_formats"


@cache
def all_formats() -> tuple[Format, ...]:
    """Return the package's own formats and those that installed packages offer, by name.

    Raises:
        DumpError: An offered format cannot be loaded, is none, or has the name of another.
    """
    formats = {entry.name: entry for entry in FORMATS}
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        entry = _load(point)
        if entry.name in formats:
            raise DumpError(
                "two dump formats have the same name",
                where=_origin(point),
                value=entry.name,
                hint="Uninstall the package or have its format renamed",
            )
        formats[entry.name] = entry
    return tuple(formats.values())


def _load(point: EntryPoint) -> Format:
    try:
        entry = point.load()
    except Exception as error:
        raise DumpError(
            f"a format of an installed package cannot be loaded: {type(error).__name__}: {error}",
            where=_origin(point),
            hint="Update or uninstall the package",
        ) from error
    if not isinstance(entry, Format):
        raise DumpError(
            "what an installed package offers as a dump format is none",
            where=_origin(point),
            value=type(entry).__name__,
            hint="The entry point has to name an analyzer.dumps.format.Format",
        )
    return entry


def _origin(point: EntryPoint) -> str:
    package = point.dist.name if point.dist is not None else "unknown package"
    return f"{package}, entry point {point.name!r} of {ENTRY_POINTS}"


def by_name(name: str) -> Format:
    """Return the format called `name`.

    Raises:
        DumpError: There is no such format.
    """
    wanted = name.lower().replace("_", "-")
    for entry in all_formats():
        if entry.name == wanted:
            return entry
    raise DumpError("unknown format", where="--format", value=name, hint=f"Known formats: {known_names()}, or auto")


def known_names() -> str:
    """Return the names of all formats as one line of prose."""
    return ", ".join(entry.name for entry in all_formats())
