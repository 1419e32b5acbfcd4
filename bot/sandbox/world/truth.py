"""What is true of a world, and what a ledger that reads its files must say. For tests and measurements only.

Amounts are exact decimal strings. `costs` is by week, team and workflow as the org file places it, effective cost in
each currency; a workflow that is not known is "". `days` is what each provider billed by UTC day and currency, which
the four classes of every day sum to. `workflows` is what nobody can read: whose spend it truly was, what came of it and
what it was worth. `planted` says what is right to say, by week of the history, and `faults` what was done to the data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.facts.money import from_nanos, plain
from bot.facts.periods import week_of
from bot.sandbox.world import faults
from bot.sandbox.world.claims import launched
from bot.sandbox.world.lines import every_line, unbilled
from bot.sandbox.world.outcomes import results
from bot.sandbox.world.plan import Plan
from bot.sandbox.world.planted_teams import BY_NUMBER, GONE_ON, RAMP_ON
from bot.sandbox.world.prices import MOVES, RETIRED, RETIRED_IN_WEEK, SUCCESSOR, UNKNOWN, UNKNOWN_IN_WEEK
from bot.sandbox.world.records import records
from bot.sandbox.world.story import Found
from bot.sandbox.world.world import ANNUAL, MISPLACED_WEEKS, World

_NANOS = 1_000_000_000

Places = dict[tuple[str, str, str, str], int]
"""1e-9 units of effective cost by week, team, workflow and currency; "unallocated" is a team."""


def truth(world: World, as_of: date | None = None) -> dict[str, Any]:
    """The whole truth as a document; with a day, `costs`, `days` and `classes` are what was known by it."""
    places, days, classes = spent(world, as_of)
    return {
        "world": {"size": world.size.name, "seed": world.seed, "nature": world.nature.value},
        "since": world.size.starts.isoformat(),
        "costs": _nested(places),
        "days": _nested(days),
        "classes": _nested(classes),
        "workflows": {plan.slug: workflow(world, plan) for plan in sorted(world.plans, key=lambda one: one.slug)},
        "planted": [_planted(world, plan) for plan in world.plans if plan.number is not None],
        "faults": _faults(world),
    }


def spent(
    world: World, as_of: date | None = None
) -> tuple[Places, dict[tuple[str, str, str], int], dict[tuple[str, str], int]]:
    """Effective cost by week, team, workflow and currency; billed cost by provider, day and currency; and effective
    cost by class and currency. All in 1e-9 units, as of a day or in the end.
    """
    places: Places = defaultdict(int)
    days: dict[tuple[str, str, str], int] = defaultdict(int)
    classes: dict[tuple[str, str], int] = defaultdict(int)
    for line in every_line(world, as_of):
        kind, team, workflow = line.placed
        days[line.provider, line.day.isoformat(), line.currency] += line.billed(as_of) or 0
        for day, nanos in line.effective(as_of):
            places[str(week_of(day)), team or "unallocated", workflow, line.currency] += nanos
            classes[kind, line.currency] += nanos
    return places, days, classes


def logged(world: World) -> dict[tuple[str, str, str], int]:
    """What is in the records, each once, by week, workflow and kind."""
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for plan in world.plans:
        seen = set()
        for record in records(world, plan):
            if record.id not in seen:
                found[str(week_of(world.day(record.day))), plan.slug, record.kind] += record.quantity
                seen.add(record.id)
    return found


def workflow(world: World, plan: Plan) -> dict[str, Any]:
    """What is true of one workflow, by week in its own currency too."""
    weeks: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for one in results(world, plan):
        week = weeks[str(week_of(world.day(one.day.number)))]
        parts = one.day.parts
        week[0] += sum(n * price for part in parts for n, price in zip(part.tokens, part.prices, strict=True)) / _NANOS
        week[1] += one.accepted - sum(count for _, count in one.reversed)
        week[2] += one.logged_accepted - sum(count for _, count in one.logged_reversed)
    return {
        "team": plan.team,
        "is_unchanged": plan.is_unchanged,
        "grade": int(plan.grade),
        "currency": plan.currency,
        "launched": launched(world, plan).isoformat(),
        "value_per_outcome": round(plan.unit_worth, 6),
        "value_over_cost_at_first": plan.worth,
        "claims_inflated_by": round(plan.inflation, 6),
        "logging_coverage": plan.logging,
        "changes": [
            {"on": world.day(turn.starts).isoformat(), "cause": turn.cause, **_sizes(turn)} for turn in plan.turns
        ],
        "weeks": {
            week: {
                "cost": round(cost, 2),
                "net": int(net),
                "logged": int(told),
                "value": round(net * plan.unit_worth, 2),
            }
            for week, (cost, net, told) in weeks.items()
        },
    }


def _sizes(turn: Any) -> dict[str, float]:
    names = ("over", "days", "cost", "volume", "accepted", "reversed", "logged", "untagged")
    return {name: getattr(turn, name) for name in names if getattr(turn, name) not in (None, 1.0, 0)}


def _planted(world: World, plan: Plan) -> dict[str, Any]:
    story = BY_NUMBER[plan.number or 0]
    return {
        "number": story.number,
        "name": story.name,
        "team": plan.team,
        "workflow": plan.slug,
        "share": story.share,
        "value_over_cost": plan.worth,
        "right": [{"by_week": one.by, "verdicts": sorted(one.verdicts)} for one in story.right],
        "never": sorted(story.never),
        "protected": story.protected,
        "found": [
            {"what": one.what.value, "from_week": first, "by_week": by}
            for one in story.found
            for first, by in [found_weeks(world, one)]
        ],
    }


def found_weeks(world: World, found: Found) -> tuple[int, int]:
    """From which week there is something to be found, and by the close of which it is to be; dates are of the year of
    the budget that is gone by April.
    """
    if found.week is not None and found.by is not None:
        return found.week, found.by
    first, by = ((day - world.size.starts).days // 7 for day in (RAMP_ON, GONE_ON))
    return first, by


def _faults(world: World) -> dict[str, Any]:
    again = faults.restated(world)
    outage = world.day(faults.OUTAGE_FIRST)
    wrong = [plan for plan in world.plans if plan.misplaced]
    return {
        "late_rows": faults.LATE,
        "outage": {"provider": faults.OUTAGE_PROVIDER, "from": outage.isoformat(), "days": faults.OUTAGE_DAYS},
        "restated": {
            "provider": faults.RESTATED_PROVIDER,
            "from": again.days.start.isoformat(),
            "until": again.days.end.isoformat(),
            "on": again.on.isoformat(),
            "percent": faults.RESTATED_PERCENT,
        },
        "unbilled_priority_tier": plain(from_nanos(unbilled(world))),
        "local_days": {"provider": faults.LOCAL_PROVIDER, "offset": faults.LOCAL_OFFSET},
        "wrong_team": {
            "from": world.day(MISPLACED_WEEKS[0] * 7).isoformat(),
            "until": world.day(MISPLACED_WEEKS[1] * 7).isoformat(),
            "workflows": {plan.slug: plan.misplaced for plan in wrong},
        },
        "rotated_key": [plan.slug for plan in world.plans if plan.rotates],
        "unknown_model": {"model": UNKNOWN, "week": UNKNOWN_IN_WEEK},
        "retired_model": {"model": RETIRED, "successor": SUCCESSOR, "week": RETIRED_IN_WEEK},
        "prices": [{"model": one.model, "week": one.week, "percent": list(one.percent)} for one in MOVES],
        "annual_budget": [plan.slug for plan in world.plans if plan.number == ANNUAL],
    }


def _nested(sums: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for keys, nanos in sorted(sums.items()):
        at = found
        for key in keys[:-1]:
            at = at.setdefault(key, {})
        at[keys[-1]] = plain(from_nanos(nanos))
    return found


def weeks(world: World) -> Iterator[str]:
    """The weeks of the history as the ledger calls them."""
    return (str(week_of(world.day(number * 7))) for number in range(world.size.weeks))
