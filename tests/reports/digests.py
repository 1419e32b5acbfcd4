"""A support team whose weeks are told in a few numbers: the inputs of the digests the tests read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.facts.org import Baseline, Membership, Org, OutcomeType, Person, Team, Workflow
from bot.facts.outcome import OutcomeKind
from bot.facts.periods import DAY, Period, Week
from bot.ledger.coverage import Unsettled
from bot.ledger.sources import Source
from bot.value.people import folds
from reports.digest_inputs import WEEKS_SHOWN, DigestInputs, WeeklyCost, WeeklyCount

WEEK = Week(date(2026, 11, 9))
BEFORE_AI = Baseline(
    cost=Decimal("14.70"), currency="USD", since=date(2026, 1, 5), until=date(2026, 4, 6), n=4100, minutes=Decimal(14)
)
WITH_AI = Baseline(cost=Decimal("2.90"), currency="USD", since=date(2026, 5, 4), until=date(2026, 8, 3), n=5200)


def workflow(slug: str, name: str, unit: str, *, team: str = "support", **more: Any) -> Workflow:
    return Workflow(
        slug=slug, name=name, team=team, owner="ana.silva@acme.example", outcome=OutcomeType(unit=unit), **more
    )


REFUNDS = workflow("refunds", "Refund triage", "refund resolved", baseline=BEFORE_AI)
DRAFTING = workflow("drafting", "KB drafting", "article published")
SUMMARIES = workflow("summaries", "Voice summaries", "call summarised", baseline=WITH_AI)
SUPPORT = Team(slug="support", name="Support EU")


def staff(team: str, count: int) -> tuple[Person, ...]:
    here = (Membership(team=team, since=date(2026, 1, 1)),)
    return tuple(Person(email=f"{team}{n}@acme.example", memberships=here) for n in range(count))


def company(*workflows: Workflow, teams: tuple[Team, ...] = (SUPPORT,), people: tuple[Person, ...] = ()) -> Org:
    return Org(teams=teams, people=people or staff("support", 6), workflows=workflows)


def source(
    provider: str = "openai", *, first_day: date = date(2026, 1, 1), until: date = WEEK.period.end, **more: Any
) -> Source:
    """A source that was read from long ago up to `until`."""
    read_at = datetime(2026, 11, 17, tzinfo=UTC)
    facts: dict[str, Any] = {
        "connection": provider,
        "provider": provider,
        "attempted_at": read_at,
        "error": None,
        "read_at": read_at,
        "until": until,
        "covered": (Period(first_day, until),) if first_day < until else (),
        "as_of": None,
        "newest_day": until - DAY,
    }
    return Source(**{**facts, **more})


def unsettled(until: date, *, days: int = 3, settles_after: timedelta = timedelta(days=3)) -> tuple[Unsettled, ...]:
    """The last so many days before `until`, read before their settle time had passed."""
    spans = (Period(until - DAY * (n + 1), until - DAY * n) for n in reversed(range(days)))
    return tuple(Unsettled(span, span.ends_at + settles_after) for span in spans)


def cost(
    amount: str | None,
    workflow: str | None = None,
    *,
    week: Week = WEEK,
    team: str | None = "support",
    currency: str = "USD",
    connection: str = "openai",
) -> WeeklyCost:
    known = None if amount is None else Decimal(amount)
    return WeeklyCost(
        week=week, connection=connection, team=team, workflow=workflow, currency=currency, effective=known
    )


def count(
    quantity: int,
    workflow: str | None = None,
    *,
    week: Week = WEEK,
    kind: OutcomeKind = OutcomeKind.ACCEPTED,
    team: str | None = "support",
) -> WeeklyCount:
    return WeeklyCount(week=week, team=team, workflow=workflow, kind=kind, quantity=quantity)


def history(slug: str, each: str, numbers: Iterable[int]) -> tuple[tuple[WeeklyCost, ...], tuple[WeeklyCount, ...]]:
    """The weeks before WEEK, oldest first: so many outcomes at about that cost each, a little dearer longer ago."""
    found = tuple(numbers)
    weeks = [WEEK.plus(n - len(found)) for n in range(len(found))]
    costs = tuple(
        cost(str(number * (Decimal(each) + Decimal("0.07") * (len(found) - n))), slug, week=week)
        for n, (number, week) in enumerate(zip(found, weeks, strict=True))
    )
    return costs, tuple(count(number, slug, week=week) for number, week in zip(found, weeks, strict=True) if number)


def inputs(org: Org, costs: Iterable[WeeklyCost], counts: Iterable[WeeklyCount] = (), **more: Any) -> DigestInputs:
    facts: dict[str, Any] = {
        "org": org,
        "week": WEEK,
        "closed_at": WEEK.closes_at,
        "costs": tuple(costs),
        "counts": tuple(counts),
        "sources": (source(),),
        "folds": folds(org, WEEK.period.last_day),
    }
    return DigestInputs(**{**facts, **more})


def ordinary() -> DigestInputs:
    """Three workflows: one with a figure and eleven weeks behind it, one without a baseline, one against AI cost."""
    refund_costs, refund_counts = history("refunds", "2.00", [310, 280, 5, 330, 350, 360, 340, 380, 400, 420, 430])
    summary_costs, summary_counts = history("summaries", "1.95", [90] * (WEEKS_SHOWN - 1))
    return inputs(
        company(REFUNDS, DRAFTING, SUMMARIES),
        (
            *refund_costs,
            *summary_costs,
            cost("894.00", "refunds"),
            cost("210", "drafting"),
            cost("200.10", "summaries"),
            cost("429.12"),
            cost("600.00", team=None),
        ),
        (
            *refund_counts,
            *summary_counts,
            count(450, "refunds"),
            count(12, "refunds", kind=OutcomeKind.REJECTED),
            count(3, "refunds", kind=OutcomeKind.REVERSED),
            count(3, "drafting"),
            count(100, "summaries"),
            count(4),
        ),
        unallocated_keys=2,
    )


def one_workflow(cost_now: str, accepted: int, **more: Any) -> DigestInputs:
    """Refund triage alone, with ten good weeks behind it."""
    costs, counts = history("refunds", "2.00", [40] * 10)
    now = [count(accepted, "refunds")] if accepted else []
    return inputs(company(REFUNDS), (*costs, cost(cost_now, "refunds")), (*counts, *now), **more)


def with_sources(of: DigestInputs, *sources: Source) -> DigestInputs:
    return replace(of, sources=sources)
