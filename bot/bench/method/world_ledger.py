"""A world in a ledger, put there as a reading is: its organisation, its charges, and what was logged."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot import outcomes
from bot.facts.charge import Charge, ChargeCategory, Scope
from bot.facts.money import from_nanos
from bot.facts.outcome import Outcome, OutcomeKind
from bot.facts.periods import DAY, Period, midnight
from bot.ledger import orgs, sources, store
from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from bot.providers.bill_spread import spread
from bot.sandbox.world.line import PROVIDERS, Line
from bot.sandbox.world.lines import as_known, beside_workflows, lines_of
from bot.sandbox.world.organisation import organisation_of
from bot.sandbox.world.outcomes import results
from bot.sandbox.world.records import Record, records
from bot.sandbox.world.sizes import ENDS
from bot.sandbox.world.world import World

CLOSES_AT = datetime.combine(ENDS + timedelta(days=2), time(9), UTC)
"""When the last week of a world has closed, and its digests are due."""

_CATEGORIES = {"Usage": ChargeCategory.USAGE, "Purchase": ChargeCategory.COMMITMENT, "Credit": ChargeCategory.CREDIT}
_BATCH = 20_000


def pseudonym(email: str) -> str:
    """A stable pseudonym, for a company that does not exist."""
    return f"p-{hashlib.sha256(email.encode()).hexdigest()[:24]}"


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for a ledger, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="denominator-bench-") as place:
        yield Path(place)


def opened(database: Database, world: World) -> None:
    """Make the tables, and put the world's organisation in force."""
    migrate(database)
    with database.writing() as connection:
        orgs.save(connection, organisation_of(world), now=CLOSES_AT, pseudonym=pseudonym)


def load(
    database: Database, world: World, *, as_of: date | None = None, step: Callable[[int], None] = lambda _: None
) -> int:
    """Make the ledger hold the world's charges as of a day, whole or in the end, and its outcomes; how many charges.

    Every provider is a connection, and each of its days is replaced as a whole. `step` hears of each workflow.
    """
    logged: list[Outcome] = []
    days = Period(world.size.starts - DAY, world.day(world.size.days))
    with database.writing() as connection:
        ids = {slug: store.connection_id(connection, slug, slug, now=CLOSES_AT) for slug in PROVIDERS}
        done = store.replace(
            connection,
            connections=ids,
            scopes=[Scope(slug, day.isoformat()) for slug in PROVIDERS for day in days.days()],
            charges=_charges(world, as_of, logged, step),
            now=CLOSES_AT,
            pseudonym=pseudonym,
        )
        for start in range(0, len(logged), _BATCH):
            outcomes.log_all(connection, logged[start : start + _BATCH])
    return done.charges


def note_readings(database: Database, world: World) -> None:
    """Say of every connection that it was read to the end, so that weeks are whole and budgets are judged."""
    days = Period(world.size.starts - DAY, world.day(world.size.days))
    with database.writing() as connection:
        for slug in PROVIDERS:
            one = store.connection_id(connection, slug, slug, now=CLOSES_AT)
            sources.note_success(connection, one, days, now=CLOSES_AT, as_of=CLOSES_AT)


def _charges(
    world: World, as_of: date | None, logged: list[Outcome], step: Callable[[int], None]
) -> Iterator[tuple[Scope, Charge]]:
    scopes: dict[tuple[str, date], Scope] = {}
    for number, line in enumerate(_lines(world, as_of, logged, step)):
        where = scopes.setdefault((line.provider, line.day), Scope(line.provider, line.day.isoformat()))
        for charge in spread(_charge(line, number, as_of)):
            yield where, charge


def _lines(world: World, as_of: date | None, logged: list[Outcome], step: Callable[[int], None]) -> Iterator[Line]:
    for plan in world.plans:
        told = list(results(world, plan))
        known = {record.id: record for record in records(world, plan, told)}
        logged.extend(_outcome(record, world) for record in known.values())
        random = world.rng("lines", plan.slug)
        lines = (line for one in told for line in lines_of(world, plan, one.day, random))
        yield from as_known(lines, world, as_of)
        step(1)
    yield from beside_workflows(world, as_of)


def _charge(line: Line, number: int, as_of: date | None) -> Charge:
    cost = from_nanos(line.billed(as_of) or 0)
    ends = line.span.ends_at if line.span else midnight(line.day + DAY)
    return Charge(
        id=f"{number}",
        provider=line.provider,
        starts_at=midnight(line.day),
        ends_at=ends,
        currency=line.currency,
        billed_cost=cost,
        effective_cost=cost,
        list_cost=cost,
        category=_CATEGORIES[line.category],
        sub_account=line.sub_account or None,
        model=line.model or None,
        line_item=line.service,
        token_type=line.meter or None,
        person=line.person or None,
        tags={"x_Key": line.key} if line.key else {},
    )


def _outcome(record: Record, world: World) -> Outcome:
    return Outcome(
        event_id=record.id,
        kind=OutcomeKind(record.kind),
        quantity=record.quantity,
        occurred_on=world.day(record.day),
        logged_at=record.logged_at.astimezone(UTC),
        source=record.source,
        workflow=record.workflow,
        team=record.team,
        person=pseudonym(record.person) if record.person else None,
        original=record.original or None,
    )
