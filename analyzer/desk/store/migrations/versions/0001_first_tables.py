"""The first tables, and the triggers that keep the log append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQLITE = """
CREATE TRIGGER event_keeps_{what} BEFORE {what} ON event
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
"""
_POSTGRES = (
    """
    CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$
    """,
    """
    CREATE TRIGGER event_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()
    """,
)


def upgrade() -> None:
    """Apply the change."""
    _create_tables()
    if op.get_bind().dialect.name == "sqlite":
        statements: tuple[str, ...] = tuple(_SQLITE.format(what=what) for what in ("UPDATE", "DELETE"))
    else:
        statements = _POSTGRES
    for statement in statements:
        op.execute(statement)


def _create_tables() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("preferences", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint("role IN ('viewer', 'reviewer', 'adjudicator', 'admin')", name=op.f("ck_account_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_account_pseudonym")),
    )
    op.create_table(
        "dump",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dump")),
        sa.UniqueConstraint("key", name=op.f("uq_dump_key")),
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    op.create_index(op.f("ix_login_attempt_address_at"), "login_attempt", ["address", "at"], unique=False)
    op.create_index(op.f("ix_login_attempt_name_address_at"), "login_attempt", ["name", "address", "at"], unique=False)
    op.create_table(
        "meta",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dump_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("rollup", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["dump_id"], ["dump.id"], name=op.f("fk_author_dump_id_dump")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author")),
    )
    op.create_index(op.f("ix_author_dump_id_key"), "author", ["dump_id", "key"], unique=True)
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dump_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("model_name", sa.String(), nullable=False),
        sa.Column("model_version", sa.String(), nullable=False),
        sa.Column("model_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("points", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("drift", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["dump_id"], ["dump.id"], name=op.f("fk_run_dump_id_dump")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("key", name=op.f("uq_run_key")),
    )
    op.create_index(op.f("ix_run_dump_id"), "run", ["dump_id"], unique=False)
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=16), nullable=False),
        sa.Column("query", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_filter_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    op.create_index(op.f("ix_saved_filter_account_id_name"), "saved_filter", ["account_id", "name"], unique=True)
    op.create_table(
        "thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dump_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("rollup", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["dump_id"], ["dump.id"], name=op.f("fk_thread_dump_id_dump")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
    )
    op.create_index(op.f("ix_thread_dump_id_key"), "thread", ["dump_id", "key"], unique=True)
    op.create_table(
        "web_session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_web_session_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
    )
    op.create_index(op.f("ix_web_session_account_id"), "web_session", ["account_id"], unique=False)
    op.create_index(op.f("ix_web_session_expires_at"), "web_session", ["expires_at"], unique=False)
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dump_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("parent_key", sa.String(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(), nullable=True),
        sa.Column("author_kind", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("no_text_reason", sa.String(length=16), nullable=True),
        sa.Column("cluster", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name=op.f("fk_comment_author_id_author")),
        sa.ForeignKeyConstraint(["dump_id"], ["dump.id"], name=op.f("fk_comment_dump_id_dump")),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name=op.f("fk_comment_parent_id_comment")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_comment_thread_id_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_author_id_row"), "comment", ["author_id", "row"], unique=False)
    op.create_index(op.f("ix_comment_cluster"), "comment", ["cluster"], unique=False)
    op.create_index(op.f("ix_comment_parent_id_row"), "comment", ["parent_id", "row"], unique=False)
    op.create_index(op.f("ix_comment_thread_id_key"), "comment", ["thread_id", "key"], unique=True)
    op.create_index(op.f("ix_comment_thread_id_row"), "comment", ["thread_id", "row"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("mode", sa.String(length=16), nullable=True),
        sa.Column("queue", sa.String(length=16), nullable=True),
        sa.Column("duration_ms", sa.BigInteger(), nullable=True),
        sa.Column("guideline", sa.String(length=32), nullable=False),
        sa.Column("batch", sa.String(length=64), nullable=True),
        sa.Column("request_key", sa.String(length=96), nullable=True),
        sa.Column("data", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_event_account_id_account")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_event_comment_id_comment")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_event_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("request_key", name=op.f("uq_event_request_key")),
    )
    op.create_index(op.f("ix_event_account_id_id"), "event", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_event_batch"), "event", ["batch"], unique=False)
    op.create_index(op.f("ix_event_comment_id_id"), "event", ["comment_id", "id"], unique=False)
    op.create_index(op.f("ix_event_kind_id"), "event", ["kind", "id"], unique=False)
    op.create_table(
        "item",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("dump_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("strongest", sa.Integer(), nullable=False),
        sa.Column("top_label", sa.String(length=32), nullable=True),
        sa.Column("bands", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("uncertainty", sa.Double(), nullable=True),
        sa.Column("uncertain_label", sa.String(length=32), nullable=True),
        sa.Column("cluster", sa.Integer(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("votes_needed", sa.Integer(), nullable=False),
        sa.Column("urgent_key", sa.BigInteger(), nullable=True),
        sa.Column("uncertain_key", sa.BigInteger(), nullable=True),
        sa.Column("audit_key", sa.BigInteger(), nullable=True),
        sa.Column("dispute_key", sa.BigInteger(), nullable=True),
        sa.Column("key_toxicity", sa.BigInteger(), nullable=True),
        sa.Column("key_severe_toxicity", sa.BigInteger(), nullable=True),
        sa.Column("key_obscene", sa.BigInteger(), nullable=True),
        sa.Column("key_threat", sa.BigInteger(), nullable=True),
        sa.Column("key_insult", sa.BigInteger(), nullable=True),
        sa.Column("key_identity_attack", sa.BigInteger(), nullable=True),
        sa.Column("key_conspiracy", sa.BigInteger(), nullable=True),
        sa.Column("audit_stratum", sa.Integer(), nullable=True),
        sa.Column("audit_weight", sa.Double(), nullable=True),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'disputed', 'escalated', 'done', 'settled')", name=op.f("ck_item_status")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name=op.f("fk_item_author_id_author")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_item_comment_id_comment")),
        sa.ForeignKeyConstraint(["dump_id"], ["dump.id"], name=op.f("fk_item_dump_id_dump")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_item_run_id_run")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_item_thread_id_thread")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_item")),
    )
    op.create_index(
        "ix_item_audit_key",
        "item",
        ["status", "audit_key", "comment_id"],
        unique=False,
        sqlite_where=sa.text("audit_key IS NOT NULL"),
        postgresql_where=sa.text("audit_key IS NOT NULL"),
    )
    op.create_index(
        "ix_item_author_id_urgent_key",
        "item",
        ["author_id", "status", "urgent_key", "comment_id"],
        unique=False,
        sqlite_where=sa.text("urgent_key IS NOT NULL"),
        postgresql_where=sa.text("urgent_key IS NOT NULL"),
    )
    op.create_index(
        "ix_item_cluster",
        "item",
        ["cluster", "status", "comment_id"],
        unique=False,
        sqlite_where=sa.text("cluster IS NOT NULL"),
        postgresql_where=sa.text("cluster IS NOT NULL"),
    )
    op.create_index(
        "ix_item_dispute_key",
        "item",
        ["status", "dispute_key", "comment_id"],
        unique=False,
        sqlite_where=sa.text("dispute_key IS NOT NULL"),
        postgresql_where=sa.text("dispute_key IS NOT NULL"),
    )
    op.create_index(
        "ix_item_key_conspiracy",
        "item",
        ["status", "key_conspiracy", "comment_id"],
        unique=False,
        sqlite_where=sa.text("key_conspiracy IS NOT NULL"),
        postgresql_where=sa.text("key_conspiracy IS NOT NULL"),
    )
    op.create_index(
        "ix_item_key_identity_attack",
        "item",
        ["status", "key_identity_attack", "comment_id"],
        unique=False,
        sqlite_where=sa.text("key_identity_attack IS NOT NULL"),
        postgresql_where=sa.text("key_identity_attack IS NOT NULL"),
    )
    op.create_index(
        "ix_item_key_insult",
        "item",
        ["status", "key_insult", "comment_id"],
        unique=False,
        sqlite_where=sa.text("key_insult IS NOT NULL"),
        postgresql_where=sa.text("key_insult IS NOT NULL"),
    )
    op.create_index(
        "ix_item_key_obscene",
        "item",
        ["status", "key_obscene", "comment_id"],
        unique=False,
        sqlite_where=sa.text("key_obscene IS NOT NULL"),
        postgresql_where=sa.text("key_obscene IS NOT NULL"),
    )
    op.create_index(
        "ix_item_key_severe_toxicity",
        "item",
        ["status", "key_severe_toxicity", "comment_id"],
        unique=False,
        sqlite_where=sa.text("key_severe_toxicity IS NOT NULL"),
        postgresql_where=sa.text("key_severe_toxicity IS NOT NULL"),
    )
    op.create_index(
        "ix_item_key_threat",
        "item",
        ["status", "key_threat", "comment_id"],
        unique=False,
        sqlite_where=sa.text("key_threat IS NOT NULL"),
        postgresql_where=sa.text("key_threat IS NOT NULL"),
    )
    op.create_index(
        "ix_item_key_toxicity",
        "item",
        ["status", "key_toxicity", "comment_id"],
        unique=False,
        sqlite_where=sa.text("key_toxicity IS NOT NULL"),
        postgresql_where=sa.text("key_toxicity IS NOT NULL"),
    )
    op.create_index(
        "ix_item_language_urgent_key",
        "item",
        ["language", "status", "urgent_key", "comment_id"],
        unique=False,
        sqlite_where=sa.text("urgent_key IS NOT NULL"),
        postgresql_where=sa.text("urgent_key IS NOT NULL"),
    )
    op.create_index(
        "ix_item_thread_id_urgent_key",
        "item",
        ["thread_id", "status", "urgent_key", "comment_id"],
        unique=False,
        sqlite_where=sa.text("urgent_key IS NOT NULL"),
        postgresql_where=sa.text("urgent_key IS NOT NULL"),
    )
    op.create_index(
        "ix_item_uncertain_key",
        "item",
        ["status", "uncertain_key", "comment_id"],
        unique=False,
        sqlite_where=sa.text("uncertain_key IS NOT NULL"),
        postgresql_where=sa.text("uncertain_key IS NOT NULL"),
    )
    op.create_index(
        "ix_item_urgent_key",
        "item",
        ["status", "urgent_key", "comment_id"],
        unique=False,
        sqlite_where=sa.text("urgent_key IS NOT NULL"),
        postgresql_where=sa.text("urgent_key IS NOT NULL"),
    )
    op.create_table(
        "lease",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_lease_account_id_account")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_lease_comment_id_comment")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_lease")),
    )
    op.create_index(op.f("ix_lease_account_id"), "lease", ["account_id"], unique=False)
    op.create_table(
        "score",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("toxicity", sa.Double(), nullable=True),
        sa.Column("severe_toxicity", sa.Double(), nullable=True),
        sa.Column("obscene", sa.Double(), nullable=True),
        sa.Column("threat", sa.Double(), nullable=True),
        sa.Column("insult", sa.Double(), nullable=True),
        sa.Column("identity_attack", sa.Double(), nullable=True),
        sa.Column("conspiracy", sa.Double(), nullable=True),
        sa.Column("stance_support", sa.Double(), nullable=True),
        sa.Column("stance_deny", sa.Double(), nullable=True),
        sa.Column("stance_query", sa.Double(), nullable=True),
        sa.Column("stance_comment", sa.Double(), nullable=True),
        sa.Column("target_favor", sa.Double(), nullable=True),
        sa.Column("target_against", sa.Double(), nullable=True),
        sa.Column("target_none", sa.Double(), nullable=True),
        sa.Column("stance_parent", sa.String(length=16), nullable=True),
        sa.Column("stance_target", sa.String(length=16), nullable=True),
        sa.Column("flags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("spans", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_score_comment_id_comment")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_score_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", "comment_id", name=op.f("pk_score")),
    )
    op.create_index(op.f("ix_score_comment_id"), "score", ["comment_id"], unique=False)
    op.create_table(
        "vote",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("labels", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("stance_parent", sa.String(length=16), nullable=True),
        sa.Column("stance_target", sa.String(length=16), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=True),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("duration_ms", sa.BigInteger(), nullable=True),
        sa.Column("guideline", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_vote_account_id_account")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_vote_comment_id_comment")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_vote_event_id_event")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_vote_run_id_run")),
        sa.PrimaryKeyConstraint("comment_id", "account_id", name=op.f("pk_vote")),
    )
    op.create_index(op.f("ix_vote_account_id_at"), "vote", ["account_id", "at"], unique=False)
    op.create_index(op.f("ix_vote_at"), "vote", ["at"], unique=False)
