from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.openapi.utils import get_openapi
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import select

from analyzer.comment import TOXICITY_LABELS
from analyzer.desk.policy import load_policy
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Comment
from analyzer.desk.web.app import create_app
from analyzer.desk.web.desk import open_desk
from analyzer.desk.web.routes import api
from tests.desk.browse import Browser

Login = Callable[[str], Browser]


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory, _filled: Path) -> Iterator[Browser]:
    """An admin's browser on a desk of its own: the fuzzer may change what it likes."""
    store = Store(str(shutil.copy(_filled, tmp_path_factory.mktemp("api") / "desk.db")))
    browser = Browser(create_app(open_desk(store, load_policy())))
    assert browser.log_in("admin").status_code == 303
    yield browser
    browser.client.close()
    store.close()


def operations() -> list[Any]:
    """Every operation of the API, as its description has it."""
    description = get_openapi(title="Analyzer desk", version="1", routes=api.router.routes)
    found = schemathesis.openapi.from_dict(description).get_all_operations()
    return [operation.ok() for operation in found if isinstance(operation, Ok)]


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_the_api_keeps_to_its_description(operation: Any, admin: Browser) -> None:
    operation.app = operation.schema.app = admin.app
    cookies = {cookie.name: cookie.value for cookie in admin.client.cookies.jar}

    @given(case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)))
    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    def keeps(case: Any) -> None:
        # Rules beyond any schema may refuse a request that fits it: that is told with 422.
        refusals = [positive_data_acceptance]
        case.call_and_validate(headers={"X-CSRF-Token": admin.csrf}, cookies=cookies, excluded_checks=refusals)

    keeps()


def clean() -> dict[str, bool]:
    return dict.fromkeys(TOXICITY_LABELS, False)


def test_deciding_by_the_api(login: Login, store: Store) -> None:
    browser = login("reviewer")
    token = {"X-CSRF-Token": browser.client.get("/api/v1/me").json()["csrf"]}
    waiting = browser.client.get("/api/v1/queues/urgent?label=insult&band=sure").json()
    comment = waiting["items"][0]["comment_id"]
    assert waiting["items"][0]["bands"] == {"toxicity": "sure", "insult": "sure"}
    taken = browser.client.post(f"/api/v1/comments/{comment}/take", headers=token).json()
    said = {"token": taken["token"], "version": 0, "request_key": "script-0001", "labels": clean(), "action": "keep"}
    for _ in range(2):
        stored = browser.client.post(f"/api/v1/comments/{comment}/decide", json=said, headers=token)
        assert stored.status_code == 200
        assert stored.json() == {"event_id": 1, "comment_id": comment, "status": "done"}
    late = browser.client.post(
        f"/api/v1/comments/{comment}/decide", json=said | {"request_key": "script-0002"}, headers=token
    )
    assert late.status_code == 409
    votes = login("adjudicator").client.get(f"/api/v1/comments/{comment}/votes").json()
    assert votes[0]["labels"] == clean()
    assert votes[0]["reviewer"].startswith("reviewer-")
    undone = browser.client.post("/api/v1/events/1/undo", headers=token)
    assert undone.json()["status"] == "open"


def test_the_api_withholds_scores_of_audited_comments(login: Login, store: Store) -> None:
    with store.read() as session:
        threat = session.scalars(select(Comment.id).where(Comment.key == "2")).one()
    browser = login("reviewer")
    told = browser.client.get(f"/api/v1/comments/{threat}").json()
    assert (told["bands"], told["probabilities"]) == (None, None)
    assert threat not in {item["comment_id"] for item in browser.client.get("/api/v1/queues/urgent").json()["items"]}
    audited = browser.client.get("/api/v1/queues/audit").json()["items"]
    assert threat in {item["comment_id"] for item in audited}
    assert {(item["severity"], item["bands"]) for item in audited} == {(None, None)}


def test_changes_need_the_token(login: Login) -> None:
    browser = login("reviewer")
    assert browser.client.post("/api/v1/comments/5/take").status_code == 403
    assert browser.client.post("/api/v1/comments/5/take", data={"csrf": browser.csrf}).status_code == 403
