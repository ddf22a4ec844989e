"""The account of a run: what was read as what, and every repair, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from analyzer.cli.render.words import counted, one_line, phrase
from analyzer.dumps.container import CONTAINERS

#: One repair and more, each with the count in front. A kind that is not here is told by its own name.
REPAIRS: dict[str, tuple[str, str]] = {
    "boilerplate_lines": (
        "line of buttons, counters and the like left out",
        "lines of buttons, counters and the like left out",
    ),
    "lost_authors": ("comment whose author the page has lost, kept", "comments whose author the page has lost, kept"),
    "lost_bullets": (
        "comment that had lost its bullet, found again",
        "comments that had lost their bullet, found again",
    ),
    "duplicate_comments": ("comment that stood twice, counted once", "comments that stood twice, counted once"),
    "edited_duplicates": (
        "older version of an edited comment, left out",
        "older versions of edited comments, left out",
    ),
    "conflicting_ids": ("id used by different comments, told apart", "ids used by different comments, told apart"),
    "made_ids": ("comment without an id, given one", "comments without an id, given one"),
    "id_made": ("comment without an id, given one by its place", "comments without an id, given one by their place"),
    "float_id_mended": ("id that had become a decimal number, mended", "ids that had become decimal numbers, mended"),
    "excel_id_mended": ("id wrapped by a spreadsheet, mended", "ids wrapped by a spreadsheet, mended"),
    "damaged_id_dropped": ("id that had lost digits, replaced", "ids that had lost digits, replaced"),
    "damaged_thread_id": ("thread id that had lost digits", "thread ids that had lost digits"),
    "damaged_author_id": ("user id that had lost digits, left out", "user ids that had lost digits, left out"),
    "damaged_parent_id": ("parent id that had lost digits", "parent ids that had lost digits"),
    "leading_zeros_mended": (
        "parent found by its id without leading zeros",
        "parents found by their ids without leading zeros",
    ),
    "parent_conflicts": (
        "reply that names another parent than the comment it stands in; its own word counts",
        "replies that name another parent than the comment they stand in; their own word counts",
    ),
    "addresses_hidden": (
        "comment whose author was an e-mail or network address, hidden",
        "comments whose authors were e-mail or network addresses, hidden",
    ),
    "orphans": ("reply to a comment that is not in the dump", "replies to comments that are not in the dump"),
    "orphans_dropped": (
        "reply to a comment that is not in the dump, left out as asked",
        "replies to comments that are not in the dump, left out as asked",
    ),
    "replies_to_orphans_dropped": (
        "reply below one that was left out so, left out too",
        "replies below those that were left out so, left out too",
    ),
    "threads_merged": (
        "thread added to another of the same address",
        "threads added to others of the same address",
    ),
    "threads_not_merged": (
        "thread left apart from another of its address: both use the same comment ids",
        "threads left apart from others of their address: they use the same comment ids",
    ),
    "missing_parents": ("comment that is answered but missing", "comments that are answered but missing"),
    "self_parents": (
        "comment that answered itself, put at top level",
        "comments that answered themselves, put at top level",
    ),
    "cycles_broken": ("circle of replies, opened", "circles of replies, opened"),
    "soft_parents": (
        "reply that calls somebody else than it is filed under",
        "replies that call somebody else than they are filed under",
    ),
    "cross_thread_parents": ("reply to a comment of another thread", "replies to comments of another thread"),
    "parent_newer_than_child": (
        "reply dated before the comment it answers",
        "replies dated before the comment they answer",
    ),
    "reply_to_not_found": ("reply to a name nobody has here", "replies to names nobody has here"),
    "threads_too_large_to_infer": (
        "flat thread too large to infer replies in",
        "flat threads too large to infer replies in",
    ),
    "load_more_stubs": (
        "“load more” mark: comments the dump does not hold",
        "“load more” marks: comments the dump does not hold",
    ),
    "more_stubs": ("“more comments” mark", "“more comments” marks"),
    "continue_thread_stubs": ("“continue this thread” mark", "“continue this thread” marks"),
    "unreadable_time": ("time that could not be read, left empty", "times that could not be read, left empty"),
    "unreadable_text": (
        "text that is no text but another kind of value, left empty",
        "texts that are no text but other kinds of value, left empty",
    ),
    "ragged_rows": ("row with too many or too few cells", "rows with too many or too few cells"),
    "unclosed_quote": ("quote that is never closed", "quotes that are never closed"),
    "lenient_json": (
        "record that is not strict JSON, read all the same",
        "records that are not strict JSON, read all the same",
    ),
    "json_cut_short": (
        "JSON document that breaks off; what came before is read",
        "JSON documents that break off; what came before is read",
    ),
    "partial_last_line": ("last line cut short, left out", "last lines cut short, left out"),
    "placeholders": ("comment known only by its place, kept empty", "comments known only by their place, kept empty"),
    "blocked_posts": (
        "post of somebody who blocks the account that fetched it",
        "posts of people who block that account",
    ),
    "service_rows": ("row that no one wrote, left out", "rows that no one wrote, left out"),
    "boosts": ("boost of somebody else's post, not counted as a post", "boosts of others' posts, not counted as posts"),
    "articles_without_comments": ("article without comments, left out", "articles without comments, left out"),
    "unread_nested_comments": (
        "object with a text under a name not known for comments, not read",
        "objects with a text under names not known for comments, not read",
    ),
    "rejected_comments": ("comment that moderators had rejected, kept", "comments that moderators had rejected, kept"),
    "deleted_later": (
        "comment deleted after the dump was made, kept",
        "comments deleted after the dump was made, kept",
    ),
    "further_parents": ("further post answered, only counted", "further posts answered, only counted"),
    "mojibake_mended": ("text that was wrongly decoded, put right", "texts that were wrongly decoded, put right"),
    "spam_comments": (
        "comment marked as spam or trash, kept without its text",
        "comments marked as spam or trash, kept without their text",
    ),
    "pingbacks": ("pingback or trackback, marked as service", "pingbacks or trackbacks, marked as service"),
    "posts_of_unknown_threads": ("post of a thread the export lacks", "posts of threads the export lacks"),
    "posts_without_thread": ("post that names no thread", "posts that name no thread"),
    "junk_before_xml": ("input with junk before its XML, cut off", "inputs with junk before their XML, cut off"),
    "attributes_quoted": ("attribute without quotes, mended", "attributes without quotes, mended"),
    "illegal_characters_removed": ("character XML forbids, removed", "characters XML forbids, removed"),
    "xml_cut_short": (
        "XML document that breaks off; what came before is read",
        "XML documents that break off; what came before is read",
    ),
    "xml_errors_passed": ("place where the XML is broken, passed over", "places where the XML is broken, passed over"),
    "service_lines": ("line of joins, leaves and the like left out", "lines of joins, leaves and the like left out"),
    "unsigned_comments": ("comment nobody signed, kept", "comments nobody signed, kept"),
    "flattened_tags": ("tag nested too deep, taken out", "tags nested too deep, taken out"),
    "cut_bodies": (
        "comment that the page shows cut short (“read more”)",
        "comments that the page shows cut short (“read more”)",
    ),
    "skipped_records": ("record left out", "records left out"),
    "decoded_as_cp1252": ("input in Windows-1252, decoded", "inputs in Windows-1252, decoded"),
    "invalid_utf8_replaced": (
        "stretch of bytes that is no valid UTF-8, replaced",
        "stretches of bytes that are no valid UTF-8, replaced",
    ),
    "lone_surrogate_replaced": ("half of a character, replaced", "halves of characters, replaced"),
    "nul_removed": ("NUL character removed", "NUL characters removed"),
    "truncated_compression": ("input whose compressed data ends early", "inputs whose compressed data ends early"),
    "damaged_compression": ("input whose compressed data is damaged", "inputs whose compressed data is damaged"),
    "trailing_bytes": (
        "input with other bytes after the compressed data",
        "inputs with other bytes after the compressed data",
    ),
}
#: How links in flat threads were inferred.
INFERRED: dict[str, str] = {
    "reply_to": "from “Reply to”",
    "quote": "from a quoted text",
    "name": "from a name called",
    "alternation": "from people taking turns",
    "question": "from questions, answers and ways of speaking to somebody",
    "affinity": "from shared words",
    "position": "from their place",
}


def repair_phrase(kind: str, count: int) -> str:
    """Return one repair in words: `3 comments that stood twice, counted once`."""
    one, more = REPAIRS.get(kind, (phrase(kind), phrase(kind)))
    return f"{count:,} {one if count == 1 else more}"


def account(report: Mapping[str, Any]) -> Iterator[Text]:
    """Yield the lines of the account of repairs, from a tree report as JSON values."""
    repairs, inferred = report["repairs"], report["inferred"]
    yield Text("Repairs", style="bold")
    if not repairs and not inferred:
        yield Text("  none were needed")
    for kind, count in sorted(repairs.items(), key=lambda entry: -entry[1]):
        yield Text(f"  {repair_phrase(kind, count)}")
    for how, count in sorted(inferred.items(), key=lambda entry: -entry[1]):
        yield Text(f"  {counted(count, 'reply', 'replies')} inferred {INFERRED.get(how, 'from ' + phrase(how))}")
    for place in report["skipped"]:
        yield Text(f"  left out: {one_line(place)}", style="dim")


def readings(inputs: Sequence[Mapping[str, Any]]) -> Iterator[Text]:
    """Yield what each input was taken for and why, its column mapping and the reader's remarks."""
    for entry in inputs:
        name = "standard input" if entry["name"] == "-" else one_line(entry["name"])
        line = Text(name, style="bold")
        line.append(f"  {entry['format']}", style="not bold cyan")
        if entry["format"] not in CONTAINERS:
            line.append(f", {counted(entry['comments'], 'comment')} read", style="not bold")
        yield line
        yield Text(f"  why: {one_line(entry['reason'])}")
        for field, column in entry["mapping"].items():
            yield Text(f"  {field} is read from {one_line(column)!r}")
        for note in entry["notes"]:
            yield Text(f"  note: {one_line(note)}")


def coverage(report: Mapping[str, Any]) -> Iterator[Text]:
    """Yield how much is there of each thread that says how large it is."""
    entries = report["coverage"]
    short = [entry for entry in entries if entry["seen"] != entry["declared"]]
    if entries and not short:
        yield Text("  every thread that says how many comments it has is complete")
    for entry in short[:10]:
        shown = f"{entry['seen']:,} of {entry['declared']:,} declared comments"
        yield Text(f"  {one_line(entry['thread_id'])}: {shown}")
    if len(short) > 10:
        yield Text(f"  and {counted(len(short) - 10, 'more thread')} that differ from what they declare")
