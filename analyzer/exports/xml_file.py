"""XML written element by element, so that a graph of any size never stands in memory as a document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl


class XmlFile:
    """An XML file being written; every element ends its line.

    Args:
        path: Where it is written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> XmlFile:
        self._file = self._path.open("w", encoding="utf-8", newline="\n")
        self._xml = XMLGenerator(self._file, "utf-8", short_empty_elements=True)
        self._xml.startDocument()
        return self

    def __exit__(self, *_: object) -> None:
        self._xml.endDocument()
        self._file.close()

    @contextmanager
    def element(self, name: str, /, **attributes: str) -> Iterator[None]:
        """Open an element; it is closed where the `with` ends. A `_` before an attribute's name is left out."""
        self._xml.startElement(
            name, AttributesImpl({key.removeprefix("_"): value for key, value in attributes.items()})
        )
        yield
        self._xml.endElement(name)
        self._xml.characters("\n")

    def leaf(self, name: str, text: str = "", /, **attributes: str) -> None:
        """Write an element with nothing but text in it."""
        with self.element(name, **attributes):
            if text:
                self._xml.characters(text)
