"""Small dumps of every format, to begin mutations from."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from tests.dumps import test_irc_log, test_mail, test_paragraphs, test_text_sites, test_wiki_talk
from tests.dumps.helpers import json_lines
from tests.dumps.test_container import tarred, zipped
from tests.dumps.test_text_dated import THREAD, as_dates_below, as_get_text, as_html2text, as_inscriptis

FIXTURES = Path(__file__).parents[1] / "dumps" / "fixtures"


@cache
def seeds() -> dict[str, bytes]:
    """Return name → bytes of one small dump each: the fixtures on disk and those that tests write themselves."""
    texts = {
        "old-reddit.txt": test_text_sites.OLD_REDDIT,
        "redlib.txt": test_text_sites.REDLIB,
        "board.txt": test_text_sites.BOARD,
        "hacker-news.txt": "marga 3 hours ago | next [–]\nMine.\nreply\nbo 2 hours ago | parent [–]\n> Mine.\nreply\n",
        "talk.txt": test_wiki_talk.PAGE,
        "2020-05-02.log": test_irc_log.LOG,
        "quotes.txt": test_mail.QUOTED,
        "inscriptis.txt": as_inscriptis(THREAD),
        "html2text.txt": as_html2text(THREAD),
        "get_text.txt": as_get_text(THREAD),
        "dates_below.txt": as_dates_below(THREAD),
        "trafilatura.json": json_lines([test_paragraphs.PAGE]),
        "generic.jsonl": json_lines(
            [{"id": n, "parent_id": n - 1, "text": f"said {n}", "author": "ann"} for n in range(5)]
        ),
        "generic.csv": 'id;parent_id;author;text\n1;;ann;"one; two"\n2;1;bo;"three\nfour"\n',
        "listing.json": '[{"kind":"Listing","data":{"children":[{"kind":"t3","data":{"id":"p","title":"T"}}]}},'
        '{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"id":"a","parent_id":"t3_p","body":"b",'
        '"replies":{"kind":"Listing","data":{"children":[{"kind":"more","data":{"count":3,"children":["c"]}}]}}}}]}}]',
        "pushshift.ndjson": '{"id":"a","body":"b","link_id":"t3_p","parent_id":"t3_p","created_utc":"1500000000"}\n'
        * 2,
    }
    found = {path.name: path.read_bytes() for path in sorted(FIXTURES.rglob("*.*")) if path.is_file()}
    found |= {name: text.encode() for name, text in texts.items()} | {"list.mbox": test_mail.MBOX}
    pages = {name: found[name] for name in ("wordpress.html", "generic.csv", "old-reddit.txt")}
    return found | {"pages.zip": zipped(pages), "pages.tar": tarred(pages), "pages.tgz": gzip.compress(tarred(pages))}
