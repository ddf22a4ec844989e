"""Measure the desk under load: reviewers at once, the server killed and started again in the middle.

    python benchmarks/desk.py --reviewers 20 --comments 200000 --flagged 50000 --seconds 60 [--write]

Makes a run folder, imports it into a new SQLite database, serves it on this machine alone, and lets every reviewer work
as a browser does: load the queue, take the next comment, read the card, decide, follow on. Halfway the server is killed
(SIGKILL) and started again; reviewers repeat what was not answered, with the same request key.

Afterwards the log is held against what was acknowledged: every acknowledged decision must be in it exactly once, with
what was said; nothing may be in it that nobody sent; and no two people may have decided on the same version.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import platform
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from analyzer.desk.intake.run import import_run
from analyzer.desk.people.accounts import add_account, find
from analyzer.desk.store.engine import Store
from analyzer.desk.store.migrate import migrate

sys.path.insert(0, str(Path(__file__).parent))
from made_up import desk_run

RESULTS = Path(__file__).parent / "results" / "desk.json"
PASSWORD = "a password for measuring"  # noqa: S105
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_QUEUES = ("urgent", "urgent", "urgent", "uncertain", "audit")


@dataclass
class Ledger:
    """What one reviewer sent and what was acknowledged, by request key: (comment, action), and times per kind."""

    sent: dict[str, tuple[int, str]] = field(default_factory=dict)
    acknowledged: dict[str, tuple[int, str]] = field(default_factory=dict)
    conflicts: int = 0
    failures: int = 0
    repeats: int = 0
    seconds: dict[str, list[float]] = field(default_factory=dict)


class Server:
    """The desk as a process of its own, at one port."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.port = 0
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start and wait until it listens; the first start chooses the port."""
        script = "from analyzer.cli.main import main; main()"
        command = [sys.executable, "-c", script, "desk", "--db", str(self.database), "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout or ():
            if found := re.findall(r"http://127\.0\.0\.1:(\d+)/", line):
                self.port = int(found[0])
                return
        raise RuntimeError("the server ended before it listened")

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"


class Reviewer(threading.Thread):
    """One person at work, until told to stop."""

    def __init__(self, name: str, address: str, ready: threading.Barrier, stop: threading.Event, pause: float) -> None:
        super().__init__(name=name)
        self.ready, self.stop, self.pause = ready, stop, pause
        self.rng = random.Random(name)  # noqa: S311  which button is pressed
        self.ledger = Ledger()
        self.client = httpx2.Client(base_url=address, timeout=120)
        self.csrf = ""

    def run(self) -> None:
        """Log in, wait for the others, and review."""
        self.log_in()
        self.ready.wait()
        while not self.stop.is_set():
            self.review(self.rng.choice(_QUEUES))
        self.client.close()

    def log_in(self) -> None:
        """Log in by the form."""
        page = self.call("log in", "GET", "/login").text
        form = {"csrf": _fields(page)["csrf"], "name": self.name, "password": PASSWORD}
        self.call("log in", "POST", "/login", data=form)
        self.csrf = _fields(self.call("log in", "GET", "/settings").text)["csrf"]

    def review(self, queue: str) -> None:
        """Look at a queue, take its next comment, decide, and think for a while in between."""
        self.call("queue", "GET", f"/queues/{queue}")
        taken = self.call("take", "POST", f"/queues/{queue}/next", data={"csrf": self.csrf, "query": ""})
        address = taken.headers.get("location", "")
        if not address.startswith("/items/"):
            return
        page = self.call("card", "GET", address).text
        if "/decide" not in page:
            return
        form = _fields(page[page.index("/decide") :])
        self.stop.wait(self.rng.uniform(0, 2 * self.pause))
        if self.rng.random() < 0.2:
            self.call("thread", "GET", address.split("?")[0] + "/thread", headers={"HX-Request": "true"})
        self.decide(int(address.split("?")[0].rsplit("/", 1)[1]), form)

    def decide(self, comment_id: int, form: dict[str, str]) -> None:
        """Send a decision until it is answered."""
        action, key = self.rng.choice(("keep", "hide", "remove")), form["request_key"]
        self.ledger.sent[key] = (comment_id, action)
        said = {"outcome": "decide", "toxicity": "none" if action == "keep" else "", "action": action}
        if action != "keep":
            said["label"] = "insult"
        answer = self.call("decide", "POST", f"/items/{comment_id}/decide", data=form | said)
        if answer.status_code == 303:
            self.ledger.acknowledged[key] = (comment_id, action)
        elif answer.status_code == 409:
            self.ledger.conflicts += 1
        else:
            self.ledger.failures += 1

    def call(self, kind: str, method: str, address: str, **more: Any) -> httpx2.Response:
        """Ask until there is an answer; what took part in an outage is not timed."""
        while True:
            begun = time.perf_counter()
            try:
                answer = self.client.request(method, address, **more)
            except httpx2.TransportError:
                self.ledger.repeats += 1
                time.sleep(0.2)
                continue
            self.ledger.seconds.setdefault(kind, []).append(time.perf_counter() - begun)
            return answer


def _fields(page: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(page)}


def prepare(folder: Path, options: argparse.Namespace) -> tuple[Path, float | None]:
    """Make the run, import it, add the reviewers; return the database and the seconds the import took.

    A run that is already in the database of the folder is taken as it is.
    """
    if not (folder / "run").exists():
        desk_run.write(folder / "run", options.comments, options.flagged)
    database = folder / "desk.db"
    store = Store(str(database))
    migrate(store)
    begun = time.perf_counter()
    known = import_run(store, folder / "run").already_there
    took = None if known else round(time.perf_counter() - begun, 1)
    with store.write() as session:
        for number in range(options.reviewers):
            if find(session, f"person{number}") is None:
                add_account(session, f"person{number}", PASSWORD, "reviewer")
    store.close()
    return database, took


def work(server: Server, options: argparse.Namespace) -> list[Ledger]:
    """Let everybody work, with the server killed halfway."""
    stop = threading.Event()
    ready = threading.Barrier(options.reviewers + 1)
    names = [f"person{number}" for number in range(options.reviewers)]
    people = [Reviewer(name, server.address, ready, stop, options.pause) for name in names]
    for person in people:
        person.start()
    ready.wait()
    time.sleep(options.seconds / 2)
    server.kill()
    server.start()
    time.sleep(options.seconds / 2)
    stop.set()
    for person in people:
        person.join()
    return [person.ledger for person in people]


def last_event(database: Path) -> int:
    """Return the number of the last event in the log, 0 where there is none."""
    from sqlalchemy import func, select

    from analyzer.desk.store.models import Event

    store = Store(str(database))
    with store.read() as session:
        last = session.scalar(select(func.max(Event.id)))
    store.close()
    return last or 0


def audit(database: Path, ledgers: list[Ledger], since: int) -> dict[str, int]:
    """Hold the log after event `since` against what was acknowledged."""
    from sqlalchemy import select

    from analyzer.desk.review.log import rebuild
    from analyzer.desk.store.models import Event, Item, Vote

    store = Store(str(database))
    with store.read() as session:
        events = list(session.scalars(select(Event).where(Event.kind == "decision").order_by(Event.id)))
        view = {(v.comment_id, v.account_id): v.event_id for v in session.scalars(select(Vote))}
        versions = dict(session.execute(select(Item.comment_id, Item.version).where(Item.version > 0)).all())
    per_comment = Counter(event.comment_id for event in events if event.comment_id is not None)
    events = [event for event in events if event.id > since]
    stored = {(event.request_key or "").split("-", 1)[1]: (event.comment_id, event.data["action"]) for event in events}
    acknowledged = {key: value for ledger in ledgers for key, value in ledger.acknowledged.items()}
    sent = {key: value for ledger in ledgers for key, value in ledger.sent.items()}
    with store.write() as session:
        rebuild(session)
    with store.read() as session:
        replayed = {(v.comment_id, v.account_id): v.event_id for v in session.scalars(select(Vote))}
    store.close()
    return {
        "decisions_acknowledged": len(acknowledged),
        "decisions_in_log": len(events),
        "lost": sum(stored.get(key) != value for key, value in acknowledged.items()),
        "doubled": len(events) - len(stored),
        "never_sent": sum(sent.get(key) != value for key, value in stored.items()),
        "silently_overwritten": sum(versions.get(one) != count for one, count in per_comment.items()),
        "replay_differs": int(replayed != view),
    }


def percentile(values: list[float], share: float) -> float:
    """Return a percentile in milliseconds."""
    ordered = sorted(values)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


def figures(ledgers: list[Ledger]) -> dict[str, Any]:
    """Return the times of all pages together and of each kind."""
    by_kind: dict[str, list[float]] = {}
    for ledger in ledgers:
        for kind, seconds in ledger.seconds.items():
            by_kind.setdefault(kind, []).extend(seconds)
    pages = [value for kind, seconds in by_kind.items() if kind != "log in" for value in seconds]
    return {
        "requests": len(pages),
        "median_ms": round(1000 * statistics.median(pages), 1),
        "p95_ms": percentile(pages, 0.95),
        "max_ms": percentile(pages, 1.0),
        "by_kind": {
            kind: {"n": len(seconds), "median_ms": percentile(seconds, 0.5), "p95_ms": percentile(seconds, 0.95)}
            for kind, seconds in sorted(by_kind.items())
        },
    }


def main() -> None:
    """Prepare, work, check, print and, with `--write`, keep the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reviewers", type=int, default=20)
    parser.add_argument("--comments", type=int, default=200_000)
    parser.add_argument("--flagged", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=1.0, help="mean seconds a reviewer reads before deciding")
    parser.add_argument("--folder", type=Path, help="where to keep the run and its database, to measure again sooner")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} beside the other results")
    options = parser.parse_args()
    os.environ.setdefault("ANALYZER_ADMIN_PASSWORD", PASSWORD)
    with tempfile.TemporaryDirectory() as name:
        database, imported = prepare(options.folder or Path(name), options)
        since = last_event(database)
        server = Server(database)
        server.start()
        try:
            ledgers = work(server, options)
        finally:
            server.kill()
        checked = audit(database, ledgers, since)
    result = {
        "reviewers": options.reviewers,
        "comments": options.comments,
        "flagged": options.flagged,
        "seconds": options.seconds,
        "reading_seconds": options.pause,
        "import_seconds": imported,
        **figures(ledgers),
        **checked,
        "conflicts": sum(ledger.conflicts for ledger in ledgers),
        "failures": sum(ledger.failures for ledger in ledgers),
        "repeats_after_the_kill": sum(ledger.repeats for ledger in ledgers),
        "load_average": round(os.getloadavg()[0], 1),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
    }
    text = json.dumps(result, indent=2)
    print(text)
    if options.write:
        RESULTS.write_text(text + "\n", encoding="utf-8")
    sound = not any(
        checked[name] for name in ("lost", "doubled", "never_sent", "silently_overwritten", "replay_differs")
    )
    sys.exit(0 if sound and not sum(ledger.failures for ledger in ledgers) else 1)


if __name__ == "__main__":
    main()
