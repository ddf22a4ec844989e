"""What e-mail and network addresses look like, and what stands for them in a name or an id."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from analyzer.dumps.authors import is_generic

#: `@` as it is written, full-width and small, and as web addresses quote it.
_AT = r"(?:[@＠﹫]|%40)"
_MAIL_CHARACTER = r"[^\s@＠﹫%<>()\"',;:/?&=]"

EMAIL: Final = re.compile(
    rf"({_MAIL_CHARACTER}{{1,64}}){_AT}"
    rf"(?:{_MAIL_CHARACTER}+[.．][^\W\d_]{{2,}}|localhost\b|\[?\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b\]?)",
    re.IGNORECASE,
)
#: What may be a network address; `ipaddress` decides. Alone, in a name or beside a port, not in `v1.2.3.4`,
#: `version 1.2.3.4`, `1.2.3.4.5`, `12.30.11.2023`, `0.1.2.3`. The digit comes first, since so it is found fastest.
IPV4: Final = re.compile(
    r"([1-9](?:(?<![^\W_].)|(?<=ip.))(?<!\d\..)(?<!\bv\..)(?<!version .)\d{0,2}(?:\.\d{1,3}){3})(?![^\W_]|\.\d)"
    r"(?::\d{1,5}(?!\d))?",
    re.IGNORECASE,
)
#: The same; addresses of hosts begin with 2, 3 or f and three digits more.
IPV6: Final = re.compile(
    r"([23f](?<![^\W_].)(?<!:.)[0-9a-f]{3}:[0-9a-f:]{0,40}(?:[0-9a-f]|::)(?:(?:\.\d{1,3}){3})?)(?![^\W_])",
    re.IGNORECASE,
)
#: ASCII without one of which nothing is likely.
MARKS: Final = "@.:%"
#: What every address matches and hardly anything else, for whole columns at once.
LIKELY: Final = r"[^\s@/](?:[@＠﹫]|%40)|[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|[23fF][0-9a-fA-F]{3}:[0-9a-fA-F]{0,4}:"

_HASHED = "ref-"
#: Hexadecimal digits kept of a hash: 64 bits, as of a mail's id.
_DIGITS = 16
_WORD = re.compile(r"[^\W\d_]+")
#: What stands beside a network address where nobody gave a name, apart from `Guest` and its like.
_NO_NAMES = frozenset(
    ("ip", "ipv", "address", "ffff", "host", "user", "unregistered", "visitor", "talk", "contribs", "contributions")
)


def holds_address(text: str, *, emails: bool = True) -> bool:
    """Tell whether an e-mail address, where those count, or a network address stands in a text."""
    return (emails and EMAIL.search(text) is not None) or without_ips(text, lambda _: "") != text


def without_ips(text: str, stand_in: Callable[[str], str]) -> str:
    """Return a text with `stand_in` of every network address in its place; a port goes with it."""

    def checked(match: re.Match[str]) -> str:
        return stand_in(match.group()) if _is_ip(match.group(1)) else match.group()

    if ":" in text:
        text = IPV6.sub(checked, text)
    return IPV4.sub(checked, text) if "." in text else text


def hidden_name(name: str, *, emails: bool = True) -> str:
    """Return a name without the addresses in it.

    Example:
        >>> hidden_name("jo@mail.example"), hidden_name("Guest (192.0.2.7)"), hidden_name("2001:db8::1")
        ('jo@…', 'Guest (192.0.x.x)', '2001:db8:x')
    """
    return without_ips(EMAIL.sub(r"\1@…", name) if emails else name, _shortened)


def hidden_id(identifier: str) -> str:
    """Return a comment's or thread's id, or a hash of it where an address stands in it.

    Example:
        >>> hidden_id("m1@mail.example"), hidden_id("t1_m1")
        ('ref-yg3m5e2rd2lm', 't1_m1')
    """
    if not holds_address(identifier):
        return identifier
    return _HASHED + sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def is_hidden_id(identifier: str) -> bool:
    """Tell whether an id looks like one that `hidden_id` made."""
    return identifier.startswith(_HASHED)


def is_nameless(name: str) -> bool:
    """Tell whether a network address is all a name tells: `192.0.2.7:80`, `Guest (192.0.2.7)`, `ip-192.0.2.7`."""
    rest = without_ips(name, lambda _: " ")
    return rest != name and all(word in _NO_NAMES or is_generic(word) for word in _WORD.findall(rest.lower()))


def _shortened(address: str) -> str:
    mark, rest = (":", "x") if address.count(":") > 1 else (".", "x.x")
    return mark.join([*address.split(mark)[:2], rest])


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
