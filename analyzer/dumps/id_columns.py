"""Which columns hold ids: by their names, and where that is not enough by which values repeat or answer which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from analyzer.dumps.column_choice import BY_WISH, Columns, Record, ids_in, is_unique, own_table, value_of
from analyzer.dumps.synonyms import plain_name
from analyzer.dumps.values import as_text

#: Names that say thread in one dump and comment in the next: decided by whether the values repeat.
_ID_OR_THREAD = frozenset(("postid", "noteid", "thread", "root"))
#: Names that are an id only where every value differs.
_MAYBE_ID = frozenset(("name", "itemid", "key"))
_POST_NUMBER = "postnumber"
#: Names that leave no doubt where replies name mere numbers, which any count or place may hold by chance.
_SURELY_ID = frozenset(("id", "commentid"))
#: With one of these columns an id may repeat in another thread.
_TELL_APART = frozenset(("parent_id", "thread_id"))
#: What parents are called at the top level, in lower case.
_TOP = frozenset(("0", "-1", "none", "null", "nan", "root", "na", "n/a"))


def settle_ids(chosen: Columns, every: Sequence[str], sample: Sequence[Record], wishes: Mapping[str, str]) -> None:
    """Find the columns whose values name comments, replies' parents and threads; the user's choice stands."""
    if own_table(every):
        return
    _settle_thread(chosen, every, sample, wishes)
    if chosen.reasons.get("id") != BY_WISH:
        _settle_post_numbers(chosen, every)
        if chosen.reasons.get("parent_id") != BY_WISH:
            _settle_swapped(chosen, sample)
        _settle_shared(chosen, sample)
        _settle_answered(chosen, every, sample)
    _settle_url(chosen, sample, wishes)


def _settle_thread(chosen: Columns, every: Sequence[str], sample: Sequence[Record], wishes: Mapping[str, str]) -> None:
    """Decide names such as `post_id` by whether values repeat: an id is unique, a thread is not."""
    thread = chosen.names.get("thread_id")
    if "id" not in chosen.names and thread and plain_name(thread) in _ID_OR_THREAD and "thread_id" not in wishes:
        if is_unique(thread, sample):
            chosen.drop("thread_id")
            chosen.choose("id", thread, "no value repeats, so it names comments and not threads")
        else:
            chosen.reasons["thread_id"] = "its values repeat, so it names threads and not comments"
    taken = set(chosen.names.values())
    if "id" not in chosen.names:
        for column in every:
            if plain_name(column) in _MAYBE_ID | _ID_OR_THREAD and column not in taken and is_unique(column, sample):
                chosen.choose("id", column, "no value repeats")
                break


def _settle_post_numbers(chosen: Columns, every: Sequence[str]) -> None:
    """Take Discourse's numbers within a topic for ids where replies name those."""
    numbers = [column for column in every if plain_name(column) == _POST_NUMBER]
    if numbers and plain_name(chosen.names.get("parent_id", "")) == f"replyto{_POST_NUMBER}":
        chosen.choose("id", numbers[0], "replies name posts by it, within their thread")


def _settle_swapped(chosen: Columns, sample: Sequence[Record]) -> None:
    """Swap a comment's own id and its parent's (`reply_id` beside `comment_id`) where it is the former that repeats."""
    own, parent = chosen.names.get("id"), chosen.names.get("parent_id")
    if own and parent and _repeated(ids_in(own, sample)) and is_unique(parent, sample):
        chosen.choose("id", parent, "no value repeats, so it names the replies")
        chosen.choose("parent_id", own, "its values repeat, so it names what is replied to")


def _settle_shared(chosen: Columns, sample: Sequence[Record]) -> None:
    """Take an `id` for the thread's that most rows share with others of other people (without names: other texts)."""
    own, teller = chosen.names.get("id"), chosen.names.get("author", chosen.names.get("text"))
    if not own or not teller or plain_name(own) != "id" or not chosen.names.keys().isdisjoint(_TELL_APART):
        return
    ids = ids_in(own, sample)
    repeated = _repeated(ids)
    told: dict[str, set[str | None]] = {one: set() for one in repeated}
    for one, record in zip(ids, sample, strict=True):
        if one in told:
            told[one].add(as_text(value_of(record, teller)))
    shared = sum(len(tellers) > 1 for tellers in told.values())
    if 2 * sum(one in repeated for one in ids) > len(ids) and 2 * shared > len(repeated):
        chosen.drop("id")
        chosen.choose("thread_id", own, "different comments share its values, so it names threads")


def _settle_answered(chosen: Columns, every: Sequence[str], sample: Sequence[Record]) -> None:
    """Where no reply names a value of the id column, or there is none, take the column that replies do name."""
    own, parent = chosen.names.get("id"), chosen.names.get("parent_id")
    answered = _answered(chosen, sample)
    if not parent or not answered or (own and answered & {_without_kind(one) for one in ids_in(own, sample) if one}):
        return
    taken = {column for name, column in chosen.names.items() if name not in ("id", "thread_id", "url")}
    free = [column for column in every if column not in taken and is_unique(column, sample)]
    held = {column: len(answered & {_without_kind(one) for one in ids_in(column, sample) if one}) for column in free}
    best = max(free, key=lambda column: held[column], default="")
    certain = plain_name(own or "") in _SURELY_ID and all(one.isdecimal() for one in answered)
    if not best or 2 * held[best] < len(answered) or certain:
        chosen.reasons["parent_id"] = "by its name, though none of the rows looked at has an id that it names"
        return
    if chosen.names.get("thread_id") == best:
        chosen.drop("thread_id")
    chosen.choose("id", best, "no value repeats, and replies name them")


def _answered(chosen: Columns, sample: Sequence[Record]) -> set[str]:
    """Return the ids replies name: neither marks of the top level nor threads nor their own."""
    if "parent_id" not in chosen.names:
        return set()
    parents, *others = (
        ids_in(chosen.names[name], sample) for name in ("parent_id", "thread_id", "id") if name in chosen.names
    )
    found = set()
    for place, parent in enumerate(parents):
        if parent and parent.lower() not in _TOP and not any(other[place] == parent for other in others):
            found.add(_without_kind(parent))
    return found


def _without_kind(identifier: str) -> str:
    """Return an id without Reddit's kind of a comment: parents may carry it where ids do not."""
    return identifier.removeprefix("t1_")


def _repeated(ids: Sequence[str | None]) -> set[str]:
    return {one for one, count in Counter(ids).items() if one is not None and count > 1}


def _settle_url(chosen: Columns, sample: Sequence[Record], wishes: Mapping[str, str]) -> None:
    """Take an address that repeats for the thread's, one that never does for the comment's own."""
    url = chosen.names.get("url")
    if not url or "url" in wishes or len(sample) < 2:
        return
    if is_unique(url, sample):
        chosen.drop("url")
    elif "thread_id" not in chosen.names:
        chosen.choose("thread_id", url, "its values repeat, so it names threads")
