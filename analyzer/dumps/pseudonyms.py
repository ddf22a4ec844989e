"""Pseudonyms on import: who wrote what stays tellable, who that is does not.

Every name and author id becomes a keyed hash (HMAC-SHA256, RFC 2104) of itself: with the same salt the same person has
the same pseudonym in every run, and without the salt a pseudonym cannot be tried against a list of names.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps.address_shapes import EMAIL, holds_address, is_hidden_id, without_ips
from analyzer.dumps.authors import is_generic
from analyzer.dumps.mentions import Mentions
from analyzer.dumps.record import Dump
from analyzer.dumps.urls import NamingUrls, names_a_page_of_somebody
from analyzer.spool import spooled

#: Base-32 letters kept of a hash: 60 bits, so that among a million users no two are likely to meet.
_LETTERS = 12
#: Kinds of author who are people; programs and services keep their names.
_PEOPLE = ("user", "anonymous")
#: Comment and thread ids that may name their writer, apart from those that hold an e-mail or network address: addresses
#: (`at://did:…`, `https://…/@name`).
_TELLING = re.compile(r"://|^did:|@|＠|﹫|%40")


class Pseudonyms:
    """Makes pseudonyms with one salt.

    Args:
        salt: The key; whoever has it can find out who is who.
    """

    def __init__(self, salt: str) -> None:
        self._key = salt.encode()

    def name(self, name: str) -> str:
        """Return the pseudonym of a display name; capitals do not matter, letters that only look alike do."""
        return "user-" + self._hashed("name", " ".join(name.split()).casefold())

    def identifier(self, identifier: str) -> str:
        """Return the pseudonym of an author's id."""
        return "id-" + self._hashed("id", identifier)

    def place(self, identifier: str) -> str:
        """Return a comment's or thread's id, as a pseudonym where it may name its writer."""
        return "ref-" + self._hashed("place", identifier) if _is_telling(identifier) else identifier

    def _hashed(self, kind: str, value: str) -> str:
        digest = hmac.new(self._key, f"{kind}\0{value}".encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        return base64.b32encode(digest).decode().lower()[:_LETTERS]


def pseudonymise(dump: Dump, salt: str) -> Dump:
    """Return a dump whose authors, author ids and mentions of authors in texts are pseudonyms.

    E-mail and network addresses in texts become `[e-mail]` and `[IP address]`. Titles and articles stay as they are;
    an address of a thread that may name a user goes.

    Args:
        dump: Comments as read.
        salt: The key of the pseudonyms: the same salt gives the same pseudonyms.
    """
    pseudonyms = Pseudonyms(salt)
    names = {name: pseudonyms.name(name) for name in _people(dump)}
    mentions = Mentions(names)
    naming = NamingUrls(names)
    spool = spooled(_rewritten(dump, pseudonyms, names, mentions), RAW_SCHEMA)
    threads = {
        pseudonyms.place(thread_id): replace(
            info, url=None if info.url and naming.names_somebody(info.url) else info.url
        )
        for thread_id, info in dump.threads.items()
    }
    return Dump(spool.table(), threads, dump.inputs, spool.release)


def _people(dump: Dump) -> Iterator[str]:
    """Yield the names of all people in a dump, once per batch."""
    for batch in dump.comments.select(["author", "author_kind"]).to_batches():
        people = pc.is_in(batch["author_kind"], pa.array(_PEOPLE))
        yield from (
            name for name in batch["author"].filter(people).unique().drop_null().to_pylist() if not is_generic(name)
        )
    dump.release()


def _rewritten(
    dump: Dump, pseudonyms: Pseudonyms, names: dict[str, str], mentions: Mentions
) -> Iterator[pa.RecordBatch]:
    for batch in dump.comments.to_batches():
        columns = {name: batch[name] for name in RAW_SCHEMA.names}
        columns["author"] = _mapped(columns["author"], lambda name: names.get(name, name))
        columns["reply_to"] = _mapped(columns["reply_to"], lambda name: names.get(name) or pseudonyms.name(name))
        columns["author_id"] = _mapped(columns["author_id"], pseudonyms.identifier)
        for name in ("thread_id", "comment_id", "parent_id"):
            columns[name] = _mapped(columns[name], pseudonyms.place)
        texts = [mentions.replaced(_without_addresses(text)) for text in columns["text"].to_pylist()]
        columns["text"] = pa.array(texts, pa.string())
        yield pa.RecordBatch.from_arrays(list(columns.values()), schema=RAW_SCHEMA)
        dump.release()


def _mapped(column: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """Return a column with every different value changed once, null left alone."""
    encoded = column.dictionary_encode()
    return pa.array([change(value) for value in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


def _without_addresses(text: str) -> str:
    if any(mark in text for mark in ("@", "＠", "﹫", "%40")):
        text = EMAIL.sub("[e-mail]", text)
    return without_ips(text, lambda _: "[IP address]")


def _is_telling(identifier: str) -> bool:
    # Hashes without a key, which reading puts in place of addresses, could be tried against all of these.
    return (
        _TELLING.search(identifier) is not None
        or is_hidden_id(identifier)
        or names_a_page_of_somebody(identifier)
        or holds_address(identifier)
    )
