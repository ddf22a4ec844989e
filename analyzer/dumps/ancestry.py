"""Which thread a comment belongs to where it only names the item it answers."""

from __future__ import annotations

from collections.abc import Mapping


class Ancestry:
    """Finds the topmost known ancestor of items; a circle of items ends at its item met first.

    Args:
        parents: Item → the item it answers.

    Example:
        >>> Ancestry({"c": "b", "b": "story"}).top("c")
        'story'
    """

    def __init__(self, parents: Mapping[str, str]) -> None:
        self._parents = parents
        self._tops: dict[str, str] = {}

    def top(self, item: str) -> str:
        """Return the item at the end of the way up, `item` itself where it answers none."""
        path: dict[str, None] = {}
        while item not in self._tops and item in self._parents and item not in path:
            path[item] = None
            item = self._parents[item]
        top = self._tops.get(item, item)
        self._tops.update(dict.fromkeys(path, top))
        return top
