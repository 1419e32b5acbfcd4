"""What the ledger is to reach, and what a figure that falls short is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.bench.ledger_history import Loaded
from bot.bench.ledger_intake import Intake
from bot.bench.ledger_questions import Answered, Growth
from bot.bench.target import Target

_INTAKE = (
    "the bare upsert is given rows made beforehand; ours makes them from charges, asks which cells are new and places "
    "those by the rules, and sums up the day and its week"
)
_MEMORY = "one connection's day is held as charges while it is put in, beside the database's cache of 64 MB"
_QUESTION = "the time goes into the statement's preparation, the sums of the week's rows and exact amounts made of them"
_GROWTH = "one look-up in a longer index, and what else the machine did in the meantime"
_GATEWAY = "the week's raw rows are few here, one for each charge; a real log has one for each request"


def targets(
    intake: Intake,
    postgres: Intake | None,
    loaded: Loaded | None,
    answered: Sequence[Answered],
    growth: Growth | None,
) -> tuple[Target, ...]:
    """All that the figures allow to be tested."""
    return (
        _rate("SQLite: new charges per second, ours ÷ bare upsert", intake, 0.5),
        *(() if postgres is None else (_rate("PostgreSQL: new charges per second, ours ÷ bare", postgres, 0.6),)),
        *_memory(loaded),
        *(target for one in answered for target in _answer(one)),
        *_growth(growth),
    )


def _rate(name: str, intake: Intake, limit: float) -> Target:
    median = intake.median(lambda one: one.ratio)
    return Target(name=name, figure=round(median, 2), limit=limit, unit="×", at_least=True, reason=_INTAKE)


def _memory(loaded: Loaded | None) -> Iterator[Target]:
    if loaded is not None and loaded.above_idle_mb is not None:
        name = "peak memory above idle while a year is loaded"
        yield Target(name=name, figure=loaded.above_idle_mb, limit=300, unit="MB", reason=_MEMORY)


def _answer(one: Answered) -> Iterator[Target]:
    if one.bare_ms is None:
        yield Target(name=one.question, figure=one.our_ms, limit=5, unit="ms", reason=_QUESTION)
    else:
        ratio = round(one.our_ms / one.bare_ms, 2)
        yield Target(name=f"{one.question}, ours ÷ bare SQL", figure=ratio, limit=2, unit="×", reason=_QUESTION)
    if one.gateway_ms is not None:
        faster = round(one.gateway_ms / one.our_ms)
        name = f"{one.question}, gateway's report ÷ ours"
        yield Target(name=name, figure=faster, limit=300, unit="×", at_least=True, reason=_GATEWAY)


def _growth(growth: Growth | None) -> Iterator[Target]:
    if growth is not None:
        name = f"one team's week when the history grows to {growth.years} years, change either way"
        yield Target(name=name, figure=growth.change_percent, limit=25, unit="%", reason=_GROWTH)
