"""A browser for tests: follows forms as a page without scripts would."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from analyzer.desk.policy import Policy
from analyzer.desk.store.engine import Store
from analyzer.desk.web.app import create_app
from analyzer.desk.web.desk import open_desk

PASSWORD = "correct horse battery"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Browser:
    """One person's browser."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.client = TestClient(app, follow_redirects=False)
        self.csrf = ""

    def get(self, address: str, **headers: str) -> Any:
        """Load a page."""
        return self.client.get(address, headers=headers)

    def post(self, address: str, data: dict[str, Any] | None = None, **headers: str) -> Any:
        """Post a form with its token."""
        return self.client.post(address, data={"csrf": self.csrf} | (data or {}), headers=headers)

    def log_in(self, name: str, password: str = PASSWORD) -> Any:
        """Log in by the form."""
        self.csrf = token_of(self.get("/login").text)
        answer = self.post("/login", {"name": name, "password": password})
        if answer.status_code == 303:
            self.csrf = token_of(self.get("/settings").text)
        return answer

    def take_next(self, queue: str = "urgent", query: str = "") -> tuple[int, dict[str, str]]:
        """Take the next item; return its comment and the hidden fields of its form."""
        answer = self.post(f"/queues/{queue}/next", {"query": query})
        assert answer.status_code == 303, answer.text
        address = answer.headers["location"]
        return int(re.findall(r"/items/(\d+)", address)[0]), self.form(address)

    def form(self, address: str) -> dict[str, str]:
        """Return the hidden fields of the decision form on a card."""
        page = self.get(address).text
        assert "/decide" in page, "there is no decision form on this page"
        return {name: html.unescape(value) for name, value in _HIDDEN.findall(page[page.index("/decide") :])}

    def decide(self, comment_id: int, form: dict[str, str], **said: Any) -> Any:
        """Post the decision form."""
        return self.post(f"/items/{comment_id}/decide", form | {"outcome": "decide"} | said)


def token_of(page: str) -> str:
    """Return the form token of a page."""
    return html.unescape(_CSRF.findall(page)[0])


@contextmanager
def browse(store: Store, policy: Policy) -> Iterator[Callable[[str], Browser]]:
    """Yield a function that logs somebody in."""
    app = create_app(open_desk(store, policy))
    with ExitStack() as stack:

        def opened(name: str) -> Browser:
            browser = Browser(app)
            stack.callback(browser.client.close)
            if name:
                assert browser.log_in(name).status_code == 303
            return browser

        yield opened
