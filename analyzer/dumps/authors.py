"""Who is no user: deleted accounts, anonymous writers, well-known bots; and what stands where a text was."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import AuthorKind, CommentState

_DELETED = frozenset(
    ("[deleted]", "[removed]", "<deleted>", "deleted", "[deleted user]", "deleted user", "[unavailable]")
)
_ANONYMOUS = frozenset(("anonymous", "anon", "guest", "[anonymous]", "anonym", "gast", "anonyme", "invité"))
#: How names of programs end where a platform marks them: GitHub, Slack, MediaWiki.
_BOT_ENDINGS = ("[bot]", "(bot)", "(robot)")
#: Names a platform speaks under, and how those of a group of moderators end.
_SERVICES = frozenset(("system", "slackbot", "discobot", "wordpress", "wordpress.com", "reddit"))
_SERVICE_ENDING = "-modteam"
_STATES: dict[str, CommentState] = {
    "[deleted]": "deleted",
    "[deleted by user]": "deleted",
    "<deleted>": "deleted",
    "[removed]": "removed",
    "[removed by reddit]": "removed",
    "[unavailable]": "missing",
    "[flagged]": "removed",
    "[dead]": "removed",
}
#: Reddit gives its reason in some of these, with a link.
_BY_REDDIT = re.compile(r"\[ removed by reddit\b[^\n]* \]")
_LONGEST_PLACEHOLDER = 200


def kind_of(author: str | None, *, author_id: str | None = None) -> AuthorKind:
    """Return what kind of author a name stands for; without a name, whoever has an id is a user all the same.

    Well-known programs (`bots.txt`) and services are told by their name; one that merely ends in "bot" is no evidence.
    """
    if author is None:
        return "anonymous" if author_id is None else "user"
    name = author.lower()
    if name in _DELETED:
        return "deleted"
    if name in _ANONYMOUS:
        return "anonymous"
    if name in _SERVICES or name.endswith(_SERVICE_ENDING):
        return "service"
    return "bot" if name in _known_bots() or name.endswith(_BOT_ENDINGS) else "user"


def is_generic(author: str) -> bool:
    """Tell whether a name is one anybody may go under: `Guest`, `[deleted]`."""
    return author.lower() in _ANONYMOUS | _DELETED


@cache
def _known_bots() -> frozenset[str]:
    lines = files("analyzer.dumps").joinpath("bots.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().lower() for line in lines if line.strip() and not line.startswith("#"))


def state_of(text: str) -> CommentState:
    """Return whether a body is one, or the words a platform puts where it was: `[deleted]`, `[removed]`."""
    if not text.startswith(("[", "<")) or len(text) > _LONGEST_PLACEHOLDER:
        return "present"
    words = text.strip().lower()
    return "removed" if _BY_REDDIT.fullmatch(words) else _STATES.get(words, "present")


def kinds_of(names: pa.Array) -> pa.Array:
    """Return `kind_of` each name; only those that may be anything but a user's are looked at one by one."""
    lower = pc.ascii_lower(names)
    special = pc.or_(pc.is_in(lower, value_set=_special_names()), pc.invert(pc.string_is_ascii(lower)))
    for ending in (*_BOT_ENDINGS, _SERVICE_ENDING):
        special = pc.or_(special, pc.ends_with(lower, ending))
    special = pc.fill_null(special, True)
    kinds = pa.repeat(pa.scalar("user", pa.string()), len(names))
    found = pa.array([kind_of(name) for name in names.filter(special).to_pylist()], pa.string())
    return pc.replace_with_mask(kinds, special, found)


@cache
def _special_names() -> pa.Array:
    """Return the names, in lower case, that are no user's."""
    return pa.array(sorted(_DELETED | _ANONYMOUS | _SERVICES | _known_bots()), pa.string())


def states_of(texts: pa.Array) -> pa.Array:
    """Return `state_of` each text; only those that begin like a placeholder are looked at one by one."""
    likely = pc.or_(pc.starts_with(texts, "["), pc.starts_with(texts, "<"))
    states = pa.repeat(pa.scalar("present", pa.string()), len(texts))
    found = pa.array([state_of(text) for text in texts.filter(likely).to_pylist()], pa.string())
    return pc.replace_with_mask(states, likely, found)
