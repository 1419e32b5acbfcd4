"""A ledger that stays quick with its history: charges stored by day, cells and places that are found by what they are,
the parts of shared charges, and a rollup by week.
"""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import Instant, Nanos

revision = "0006"
down_revision = "0005"

SerialId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_FIGURES = ("starts_at", "ends_at", "billed", "effective", "list", "quantity", "continued")
_SUMS = ("charges", *(f"{n}_{part}" for n in ("billed", "effective", "list") for part in ("units", "nanos", "unknown")))
_DAILY = ("day", "team", "workflow", "class", "model", "provider", "connection_id", "currency")
_PLACE = {
    "team": "allocation_before.team",
    "workflow": "allocation_before.workflow",
    "class": "allocation_before.class",
    "model": "coalesce(cell.model, '')",
    "provider": "cell.provider",
    "connection_id": "cell.connection_id",
    "currency": "cell.currency",
    "additive": "cell.additive",
}
_PLACED_BEFORE = (
    "allocation_before JOIN cell_new ON cell_new.id = allocation_before.cell_id JOIN cell ON cell.id = cell_new.new_id"
)
_WEEKLY = ("week", "team", "workflow", "class", "provider", "connection_id", "currency")


def upgrade() -> None:
    for table in ("charge", "allocation", "daily_cost"):
        op.execute(f"CREATE TABLE {table}_before AS SELECT * FROM {table}")  # noqa: S608  our own words
        op.drop_table(table)
    with op.batch_alter_table("cell") as cell:
        cell.drop_constraint("uq_cell_digest")  # the id is made from the digest and says the same in half the space
    _name_cells_by_what_they_are()
    _make_the_tables()
    _name_places_by_what_they_say()
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    whole = _WHOLE_DAY_ON_SQLITE if on_sqlite else _WHOLE_DAY_ON_POSTGRESQL
    op.execute(
        f"INSERT INTO charge SELECT scope_id, day, source_id, cell_new.new_id, "  # noqa: S608
        f"CASE WHEN {whole} THEN NULL ELSE starts_at END, CASE WHEN {whole} THEN NULL ELSE ends_at END, "
        "billed, effective, list, quantity, continued FROM charge_before JOIN cell_new ON cell_new.id = cell_id"
    )
    same_place = " AND ".join(f"place.{name} = {of}" for name, of in _PLACE.items())
    op.execute(
        "INSERT INTO allocation SELECT cell.id, since, place.id, until, 0, 1, 1, NULL "  # noqa: S608
        f"FROM {_PLACED_BEFORE} JOIN place ON {same_place}"
    )
    op.execute(f"INSERT INTO daily_cost SELECT {', '.join([*_DAILY, *_SUMS])} FROM daily_cost_before")  # noqa: S608
    monday = "date(day, 'weekday 0', '-6 days')" if on_sqlite else "date_trunc('week', day)::date"
    sums = ", ".join(f"sum({name})" for name in _SUMS)
    op.execute(
        f"INSERT INTO weekly_cost SELECT {monday}, {', '.join(_WEEKLY[1:])}, {sums} FROM daily_cost "  # noqa: S608
        f"GROUP BY {monday}, {', '.join(_WEEKLY[1:])}"
    )
    for name, function in (("first_day", "min"), ("last_day", "max")):
        op.add_column("scope", sa.Column(name, sa.Date))
        op.execute(f"UPDATE scope SET {name} = (SELECT {function}(day) FROM charge WHERE scope_id = scope.id)")  # noqa: S608
    for table in ("charge_before", "allocation_before", "daily_cost_before", "cell_new"):
        op.drop_table(table)


_WHOLE_DAY_ON_SQLITE = "starts_at = day || ' 00:00:00.000000' AND ends_at = date(day, '+1 day') || ' 00:00:00.000000'"
_WHOLE_DAY_ON_POSTGRESQL = (
    "starts_at = day::timestamp AT TIME ZONE 'UTC' AND ends_at = (day + 1)::timestamp AT TIME ZONE 'UTC'"
)


def _name_cells_by_what_they_are() -> None:
    """The id of a cell becomes the first 63 bits of its digest, see `cell_ids.cell_id`."""
    connection = op.get_bind()
    op.create_table("cell_new", sa.Column("id", SerialId, primary_key=True), sa.Column("new_id", sa.BigInteger))
    if connection.dialect.name != "sqlite":
        op.execute("ALTER TABLE cell ALTER COLUMN id DROP IDENTITY")
    rows = connection.execute(sa.text("SELECT id, digest FROM cell")).all()
    named = [{"id": number, "new_id": int(digest[:16], 16) >> 1} for number, digest in rows]
    if named:
        connection.execute(sa.text("INSERT INTO cell_new (id, new_id) VALUES (:id, :new_id)"), named)
        connection.execute(sa.text("UPDATE cell SET id = -id"))  # no new id is taken by an old one meanwhile
        op.execute("UPDATE cell SET id = (SELECT new_id FROM cell_new WHERE cell_new.id = -cell.id)")


def _name_places_by_what_they_say() -> None:
    """A place for all that was placed alike; its id is the first 63 bits of its digest, see `places.Places`."""
    connection = op.get_bind()
    found = connection.execute(sa.text(f"SELECT DISTINCT {', '.join(_PLACE.values())} FROM {_PLACED_BEFORE}"))  # noqa: S608
    for *words, additive in found.all():
        said = [*words, bool(additive)]
        digest = hashlib.blake2b(json.dumps(said, ensure_ascii=False).encode(), digest_size=16).hexdigest()
        row = {"id": int(digest[:16], 16) >> 1} | dict(zip(_PLACE, said, strict=True))
        marks = ", ".join(f":{name}" for name in row)
        connection.execute(sa.text(f"INSERT INTO place ({', '.join(row)}) VALUES ({marks})"), row)  # noqa: S608


def _make_the_tables() -> None:
    op.create_table(
        "charge",
        sa.Column("scope_id", SerialId, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("source_id", sa.Text, primary_key=True),
        sa.Column("cell_id", SerialId, nullable=False),
        sa.Column("starts_at", Instant),
        sa.Column("ends_at", Instant),
        *(sa.Column(name, Nanos) for name in ("billed", "effective", "list")),
        sa.Column("quantity", sa.Text),
        sa.Column("continued", sa.Boolean, nullable=False, server_default=sa.false()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "place",
        sa.Column("id", SerialId, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("team", "workflow", "class", "model", "provider")),
        sa.Column("connection_id", SerialId, sa.ForeignKey("connection.id"), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("additive", sa.Boolean, nullable=False),
    )
    op.create_table(
        "allocation",
        sa.Column("cell_id", SerialId, sa.ForeignKey("cell.id"), primary_key=True),
        sa.Column("since", sa.Date, primary_key=True),
        sa.Column("place_id", SerialId, sa.ForeignKey("place.id"), primary_key=True),
        sa.Column("until", sa.Date, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("low", "high", "parts")),
        sa.Column("reason", sa.Text),
        sqlite_with_rowid=False,
    )
    for name, keys in (("daily_cost", _DAILY), ("weekly_cost", _WEEKLY)):
        op.create_table(
            name,
            sa.Column(keys[0], sa.Date, primary_key=True),
            *(
                sa.Column(key, SerialId, sa.ForeignKey("connection.id"), primary_key=True)
                if key == "connection_id"
                else sa.Column(key, sa.Text, primary_key=True)
                for key in keys[1:]
            ),
            *(sa.Column(column, sa.BigInteger, nullable=False) for column in _SUMS),
            sqlite_with_rowid=False,
        )


def downgrade() -> None:
    raise NotImplementedError("the parts of shared charges have no place in the tables before; restore a copy")
