"""What an input is, told by its content: every format is asked, the surest answer counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from analyzer.dumps.container import Container, Folder, folders_of
from analyzer.dumps.format import Claim, Detection, Format, Head
from analyzer.dumps.heads import WIDE_BYTES, head_of, widened
from analyzer.dumps.member import Member
from analyzer.dumps.registry import all_formats
from analyzer.dumps.source import ZIP_MAGIC, Source
from analyzer.errors import DumpError

_MARKUP = re.compile(r"\s*<(?:\?xml|!doctype|!--|[a-zA-Z][\w:-]*[\s/>])", re.IGNORECASE)
_ROOT = re.compile(r"<([a-zA-Z][\w:-]*)")
#: A text format that is surer than this of the first 64 KiB has seen comments there.
_SURE_OF_TEXT = 0.5

Answer = tuple[Format, Detection]


def detect(source: Source) -> tuple[Format, Detection]:
    """Return the format that fits an input best, and why.

    Raises:
        DumpError: None fits; the message says what was seen.
    """
    head = head_of(source)
    structured = head.layout is not None or _MARKUP.match(head.text) is not None
    binary = source.is_binary
    asked = [entry for entry in all_formats() if entry.binary == binary and not (structured and entry.is_text)]
    answers = [(entry, answer) for entry in asked if (answer := entry.sniff(head)) is not None]
    if not answers:
        raise DumpError(
            f"unknown format: {_seen(head)}",
            where=source.where,
            hint="`analyzer formats` lists what can be read; if it is one of them, name it with --format",
        )
    surest = max(answers, key=lambda pair: pair[1].confidence)
    return _looked_further(surest, head, source) if surest[0].is_text and not head.complete else surest


def _looked_further(found: Answer, head: Head, source: Source) -> Answer:
    """Ask about the whole of a text whose beginning shows no comments, or hardly any."""
    if found[1].confidence >= _SURE_OF_TEXT:
        return found
    wide = widened(head, source)
    answers = [
        (entry, answer) for entry in all_formats() if entry.is_text and (answer := entry.sniff(wide)) is not None
    ]
    surest = max(answers, key=lambda pair: pair[1].confidence, default=found)
    if wide.complete:
        return surest
    looked = f"{surest[1].reason}; only the first {WIDE_BYTES >> 20} MiB were looked at to tell"
    return surest[0], replace(surest[1], reason=looked)


@dataclass(frozen=True)
class Claimed:
    """A folder that one format reads as a whole, and the files of it that format answers for."""

    format: Format
    folder: Folder
    claim: Claim

    @property
    def members(self) -> list[Member]:
        """The files claimed, in the container's order."""
        wanted = set(self.claim.files)
        return [member for path, member in self.folder.files.items() if path in wanted]


def claims_of(container: Container, name: str, forced: Format | None = None) -> list[Claimed]:
    """Return the folders of a container that are dumps of several files; no file is claimed twice, outer folders first.

    Args:
        container: The folder or archive.
        name: What accounts call it.
        forced: Ask this format only.
    """
    asked = [entry for entry in (all_formats() if forced is None else (forced,)) if entry.whole is not None]
    claims: list[Claimed] = []
    taken: set[str] = set()
    if not asked or len(container.members) < 2:
        return claims
    for folder in folders_of(container.members, container.where, name):
        answers = [Claimed(entry, folder, claim) for entry in asked if (claim := _claim(entry, folder)) is not None]
        for found in sorted(answers, key=lambda found: -found.claim.confidence):
            paths = {member.path for member in found.members}
            if paths and taken.isdisjoint(paths):
                taken |= paths
                claims.append(found)
    return claims


def _claim(entry: Format, folder: Folder) -> Claim | None:
    return entry.whole.sniff(folder) if entry.whole is not None else None


def _seen(head: Head) -> str:
    if head.text.startswith(ZIP_MAGIC.decode()):
        return "it is an office document or a ZIP archive in another"
    if head.layout is not None:
        first = head.records[0] if head.records else None
        keys = ", ".join(list(first)[:12]) or "none" if isinstance(first, dict) else "no objects"
        return f"it is JSON ({head.layout}), but no comment text is found by name; its members are: {keys}"
    if _MARKUP.match(head.text):
        names = _ROOT.findall(head.text[:4096])
        return f"it is XML or HTML, its first element is <{names[0]}>" if names else "it is XML or HTML"
    first_line = next((line.strip() for line in head.text.split("\n") if line.strip()), "")
    return f"it is text that begins {first_line[:60]!r}"
