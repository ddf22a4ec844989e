"""How much a line of text looks like the name of a comment's author."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analyzer.dumps.text_lines import phrases

MAX_NAME = 60

FUNCTION_WORDS = phrases(
    """
    i you he she it we they me him us them my your his her its our their this that these those is are was were be
    been am do does did have has had will would can could should not what why how when where who which there here if
    then than so too very just only even also but or because as at by on in to for with about into over again more
    most some any all ich du er sie es wir ihr ist sind war nicht wie auch aber oder für mit auf je tu il elle nous
    vous est sont pas que qui pour avec
    """
)
_NAME_PARTICLES = phrases(
    """
    the of and de la le von van der den di da del el al bin ibn a an no
    """
)
_REACTIONS = phrases(
    """
    agree agreed disagree lol lmao rofl haha hahaha yes no nope yep yeah nah nice true false thanks thank thx
    exactly great good bad ok okay wow first second third bravo amen this same indeed right wrong correct bullshit
    propaganda fake lies liar nonsense rubbish troll idiot idiots moron stupid cool well said done job point news
    one article post comment congratulations congrats please sorry sad funny excellent awesome amazing perfect hello
    hi hey welcome goodbye bye absolutely definitely really maybe never always sure cheers hilarious disgusting
    shame pathetic hooray hurray finally ditto interesting danke genau stimmt ja nein merci oui non gracias si
    спасибо да нет love it hear so very much you what why who how when where source link proof evidence clown cope
    based cringe seconded video propagandist truth
    """
)
_HANDLE = re.compile(r"^(?=.*[^\W\d_])(?:.*[\d_].*|\w*[a-z][A-Z]\w*|\w+-\w+)$")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ABBREVIATED = re.compile(r"(?:\b\w|\b(?:jr|sr|dr|mr|mrs|ms|st|prof))\.$", re.I)
_SENTENCE_INSIDE = re.compile(r"(?<!\b\w)(?<!\b[DdMJSj][rt])(?<!\bMrs)[.!?…;:]['\")”]?\s+\S")
_CONTRACTION = re.compile(r"\w['’](?:re|ll|ve|d|m|t)\b", re.I)
_URL = re.compile(r"https?://|www\.|\S\.(?:com|org|net|ru)/", re.I)
_LENGTH_SCORE = (0.0, 2.0, 2.0, 1.0, 0.2, -0.7, -1.4, -2.2)


@dataclass(frozen=True)
class _Words:
    text: str
    words: tuple[str, ...]
    folded: tuple[str, ...]


@dataclass(frozen=True)
class Feature:
    """One thing to look at in a line, and what it adds to the score each time it is there."""

    weight: float
    count: Callable[[_Words], float]


def _mild(line: _Words) -> int:
    return sum(word in _NAME_PARTICLES for word in line.folded)


def _all_capitalised(line: _Words) -> bool:
    return len(line.words) > 1 and all(w[:1].isupper() or not w.isalpha() or w in _NAME_PARTICLES for w in line.words)


def _sentence_case(line: _Words) -> bool:
    rest = [word for word in line.words[1:] if word not in _NAME_PARTICLES]
    return bool(rest) and line.words[0][:1].isupper() and all(word[:1].islower() for word in rest)


def _shouted(line: _Words) -> bool:
    return len(line.words) > 2 and line.text.upper() == line.text


FEATURES: tuple[Feature, ...] = (
    Feature(-6.0, lambda line: _URL.search(line.text) is not None),
    Feature(-3.0, lambda line: line.text[-1] in ".!?…,;:。！？" and not _ABBREVIATED.search(line.text)),
    Feature(-2.5, lambda line: _SENTENCE_INSIDE.search(line.text) is not None),
    Feature(-1.2, lambda line: ", " in line.text),
    Feature(-0.9, lambda line: sum(word in FUNCTION_WORDS for word in line.folded)),
    Feature(-0.3, _mild),
    Feature(-1.5, lambda line: _CONTRACTION.search(line.text) is not None),
    Feature(-3.5, lambda line: bool(line.folded) and all(word in _REACTIONS for word in line.folded)),
    Feature(-3.0, lambda line: line.text[0] in '@>"“«„#'),
    Feature(1.2, _all_capitalised),
    Feature(0.5, lambda line: len(line.words) == 1 and line.text[:1].isupper()),
    Feature(1.2, lambda line: len(line.text.split()) == 1 and _HANDLE.match(line.text) is not None),
    Feature(-1.2, _sentence_case),
    Feature(-1.0, _shouted),
)


def name_score(text: str) -> float:
    """Return log-odds-like evidence that a line standing alone is an author's name, above 0 for a likely one.

    Example:
        >>> name_score("Willing Conscience (The Truths") > 1 > 0 > name_score("Agreed") > name_score("They need you!")
        True
    """
    if len(text) > MAX_NAME:
        return -8.0
    words = tuple(_WORD.findall(text))
    if not any(character.isalpha() for character in text):
        return -4.0
    line = _Words(text, words, tuple(word.casefold() for word in words))
    score = _LENGTH_SCORE[len(words)] if len(words) < len(_LENGTH_SCORE) else -2.2 - (len(words) - 7) * 0.8
    return score + sum(feature.weight * feature.count(line) for feature in FEATURES)


def repeated(texts: list[str]) -> Mapping[str, int]:
    """Count how often each short line is in a page, case folded."""
    counts: dict[str, int] = {}
    for text in texts:
        if len(text) <= MAX_NAME:
            key = text.casefold()
            counts[key] = counts.get(key, 0) + 1
    return counts


def is_bare_url(text: str) -> bool:
    """Tell whether a line holds a web address."""
    return _URL.search(text) is not None
