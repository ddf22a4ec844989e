"""ConvoKit corpora, of any of its versions: a folder or archive, or the utterances alone. Pickles are never opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from analyzer.dumps.container import Folder
from analyzer.dumps.format import Claim, Detection, Format, Head, Reading, Whole
from analyzer.dumps.json_input import Object, dig, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import InputReport, ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_id, as_label, as_text

_UTTERANCES = ("utterances.jsonl", "utterances.json")
_OTHERS = ("conversations.json", "speakers.json", "users.json", "corpus.json", "index.json")
_TITLES = ("title", "page_title", "name", "submission_title", "movie_name")
_REPLIES = ("reply-to", "reply_to")
#: So many utterances show whether replies name a text in place of an id.
_SAMPLE = 2000


def sniff(head: Head) -> Detection | None:
    """Recognise utterances by `speaker` or `user`, `conversation_id` or `root`, and `reply-to`."""
    objects = head.objects[:20]
    if objects and all(map(_is_utterance, objects)):
        return Detection(0.9, "ConvoKit utterances: speaker, conversation_id, reply-to and meta")
    return None


def _is_utterance(record: Object) -> bool:
    return (
        {"id", "text", "meta"} <= record.keys()
        and ("speaker" in record or "user" in record)
        and ("conversation_id" in record or "root" in record)
        and any(name in record for name in _REPLIES)
    )


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the utterances of one file.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def sniff_folder(folder: Folder) -> Claim | None:
    """Claim the utterances and the files beside them."""
    found = next((name for name in _UTTERANCES if folder.has(name)), None)
    head = folder.head(found) if found else None
    if found is None or head is None or not any(map(_is_utterance, head.objects)):
        return None
    others = [path for path in folder.top if path in _OTHERS or path.startswith("info.")]
    return Claim(0.95, f"a ConvoKit corpus: {found}" + (f" beside {others[0]}" if others else ""), (found, *others))


def read_folder(folder: Folder, claim: Claim, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield a corpus's utterances; its conversations give titles."""
    if folder.has("conversations.json"):
        with folder.source("conversations.json") as source:
            for _, conversations in values(source, reading):
                _tell(conversations, reading)
    with folder.source(claim.files[0]) as source:
        yield from write_posts(_posts(source, reading), reading, folder.stem)


def _tell(conversations: Object, reading: Reading) -> None:
    """Take over titles; facts of a conversation stand in `meta` or, in old corpora, bare."""
    for thread_id, facts in conversations.items():
        meta = dig(facts, "meta") if isinstance(dig(facts, "meta"), Mapping) else facts
        title = next((label for name in _TITLES if (label := as_label(dig(meta, name)))), None)
        if title is not None:
            reading.threads.setdefault(as_id(thread_id) or "", ThreadInfo()).title = title


@dataclass
class _ByText:
    """Utterances by their text, for corpora whose replies name the text they answer."""

    ids: dict[tuple[str | None, str], str] = field(default_factory=dict)

    def find(self, conversation: str | None, answered: str | None) -> str | None:
        """Return the id of the first utterance that says `answered`, else `answered` as it is."""
        return self.ids.get((conversation, answered), answered) if answered is not None else None


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    texts = _texts(source) if _names_texts(source) else _ByText()
    if texts.ids:
        reading.report.note("replies name the text they answer: they are linked to the first utterance that says it")
    for _, utterance in values(source, reading):
        conversation = _conversation(utterance)
        yield Post(
            thread_id=conversation,
            comment_id=utterance.get("id"),
            parent_id=texts.find(conversation, _answered(utterance)),
            author=_speaker(utterance),
            author_id=_speaker(utterance),
            created_at=utterance.get("timestamp"),
            text=utterance.get("text"),
        )


def _conversation(utterance: Object) -> str | None:
    return as_id(utterance.get("conversation_id")) or as_id(utterance.get("root"))


def _answered(utterance: Object) -> str | None:
    return next((as_id(utterance[name]) for name in _REPLIES if utterance.get(name) is not None), None)


def _speaker(utterance: Object) -> str | None:
    return as_id(utterance.get("speaker")) or as_id(utterance.get("user"))


def _names_texts(source: Source) -> bool:
    """Tell whether replies name texts: answers with blanks in them that no utterance has for an id."""
    ids, answers = set(), set()
    for number, (_, utterance) in enumerate(values(source, _unheard(source))):
        if number == _SAMPLE:
            break
        ids.add(as_id(utterance.get("id")))
        answers.add(_answered(utterance))
    return any(" " in answer for answer in answers - ids if answer is not None)


def _texts(source: Source) -> _ByText:
    found = _ByText()
    for _, utterance in values(source, _unheard(source)):
        own, text = as_id(utterance.get("id")), as_text(utterance.get("text"))
        if own is not None and text:
            found.ids.setdefault((_conversation(utterance), text.strip()), own)
    return found


def _unheard(source: Source) -> Reading:
    """Return a reading whose account nobody reads: what is met again is counted when it is read for good."""
    return Reading(InputReport(source.name, "convokit", ""), {})


FORMAT = Format(
    "convokit",
    "ConvoKit corpus",
    sniff,
    read,
    signs="speaker or user, conversation_id or root, reply-to and meta; a folder with utterances.jsonl",
    whole=Whole(sniff_folder, read_folder),
)
