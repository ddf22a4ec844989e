from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.dumps import read
from analyzer.dumps.irc_log import FORMAT
from analyzer.threads import build_threads
from tests.dumps.helpers import read_one, rows, write
from tests.dumps.text_reading import sniffed

LOG = """=== marga [~marga@192.0.2.7]  has joined #ferry
[23:58] <marga> is the ferry late again?
[23:59] <|pieter|> marga: it always is
=== marga is now known as marga_away
[00:01] <wim> |pieter|, not on sundays
=== wim shrugs
[00:02] <marga_away> ok
=== wim [~wim@host.example]  has left #ferry []
"""
ANNOTATION = "1 1 -\n1 2 -\n2 4 -\n1 4 -\n4 6 -\nbroken\n"


def test_messages_are_read_and_service_lines_left_out(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "2020-05-02_ferry.txt", LOG)
    (report,) = dump.inputs
    assert report.format == "irc"
    assert [(row["author"], row["author_id"], row["text"], row["reply_to"]) for row in rows(dump)] == [
        ("marga", "marga", "is the ferry late again?", None),
        ("|pieter|", "|pieter|", "marga: it always is", "marga"),
        ("wim", "wim", "|pieter|, not on sundays", "|pieter|"),
        ("wim", "wim", "* shrugs", None),
        ("marga_away", "marga", "ok", None),
    ]
    assert report.repairs == {"service_lines": 3}
    assert "192.0.2.7" not in repr(rows(dump))
    forest = build_threads(dump)
    assert forest.comments["parent_source"].to_pylist()[:3] == ["none", "inferred:reply_to", "inferred:reply_to"]


def test_the_day_comes_from_the_name_and_midnight_begins_the_next(tmp_path: Path) -> None:
    times = [str(row["created_at"])[:16] for row in rows(read_one(tmp_path, "2020-05-02_ferry.txt", LOG))]
    assert times == ["2020-05-02 23:58", "2020-05-02 23:59", "2020-05-03 00:01", "2020-05-03 00:01", "2020-05-03 00:02"]
    nameless = read_one(tmp_path, "ferry.log", LOG)
    assert nameless.inputs[0].notes == ["neither the log nor its name tells the day: messages have no time"]
    opened = "--- Log opened Sat May 02 23:00:00 2020\n" + LOG
    assert str(rows(read_one(tmp_path, "ferry.log", opened))[0]["created_at"])[:16] == "2020-05-02 23:58"


def test_an_annotation_beside_the_log_gives_the_parents(tmp_path: Path) -> None:
    log = write(tmp_path, "ferry.ascii.txt", LOG)
    annotation = write(tmp_path, "ferry.annotation.txt", ANNOTATION)
    for inputs in ([log, annotation], [tmp_path]):
        dump = read(inputs)
        report = dump.inputs[-1]
        assert report.reason == "1 IRC logs, each with an annotation of reply links"
        assert [(row["comment_id"], row["parent_id"]) for row in rows(dump)] == [
            ("1", None),
            ("2", "1"),
            ("4", "2"),
            ("5", None),
            ("6", "4"),
        ]
        assert report.repairs == {"further_parents": 1, "service_lines": 3, "skipped_records": 1}
        assert list(dump.threads) == ["ferry"]
    assert read([log]).inputs[0].format == "irc"


@pytest.mark.parametrize(
    "line",
    [
        "12:01 <ann> hello",
        "12:01:22 <@ann> hello",
        "[2020-05-02 12:01:22] <ann> hello",
        "2020-05-02 12:01:22\tann\thello",
        "May  2 12:01:22 <ann>\thello",
        "[2020-05-02T12:01:22Z] <ann> hello",
        "[12:01 PM] <ann> hello",
    ],
)
def test_the_usual_clients_are_known(line: str, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.log", f"{line}\n{line}\n")
    assert [(row["author"], row["text"]) for row in rows(dump)] == [("ann", "hello")] * 2


@pytest.mark.parametrize("nick", ["1337h4x", "Ünal", "дима", "ann|away", "a.b", "*ann"])
def test_a_nick_in_angle_brackets_may_be_anything(nick: str, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.log", f"12:01 <{nick}> hello\n12:02 <ann> {nick}: hi\n12:03 <@{nick}> ann, bye\n")
    assert [(row["author"], row["reply_to"]) for row in rows(dump)] == [(nick, None), ("ann", nick), (nick, "ann")]


def test_actions_of_weechat_are_spoken(tmp_path: Path) -> None:
    content = (
        "2020-05-02 12:01:22\tann\thello\n2020-05-02 12:01:23\t *\t1337h4x waves\n2020-05-02 12:01:24\tbob\thi\n"
        "2020-05-02 12:01:25\t-->\tdan (~d@host.example) has joined #ferry\n"
    )
    dump = read_one(tmp_path, "a.weechatlog", content)
    assert [(row["author"], row["text"]) for row in rows(dump)] == [
        ("ann", "hello"),
        ("1337h4x", "* waves"),
        ("bob", "hi"),
    ]


def test_a_log_of_hexchat_has_its_year_in_its_first_line(tmp_path: Path) -> None:
    content = (
        "**** BEGIN LOGGING AT Thu Dec 31 23:58:00 2020\n\nDec 31 23:58:33 *\tNow talking on #ferry\n"
        "Dec 31 23:58:34 *\tTopic for #ferry is: fog\nDec 31 23:59:33 <ann>\thello\n"
        "Jan 01 00:01:40 *\tbob waves\nJan  2 00:00:10 <bob>\tann: hi\nJan 02 00:00:11 *\tbob has quit (bye)\n"
    )
    dump = read_one(tmp_path, "a.log", content)
    assert [(row["author"], row["text"], str(row["created_at"])[:16]) for row in rows(dump)] == [
        ("ann", "hello", "2020-12-31 23:59"),
        ("bob", "* waves", "2021-01-01 00:01"),
        ("bob", "ann: hi", "2021-01-02 00:00"),
    ]
    assert dump.inputs[0].repairs == {"service_lines": 3}


@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        ("[12:18 AM]", "2020-05-02 00:18"),
        ("[12:18:33 pm]", "2020-05-02 12:18"),
        ("1:18 p.m.", "2020-05-02 13:18"),
        ("[2020-05-02T01:18:33.250+02:00]", "2020-05-01 23:18"),
        ("[2020-05-02T01:18:33-0330]", "2020-05-02 04:48"),
    ],
)
def test_half_days_and_zones_are_read(stamp: str, time: str, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "2020-05-02.log", f"{stamp} <ann> hello\n" * 2)
    assert [str(row["created_at"])[:16] for row in rows(dump)] == [time] * 2


def test_other_texts_with_times_are_no_logs() -> None:
    assert sniffed(FORMAT, "12:01 the train left\n12:02 the next one did not\n") is None
    assert sniffed(FORMAT, "[12:18] <a> one line only\n") is None
