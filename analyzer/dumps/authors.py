"""Who is no user: deleted accounts, anonymous writers, well-known bots; and what stands where a text was."""

from __future__ import annotations

from analyzer.comment import AuthorKind, CommentState

_DELETED = frozenset(("[deleted]", "[removed]", "<deleted>", "deleted", "[deleted user]", "deleted user"))
_ANONYMOUS = frozenset(("anonymous", "anon", "guest", "[anonymous]", "anonym", "gast", "anonyme", "invité"))
#: Accounts that post for a program, known by name; a name that merely ends in "bot" is no evidence.
_BOTS = frozenset(
    (
        *("automoderator", "remindmebot", "sneakpeekbot", "totesmessenger", "auto-mod-bot", "wikitextbot"),
        *("commonmisspellingbot", "autowikibot", "gifreversingbot", "repostsleuthbot", "b0trank", "haikusbot"),
        *("savevideobot", "stabbot", "user_simulator", "converter-bot", "imgurtranscriber", "amputatorbot"),
        *("saved_video_downloader", "vreddit_bot", "twitterlinkbot", "image_linker_bot", "userleansbot", "helperbot_"),
    )
)
_STATES: dict[str, CommentState] = {
    "[deleted]": "deleted",
    "[deleted by user]": "deleted",
    "<deleted>": "deleted",
    "[removed]": "removed",
    "[ removed by reddit ]": "removed",
    "[removed by reddit]": "removed",
}
_LONGEST_PLACEHOLDER = max(map(len, _STATES))


def kind_of(author: str | None, *, author_id: str | None = None, bots: bool = False) -> AuthorKind:
    """Return what kind of author a name stands for; without a name, whoever has an id is a user all the same.

    `bots` also looks the name up among well-known Reddit bots.
    """
    if author is None:
        return "anonymous" if author_id is None else "user"
    name = author.lower()
    if name in _DELETED:
        return "deleted"
    if name in _ANONYMOUS:
        return "anonymous"
    return "bot" if bots and name in _BOTS else "user"


def state_of(text: str) -> CommentState:
    """Return whether a body is one, or the words a platform puts where it was: `[deleted]`, `[removed]`."""
    if not text.startswith(("[", "<")) or len(text) > _LONGEST_PLACEHOLDER + 8:
        return "present"
    return _STATES.get(text.strip().lower(), "present")
