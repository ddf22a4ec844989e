"""One normal form of a comment for scoring, the same in training and in use.

It undoes what hides words from a model (invisible characters, look-alike letters, stacked accents) and folds what
carries no meaning for it (addresses, handles, stretched letters, white space). Offsets are not kept.
"""

from __future__ import annotations

import re
import unicodedata

# Characters that leave no mark on the page: controls but for white space, format characters (zero-width, bidi, tags),
# variation selectors, fillers, and lone surrogates, which no tokenizer takes.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]+"
)
_ASCII_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]+")

_MARK = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MARKS = re.compile(f"[{_MARK}]+")
_STACKED = re.compile(f"[{_MARK}]{{3}}")  # no orthography written with these marks needs three after composition
_STRUCK = re.compile("[\u0332-\u0338\u20d0-\u20f0]+")  # underlines, strike-throughs, enclosing marks

# Cyrillic and Greek letters a reader takes for Latin ones (a subset of Unicode's confusables, UTS #39).
_LOOKALIKES = str.maketrans(
    "асеорхуіјѕһԁԛԝѵӏАВЕЅІЈКМНОРСТУХҮԌԚԜοανικρυχγΑΒΕΖΗΙΚΜΝΟΡΤΥΧϳ",
    "aceopxyijshdqwvlABESIJKMHOPCTYXYGQWoavikpuxyABEZHIKMNOPTYXj",
)
_LOOKALIKE = "".join(map(chr, _LOOKALIKES))
_WORD = re.compile(r"[\w\u0300-\u036f]+")
_HAS_LOOKALIKE = re.compile(f"[{_LOOKALIKE}]")
_OTHER_SCRIPT = re.compile("[\u0370-\u052f\u1c80-\u1c8f\u1f00-\u1fff\u2de0-\u2dff\ua640-\ua69f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")

_STRETCHED = re.compile(r"([^\W\d_])\1{3,}")
#: Folded to `http` and to `@user`.
ADDRESS = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"')\]]+", re.IGNORECASE)
HANDLE = re.compile(r"(?<!\w)@\w[\w\u0300-\u036f]+")


def normalise(text: str) -> str:
    """Return `text` as models read it; applying it twice changes nothing more.

    `normalise("Yоu   are sooooo dumb @bob https://x.org/1")` (with a Cyrillic о) is `"You are sooo dumb @user http"`.
    """
    text = _ASCII_CONTROL.sub("", text) if text.isascii() else _fold_unicode(text)
    text = _STRETCHED.sub(r"\1\1\1", text)
    text = ADDRESS.sub("http", text)
    if "@" in text:
        text = HANDLE.sub("@user", text)
    return " ".join(text.split())


def _fold_unicode(text: str) -> str:
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    if _MARKS.search(text):
        text = _fold_marks(text)
    if _HAS_LOOKALIKE.search(text):
        text = unicodedata.normalize("NFC", _WORD.sub(_latinise, text))
    return text


def _fold_marks(text: str) -> str:
    """Take off strikes and underlines; where marks are stacked ("zalgo") take off every mark, composed ones too."""
    if _STACKED.search(text):
        text = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", _STRUCK.sub("", text))


def _latinise(match: re.Match[str]) -> str:
    """Turn look-alikes Latin where every other letter of the word is Latin: real Cyrillic and Greek words stay."""
    word = match.group()
    if not _HAS_LOOKALIKE.search(word) or not _LATIN.search(word):
        return word
    folded = word.translate(_LOOKALIKES)
    return word if _OTHER_SCRIPT.search(folded) else folded
