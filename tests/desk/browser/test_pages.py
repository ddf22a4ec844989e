"""Every page: axe finds nothing serious, nothing is wider than a small screen, both themes are themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from analyzer.desk.store.models import Author, Comment, Run, Thread
from tests.desk.browser.conftest import Served, open_page, serving
from tests.desk.votes import vote, vote_all

Axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe: pip install 'analyzer[test]'").Axe


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Served]:
    """A desk in which people have worked."""
    path = tmp_path_factory.mktemp("used") / "desk.db"
    path.write_bytes(prepared.read_bytes())
    with serving(path) as served:
        vote_all(served.store, ("reviewer", "second"), (f"f{i}" for i in range(10)), mode="blind")
        vote_all(served.store, ("reviewer",), ("2", "4"), "insult", action="remove", reasons=("personal_attack",))
        vote(served.store, "second", "6", "insult", note="not sure", outcome="escalate")
        yield served


def addresses(desk: Served) -> dict[str, str]:
    """Every page there is, by name."""
    with desk.store.read() as session:
        comment = session.scalars(select(Comment.id).where(Comment.key == "5")).one()
        differing = session.scalars(select(Comment.id).where(Comment.key == "6")).one()
        audited = session.scalars(select(Comment.id).where(Comment.key == "f20")).one()
        thread = session.scalars(select(Thread.id).where(Thread.key == "bridge")).one()
        author = session.scalars(select(Author.id)).first()
        run = session.scalars(select(Run.id).where(Run.current)).one()
    return {
        "overview": "/",
        "urgent": "/queues/urgent",
        "filtered": "/queues/urgent?label=insult&band=likely",
        "uncertain": "/queues/uncertain",
        "audit": "/queues/audit",
        "mine": "/queues/mine",
        "item": f"/items/{comment}",
        "audited item": f"/items/{audited}",
        "around": f"/items/{comment}/around",
        "item's thread": f"/items/{comment}/thread",
        "threads": "/threads",
        "thread": f"/threads/{thread}",
        "flagged of a thread": f"/threads/{thread}?show=flagged",
        "author": f"/authors/{author}",
        "agreement": "/agreement",
        "lab": "/lab?label=insult&threshold=30",
        "disagreements": "/adjudication",
        "settle": f"/adjudication/{differing}",
        "runs": "/runs",
        "changes": f"/runs/{run}/changes",
        "log": "/log",
        "people": "/people",
        "export": "/export",
        "settings": "/settings",
        "not found": "/threads/999999",
        "wrong filter": "/lab?label=nothing",
    }


Open = Callable[..., Any]


@pytest.fixture
def open_as_admin(chromium: Any, used: Served) -> Iterator[Open]:
    """Open a page as an admin; scripts and the content policy must be quiet."""
    told: list[str] = []
    with ExitStack() as stack:

        def opened(**options: Any) -> Any:
            return open_page(chromium, stack, told, used, "admin", **options)

        yield opened
    assert not told


@dataclass(frozen=True)
class Looked:
    """What was found on one page.

    Attributes:
        violations: What axe finds serious, by theme.
        width: Width in pixels on a screen of 360.
        cramped: What stands in too narrow a column there to be read.
        tiny: What can be pressed there and is lower than the 24 pixels of WCAG 2.5.8.
    """

    violations: dict[str, list[str]]
    width: int
    cramped: list[str]
    tiny: list[str]


_CRAMPED = """() => [...document.querySelectorAll(".facts dd")]
  .filter((one) => one.offsetWidth > 0 && one.offsetWidth < 150).map((one) => one.textContent.trim())"""
_TINY = """() => [...document.querySelectorAll(
    ".whoami a, .linklike, .brand, .nav a, .page-head a, .queue-row a, .queue-row input, .meta a, .pages a")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 24)
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def looked(chromium: Any, used: Served) -> dict[str, Looked]:
    """Look at every page once: by axe in the light theme, by its contrasts in the dark one, on a small screen."""
    told: list[str] = []
    found = {}
    with ExitStack() as stack:
        page = open_page(chromium, stack, told, used, "admin")
        for name, address in addresses(used).items():
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(address)
            violations = {"light": serious(page)}
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            violations["dark"] = serious(page, {"runOnly": ["color-contrast"]})
            page.set_viewport_size({"width": 360, "height": 740})
            width = page.evaluate("document.documentElement.scrollWidth")
            found[name] = Looked(violations, width, page.evaluate(_CRAMPED), page.evaluate(_TINY))
    assert not told
    return found


def serious(page: Any, options: dict[str, Any] | None = None) -> list[str]:
    """Return what axe finds serious or critical, with the first places."""
    return [
        f"{violation['id']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in Axe().run(page, options=options).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(looked: dict[str, Looked], theme: str) -> None:
    found = {name: page.violations[theme] for name, page in looked.items() if page.violations[theme]}
    assert not found


def test_nothing_is_wider_than_a_small_screen(looked: dict[str, Looked]) -> None:
    assert not {name: page.width for name, page in looked.items() if page.width > 360}


def test_facts_can_be_read_and_links_pressed_on_a_phone(looked: dict[str, Looked]) -> None:
    assert not {name: page.cramped for name, page in looked.items() if page.cramped}
    assert not {name: page.tiny for name, page in looked.items() if page.tiny}


def test_axe_finds_nothing_serious_at_the_door_and_with_a_comment_in_hand(
    used: Served, chromium: Any, open_as_admin: Open
) -> None:
    page = open_as_admin()
    page.goto("/queues/urgent")
    with page.expect_navigation():
        page.keyboard.press("n")
    page.keyboard.press("t")
    page.locator("#around .comment").first.wait_for()
    page.keyboard.press("?")
    pages = [page, chromium.new_page()]
    pages[1].goto(f"{used.url}/login")
    assert not [violation for shown in pages for violation in serious(shown)]
    pages[1].close()


def test_the_theme_is_the_systems_until_somebody_chooses(used: Served, open_as_admin: Open) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light, dark = open_as_admin(color_scheme="light"), open_as_admin(color_scheme="dark")
    light.goto("/queues/mine")
    dark.goto("/queues/mine")
    assert light.evaluate(ground) != dark.evaluate(ground)
    light.goto("/settings")
    light.get_by_label("Theme").select_option("dark")
    light.get_by_role("button", name="Save", exact=True).click()
    assert light.evaluate(ground) == dark.evaluate(ground)
    light.get_by_label("Theme").select_option("system")
    light.get_by_role("button", name="Save", exact=True).click()


def test_the_lab_follows_the_slider(used: Served, open_as_admin: Open) -> None:
    page = open_as_admin()
    page.goto("/lab?label=insult")
    page.evaluate("document.title = 'the same page'")
    page.locator("#threshold").fill("20")
    page.locator("#trial").get_by_text("At 20.0").wait_for()
    assert page.locator("#slide").input_value() == "20"
    assert page.title() == "the same page"


def test_blurred_text_shows_when_it_is_reached(used: Served, open_as_admin: Open) -> None:
    page = open_as_admin()
    page.goto("/settings")
    page.get_by_label("Blur flagged comments").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/queues/urgent")
    hard = page.locator(".comment__text--hard").first
    assert "blur" in hard.evaluate("node => getComputedStyle(node).filter")
    hard.hover()
    assert hard.evaluate("node => getComputedStyle(node).filter") == "none"
    page.goto("/settings")
    page.get_by_label("Blur flagged comments").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()


def test_what_can_be_done_with_the_chosen_stays_in_sight(open_as_admin: Open) -> None:
    page = open_as_admin(viewport={"width": 360, "height": 500})
    page.goto("/queues/urgent")
    panel = page.locator(".bulk")
    assert panel.bounding_box()["y"] > 500
    page.locator("[name=item]").first.check()
    box = panel.bounding_box()
    assert box["y"] + box["height"] <= 500
