from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.dumps import read
from analyzer.dumps.mail_layers import layers_of
from analyzer.errors import DumpError
from analyzer.threads import build_threads
from tests.dumps.helpers import read_one, rows, told, write

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


def test_a_second_writer_at_the_same_depth_is_another_message(tmp_path: Path) -> None:
    text = (
        "Marga wrote:\n> They are late.\n\nNo.\n\nWim Oud wrote:\n> Friday is fine.\n> pieter wrote:\n>> On Friday?\n"
        "\nThen it stays.\nAs the captain said:\nfog.\n"
    )
    dump = read_one(tmp_path, "answer.txt", text)
    assert told(dump, "comment_id", "parent_id", "author", "text") == [
        ("1", None, "pieter", "On Friday?"),
        ("2", None, "Marga", "They are late."),
        ("3", "1", "Wim Oud", "Friday is fine."),
        ("4", "3", None, "No.\n\n\nThen it stays.\nAs the captain said:\nfog."),
    ]


def test_a_message_quoted_by_its_writers_name_alone_is_skipped_over(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "answer.txt", "No.\nMarga wrote:\n> Wim wrote:\n>> Late?\n")
    assert told(dump, "comment_id", "parent_id", "author") == [("1", None, "Wim"), ("2", "1", None)]
    unnamed = read_one(tmp_path, "unnamed.txt", "Wim wrote:\n>> Late?\n> Yes.\nNo.\n", format="mail")
    assert told(unnamed, "comment_id", "parent_id", "text") == [
        ("1", None, "Late?"),
        ("2", "1", "Yes."),
        ("3", "2", "No."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "On Tue, May 5, 2020 at 12:01 PM Marga Oud <marga@lantern.example>\nwrote:",
        "On Tue, May 5, 2020 at 12:01 PM Marga Oud <\nmarga@lantern.example> wrote:",
        "On 2020-05-05 12:01, Marga Oud wrote:",
        "Am Di., 5. Mai 2020 um 12:01 Uhr schrieb Marga Oud <marga@lantern.example>:",
        "Le mar. 5 mai 2020 à 12:01, Marga Oud <marga@lantern.example> a écrit :",
        "El mar, 5 may 2020 a las 12:01, Marga Oud (<marga@lantern.example>) escribió:",
        "Il giorno mar 5 mag 2020 alle ore 12:01 Marga Oud <marga@lantern.example> ha scritto:",
        "Op di 5 mei 2020 om 12:01 schreef Marga Oud <marga@lantern.example>:",
        "Den tis 5 maj 2020 kl 12:01 skrev Marga Oud <marga@lantern.example>:",
    ],
)
def test_attributions_are_read_wrapped_and_in_several_languages(line: str, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "answer.txt", f"No.\n\n{line}\n\n> Late.\n> pieter wrote:\n>> Late?\n")
    assert dump.inputs[0].reason.startswith("2 lines")
    assert told(dump, "author", "text") == [("pieter", "Late?"), ("Marga Oud", "Late."), (None, "No.")]
    assert str(rows(dump)[1]["created_at"]) == "2020-05-05 12:01:00+00:00"


def test_a_sentence_that_begins_as_an_mbox_does_cuts_no_message(tmp_path: Path) -> None:
    sentence = "From time to time since 2015 they are early."
    dated = "From Monday, 4 May 2020 on, Mon 12:01 2020: no ferry."
    before, after = MBOX.split(b"\nFrom pieter")
    content = f"\n{sentence}\n\nFrom a Mon May  4 12:01:00 2020\nno header.\n\n{dated}\n\nFrom pieter".encode()
    dump = read_one(tmp_path, "list.mbox", before.replace(b"--\n", b"") + content + after)
    first, *others = rows(dump)
    assert first["text"].endswith(f"{sentence}\n\nFrom a Mon May  4 12:01:00 2020\nno header.\n\n{dated}")
    assert [row["text"] for row in others] == ["Fog & tide.", "Hm."]


def test_a_single_quote_below_its_writers_name_makes_a_mail(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "note.txt", "Marga Oud wrote:\n> They are late.\n\nWhy not?\n")
    assert dump.inputs[0].format == "mail"
    assert told(dump, "author", "parent_id", "text") == [("Marga Oud", None, "They are late."), (None, "1", "Why not?")]
    article = "The captain, in his book, wrote:\n\n> They are late.\n\nThat is all there is to say about it.\n"
    assert read_one(tmp_path, "page.txt", article).inputs[0].format == "text-article"


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
