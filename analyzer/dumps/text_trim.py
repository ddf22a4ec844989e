"""Dates, buttons and vote counts taken out of the bodies of an indented page."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.dumps.text_boilerplate import is_control, is_number, is_reply_button
from analyzer.dumps.text_bullets import Bullet
from analyzer.dumps.text_dates import read_date


def trim(bullets: Sequence[Bullet]) -> int:
    """Take dates and buttons out of the bullets' bodies, where the page has them at two comments or more.

    Returns:
        Number of lines taken out.
    """
    return _trim_dates(bullets) + _trim_buttons(bullets)


def _trim_dates(bullets: Sequence[Bullet]) -> int:
    dates = [(bullet, read_date(bullet.body[0].text)) for bullet in bullets if bullet.body]
    found = [(bullet, when) for bullet, when in dates if when is not None]
    if len(found) < 2:
        return 0
    for bullet, when in found:
        bullet.micros = when.micros
        del bullet.body[0]
    return len(found)


def _trim_buttons(bullets: Sequence[Bullet]) -> int:
    if sum(is_reply_button(line.text) for bullet in bullets for line in bullet.body) < 2:
        return 0
    taken = 0
    for bullet in bullets:
        end = _own_end(bullet)
        taken += len(bullet.body) - end
        del bullet.body[end:]
    return taken


def _own_end(bullet: Bullet) -> int:
    """Return where the comment's own lines end: before its buttons and the one vote count above them.

    A number that is all there is above a button is taken for the body, not for the votes.
    """
    end = len(bullet.body)
    while end and is_control(bullet.body[end - 1].text):
        end -= 1
    voted = end < len(bullet.body) and end > 1 and is_number(bullet.body[end - 1].text)
    return end - voted
