"""Imports a run folder: once, however often it is asked for, and without touching what people decided."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from analyzer.desk.clock import now_ms
from analyzer.desk.intake import comments, drift, items, threads
from analyzer.desk.intake.frames import comment_frame, frame_of
from analyzer.desk.intake.thresholds import points_of
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Dump, Run
from analyzer.errors import OutputError
from analyzer.labels.operating import points_to_json
from analyzer.runs.manifest import RunManifest, read_manifest
from analyzer.runs.reader import read_run

_LOCK = 5_170_151


@dataclass(frozen=True)
class Imported:
    """What importing a run folder came to.

    Attributes:
        run_id: The run.
        already_there: Whether it had been imported before; then nothing was changed.
        comments: Comments in the run.
        added: Of them, not known before.
        current: Whether its scores are the ones shown: of the runs of a dump, the one made last.
    """

    run_id: int
    already_there: bool
    comments: int
    added: int
    current: bool


def import_run(store: Store, folder: Path) -> Imported:
    """Import the run in `folder`.

    A run of a dump that is already there adds its scores; comments keep their ids, decisions and place in the audit.

    Raises:
        OutputError: The folder holds no whole run.
        ModelError: The operating points it records are damaged.
    """
    manifest = read_manifest(folder)
    key = run_key(manifest)
    with store.read() as session:
        known = session.scalars(select(Run).where(Run.key == key)).one_or_none()
        if known is not None:
            return Imported(known.id, True, manifest.counts.comments, 0, known.current)
    run = read_run(folder)
    frame = comment_frame(run.comments)
    _check_unique(frame.select("thread_id", "comment_id").is_duplicated().any(), folder)
    with store.write() as session:
        if not store.is_sqlite:
            session.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        dump = _dump(session, manifest)
        spoken = frame["language"].drop_nulls().unique().sort().to_list()
        entry = _run(session, dump, manifest, key, folder, spoken)
        thread_ids = threads.store_threads(session, dump.id, frame_of(run.threads), current=entry.current)
        author_ids = threads.store_authors(session, dump.id, frame, frame_of(run.users), current=entry.current)
        placed = comments.store_comments(session, dump.id, frame, thread_ids, author_ids)
        before = drift.current_scores(session, dump.id, entry.id)
        comments.store_scores(session, entry.id, placed)
        if entry.current:
            points = points_of(manifest.model)
            if before is not None:
                entry.drift = drift.compare(before, placed, points)
            items.store_items(session, entry, dump.key, placed, points)
        return Imported(entry.id, False, placed.height, int(placed["is_new"].sum()), entry.current)


def run_key(manifest: RunManifest) -> str:
    """Return what identifies a run: the model and the hashes of its tables."""
    parts = [str(manifest.model.get("hash")), *sorted(f"{file.name}:{file.sha256}" for file in manifest.files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def dump_key(manifest: RunManifest) -> str:
    """Return what identifies the dump a run was made from: the hashes of its inputs."""
    return hashlib.sha256("\n".join(sorted(entry.sha256 for entry in manifest.inputs)).encode()).hexdigest()


def _check_unique(doubled: bool, folder: Path) -> None:
    if doubled:
        hint = "Run analyzer score again with --out"
        raise OutputError("a comment is there twice in its thread", where=str(folder / "comments"), hint=hint)


def _dump(session: Session, manifest: RunManifest) -> Dump:
    key = dump_key(manifest)
    dump = session.scalars(select(Dump).where(Dump.key == key)).one_or_none()
    if dump is None:
        name = ", ".join(entry.name for entry in manifest.inputs) or "(nothing)"
        dump = Dump(key=key, name=name, imported_at=now_ms())
        session.add(dump)
        session.flush()
    return dump


def _run(session: Session, dump: Dump, manifest: RunManifest, key: str, folder: Path, spoken: list[str]) -> Run:
    """Add the run; it becomes the current one unless a run made later is already there."""
    shown = session.scalars(select(Run).where(Run.dump_id == dump.id, Run.current)).one_or_none()
    current = shown is None or manifest.created >= shown.made_at
    if current:
        session.execute(update(Run).where(Run.dump_id == dump.id).values(current=False))
    entry = Run(
        dump_id=dump.id,
        key=key,
        folder=folder.resolve().name,
        model_name=str(manifest.model.get("name", "unknown")),
        model_version=str(manifest.model.get("version", "unknown")),
        model_hash=str(manifest.model.get("hash", "")),
        made_at=manifest.created,
        imported_at=now_ms(),
        current=current,
        points={label: points_to_json(points) for label, points in points_of(manifest.model).items()},
        languages=list(manifest.model.get("languages") or ()),
        counts=manifest.counts.model_dump() | {"languages": spoken},
        drift=None,
    )
    session.add(entry)
    session.flush()
    return entry
