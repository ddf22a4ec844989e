from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.dumps import read
from analyzer.dumps.mail_layers import layers_of
from analyzer.errors import DumpError
from analyzer.threads import build_threads
from tests.dumps.helpers import read_one, rows, write

MBOX = b"""From marga@lantern.example Tue May  5 12:01:00 2020
From: Marga Oud <marga@lantern.example>
Subject: =?utf-8?q?Late_e=C3=ABls?=
Date: Tue, 05 May 2020 12:01:00 +0200
Message-ID: <1@lantern.example>
Received: from host (192.0.2.7)

Why are they late?
>From the pier it looks bad.

--
Marga, marga@lantern.example

From pieter@lantern.example Tue May  5 13:01:00 2020
From: "pieter@lantern.example" <pieter@lantern.example>
Subject: Re: Late eels
Message-ID: <2@lantern.example>
In-Reply-To: <1@lantern.example>
References: <1@lantern.example>
Content-Type: text/html; charset=utf-8

<p>Fog &amp; tide.</p>

From nobody Wed May  6 13:01:00 2020
From: Wim
Subject: Other matter
Message-ID: <3@lantern.example>
References: <gone@lantern.example>

Hm.
"""
QUOTED = """I say no.

On Tue, May 5, 2020 at 12:01 PM Marga Oud <marga@lantern.example> wrote:
> Yes, of course.
>
> Am 4. Mai 2020 09:00 schrieb pieter:
>> Are they
>> late?
> Why not?
"""


def test_an_mbox_is_threaded_by_message_ids(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "list.mbox", MBOX)
    assert dump.inputs[0].format == "mail"
    assert [(row["thread_id"], row["author"], row["text"]) for row in rows(dump)] == [
        ("list-1", "Marga Oud", "Why are they late?\nFrom the pier it looks bad."),
        ("list-1", None, "Fog & tide."),
        ("list-3", "Wim", "Hm."),
    ]
    assert {thread: info.title for thread, info in dump.threads.items()} == {
        "list-1": "Late eëls",
        "list-3": "Other matter",
    }
    assert str(rows(dump)[0]["created_at"]) == "2020-05-05 10:01:00+00:00"
    forest = build_threads(dump)
    assert (forest.roots, forest.orphans) == (1, 1)
    assert "@lantern.example" not in repr(rows(dump)) + repr(dump.threads)
    assert "192.0.2.7" not in repr(rows(dump))


def test_quotes_of_a_mail_are_unfolded_oldest_first(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "answer.txt", QUOTED)
    assert dump.inputs[0].reason == "2 lines 'NAME wrote:' and quotes behind '>' and '>>'"
    assert [(row["comment_id"], row["parent_id"], row["author"], row["text"]) for row in rows(dump)] == [
        ("1", None, "pieter", "Are they\nlate?"),
        ("2", "1", "Marga Oud", "Yes, of course.\n\nWhy not?"),
        ("3", "2", None, "I say no."),
    ]
    assert [str(row["created_at"])[:16] for row in rows(dump)[:2]] == ["2020-05-04 09:00", "2020-05-05 12:01"]


def test_a_single_mail_names_its_writer_and_subject(tmp_path: Path) -> None:
    head = "From: Wim <wim@lantern.example>\nSubject: Re: AW: Eels\nDate: x\nMIME-Version: 1.0\n\n"
    dump = read_one(tmp_path, "answer.eml", head + QUOTED)
    assert [row["author"] for row in rows(dump)] == ["pieter", "Marga Oud", "Wim"]
    assert dump.threads["answer"].title == "Eels"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.sampled_from(
            [
                *("From a b 2020", "From: =?utf-8?b?=", "Content-Type: multipart/mixed; boundary=x", "--x", "", "> a"),
                *("Message-ID: <1>", "References: <1> <2", "On 2020 x wrote:", "Content-Transfer-Encoding: base64"),
                *(">> b", "\xff\x00"),
            ]
        )
    )
)
def test_no_arrangement_of_mail_lines_breaks_it(lines: list[str], tmp_path: Path) -> None:
    path = write(tmp_path, "a.mbox", "From a b 2020\n" + "\n".join(lines))
    with suppress(DumpError):
        read([path], format="mail")
    assert layers_of("\n".join(lines)) is not None
