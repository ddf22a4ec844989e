"""What the rollups need of each comment, as arrays: its writer, whether it counts in rates, its flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.rollups.groups import Groups
from analyzer.scored import Scored

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: Kinds of author whose comments count in a thread's rates, and who have a row among the users.
RATED_KINDS = ("user", "anonymous")
LISTED_KINDS = ("user", "bot", "service")


@dataclass(frozen=True)
class Facts:
    """n comments as arrays.

    Attributes:
        comments: The comments table.
        parent_row: (n,) row of the parent, -1 without one.
        threads: Which thread each comment is in.
        users: Which user wrote it; -1 where the writer is deleted, anonymous or unknown.
        by_user: Comment by an ordinary user, listed or not (kind `user`).
        by_bot: Comment by a bot or service.
        by_deleted: Comment whose writer's account or name is gone.
        has_text: Scored, for it has words.
        trained: In a language the model was trained on, or one that cannot be told.
        kept: By an author whose comments count in thread rates.
        flagged: Per flag label, the comments flagged for it.
    """

    comments: pa.Table
    parent_row: IntArray
    threads: Groups
    users: Groups
    by_user: BoolArray
    by_bot: BoolArray
    by_deleted: BoolArray
    has_text: BoolArray
    trained: BoolArray
    kept: BoolArray
    flagged: dict[str, BoolArray]

    @property
    def rated(self) -> BoolArray:
        """The comments that count in thread rates."""
        return self.has_text & self.trained & self.kept

    @property
    def flagged_any(self) -> BoolArray:
        """The comments flagged for any label."""
        nothing = np.zeros(self.comments.num_rows, dtype=np.bool_)
        return np.asarray(np.logical_or.reduce([nothing, *self.flagged.values()]), dtype=np.bool_)

    @property
    def is_reply(self) -> BoolArray:
        """The comments whose parent is in the dump."""
        return self.parent_row >= 0

    def is_in(self, column: str, values: Sequence[str]) -> BoolArray:
        """Return where `column` is one of `values`."""
        return _is_in(self.comments[column], values)

    def numbers(self, column: str) -> FloatArray:
        """Return a column of probabilities, NaN where null."""
        return np.asarray(self.comments[column].to_numpy(), dtype=np.float64)


def facts_of(scored: Scored, languages: Sequence[str]) -> Facts:
    """Return the arrays behind the rollups of a scored run.

    Args:
        scored: The run.
        languages: Languages the model was trained on; `und` counts as one of them.
    """
    comments, forest = scored.comments, scored.forest
    threads = len(forest.thread_ids)
    of_thread = np.repeat(np.arange(threads, dtype=np.int64), np.diff(forest.thread_starts))
    kinds = comments["author_kind"]
    return Facts(
        comments=comments,
        parent_row=forest.parent_row,
        threads=Groups(of_thread, threads),
        users=_users(comments),
        by_user=_is_in(kinds, ["user"]),
        by_bot=_is_in(kinds, ["bot", "service"]),
        by_deleted=_is_in(kinds, ["deleted"]),
        has_text=_booleans(pc.is_null(comments["no_text_reason"])),
        trained=_is_in(comments["language"], [*languages, "und"]),
        kept=_is_in(kinds, RATED_KINDS),
        flagged=_flagged(comments["flags"], scored.flag_labels),
    )


def user_keys(comments: pa.Table) -> pa.ChunkedArray:
    """Return what tells users apart: `id:` and the platform's id, else `name:` and the display name; else null.

    Capitals in a name do not matter, the first spelling stands for all; a name in look-alike letters is another user.
    """
    by_id = pc.binary_join_element_wise("id", comments["author_id"], ":")
    by_name = pc.binary_join_element_wise("name", _first_spellings(comments["author"]), ":")
    return pc.coalesce(by_id, by_name)


def _first_spellings(names: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return every name as it is spelled where it stands first, whatever its capitals."""
    folded = pc.utf8_lower(names).combine_chunks().dictionary_encode()
    _, first = np.unique(folded.indices.drop_null().to_numpy(), return_index=True)
    return pa.chunked_array([names.drop_null().combine_chunks().take(pa.array(first)).take(folded.indices)])


def _users(comments: pa.Table) -> Groups:
    """Number the users in order of appearance; kinds of author are kept apart even where they share a key."""
    keys = pc.binary_join_element_wise(comments["author_kind"], user_keys(comments), "\x00")
    listed = pc.is_in(comments["author_kind"], pa.array(LISTED_KINDS))
    encoded = pc.if_else(listed, keys, None).combine_chunks().dictionary_encode()
    numbers = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Groups(numbers, len(encoded.dictionary))


def _flagged(flags: pa.ChunkedArray, labels: Sequence[str]) -> dict[str, BoolArray]:
    lists = flags.combine_chunks()
    owners, names = pc.list_parent_indices(lists), pc.list_flatten(lists)
    flagged = {label: np.zeros(len(flags), dtype=np.bool_) for label in labels}
    for label, column in flagged.items():
        column[owners.filter(pc.equal(names, label)).to_numpy()] = True
    return flagged


def _is_in(column: pa.ChunkedArray, values: Sequence[str]) -> BoolArray:
    return _booleans(pc.is_in(column, pa.array(values, pa.string())))


def _booleans(column: pa.ChunkedArray) -> BoolArray:
    return np.asarray(column.to_numpy(), dtype=np.bool_)
