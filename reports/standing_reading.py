"""Read from the ledger what the standing of each workflow follows from, and work it out (method.md 3 to 5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection

from bot import outcomes
from bot.budget_spend import is_awaited
from bot.facts.org import UNALLOCATED, Org, Workflow
from bot.facts.outcome import OutcomeKind
from bot.facts.periods import Period, Week
from bot.ledger.costs import CostRow, costs
from bot.ledger.sources import Source
from bot.value.ranges import HALF_A_YEAR, Range, typical_range, usual_correlation
from bot.value.standing.counted_once import counted_once
from bot.value.standing.known import Known, Logged
from bot.value.standing.standing import Standing, stand
from bot.value.verdicts.kind import Kind
from bot.value.verdicts.override import Override
from bot.value.verdicts.shown import Shown
from bot.value.windows import Window
from reports.organisation_reading import organisation
from reports.unusual_reading import policies

WEEKS_READ = 42
"""Half a year of weeks that are settled for the longest lag and reversal windows, and what they are compared with."""

History = Mapping[str, Sequence[tuple[date, Shown]]]
"""By workflow what was shown at earlier closes, by their day, oldest first."""


def standings(
    connection: Connection, org: Org, week: Week, sources: Sequence[Source], history: History
) -> Mapping[str, Standing]:
    """The standing of every workflow that ever spent, at the close of the week."""
    days = Period(week.plus(1 - WEEKS_READ).monday, week.period.end)
    since, until = days.start, days.end
    logged = _logged(outcomes.counts(connection, since=since, until=until))
    spent = _spent(costs(connection, since=since, until=until, by=("workflow", "day")))
    feeding = _feeding(costs(connection, since=since, until=until, by=("workflow", "connection")))
    unread = {one.connection: _unread(one, sources, days) for one in sources}
    currencies = {currency for currency, _ in spent.values()}
    company = organisation(connection, org, days, currencies)
    policy = policies(connection, org, currencies, week.period.last_day)
    found = [
        Known(
            workflow=workflow,
            closed_at=week.closes_at,
            currency=currency,
            costs=by_day,
            logged=logged.get(workflow.slug, {}),
            has_owner=_has_owner(org, workflow, week.closes_at),
            unread=frozenset[Week]().union(*(unread.get(one, ()) for one in feeding[workflow.slug])),
            organisation=company[currency],
            benefits=tuple(one for one in org.benefits if one.workflow == workflow.slug),
            overrides=_overrides(org, workflow),
            fiscal_year_starts=org.fiscal_year_starts,
            policy=policy.get(currency) or replace(org.policy, material_from=Decimal(0)),  # no rate: none is small
        )
        for workflow in org.workflows
        if workflow.slug in spent
        for currency, by_day in [spent[workflow.slug]]
    ]
    usual = usual_correlation(_half_years(found, week), policy=org.policy.usual_correlation)
    return {
        known.workflow.slug: stand(replace(known, usual_correlation=usual), history.get(known.workflow.slug, ()))
        for known in counted_once(found, _headcounts(org, days))
    }


def _headcounts(org: Org, days: Period) -> Mapping[tuple[str, Week], int]:
    """How many people each team has itself on the Monday of each week."""
    found: Counter[tuple[str, Week]] = Counter()
    for monday in (chunk.start for chunk in days.chunks(7)):
        for person in org.people:
            current = (one for one in person.memberships if one.since <= monday and (one.until or date.max) > monday)
            found.update((team, Week(monday)) for team in {one.team for one in current})
    return found


def _logged(found: Iterable[outcomes.Counted]) -> Mapping[str, Mapping[date, Logged]]:
    kinds: defaultdict[str, defaultdict[date, dict[OutcomeKind, int]]] = defaultdict(lambda: defaultdict(dict))
    for one in found:
        if one.workflow is not None:
            of_day = kinds[one.workflow][one.day]
            of_day[one.kind] = of_day.get(one.kind, 0) + one.quantity
    return {
        workflow: {
            day: Logged(
                accepted=of_day.get(OutcomeKind.ACCEPTED, 0),
                rejected=of_day.get(OutcomeKind.REJECTED, 0),
                reversed=of_day.get(OutcomeKind.REVERSED, 0),
            )
            for day, of_day in days.items()
        }
        for workflow, days in kinds.items()
    }


def _spent(rows: Iterable[CostRow]) -> Mapping[str, tuple[str, Mapping[date, Decimal | None]]]:
    """By workflow its currency and its cost by day in it; a day that cost something in another one is not known."""
    found: defaultdict[str, dict[date, dict[str, Decimal | None]]] = defaultdict(dict)
    for row in rows:
        workflow, day = row.key("workflow"), row.key("day")
        if workflow is not None and workflow != UNALLOCATED and day is not None:
            found[workflow].setdefault(date.fromisoformat(day), {})[row.currency] = row.effective_cost
    return {workflow: _in_one(days) for workflow, days in found.items()}


def _in_one(days: Mapping[date, Mapping[str, Decimal | None]]) -> tuple[str, Mapping[date, Decimal | None]]:
    """The currency of the newest day that cost something, and the days in it; without any, of the newest day."""
    paid = {day: {one: cost for one, cost in costs.items() if cost != 0} for day, costs in days.items()}
    last = max((day for day, costs in paid.items() if costs), default=max(days))
    currency = min(paid[last] or days[last])
    return currency, {
        day: costs.get(currency, Decimal(0)) if paid[day].keys() <= {currency} else None for day, costs in days.items()
    }


def _feeding(rows: Iterable[CostRow]) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        workflow, connection = row.key("workflow"), row.key("connection")
        if workflow is not None and connection is not None:
            found[workflow].add(connection)
    return found


def _unread(source: Source, known: Sequence[Source], days: Period) -> frozenset[Week]:
    """The weeks of which some day was not read; none after the end of a source that no more was awaited of.

    That is judged at the close of the last week, by what is known of each source now: its last day and when it was
    tried last. So a digest that is made anew is the same, but where a source was taken up again since, or where nothing
    at all had been tried for days.
    """
    is_over = not is_awaited(source, known, days.end)  # a week closes as the day after it ends
    end = min(days.end, source.reaches_to or days.start) if is_over else days.end
    spans = (Period(chunk.start, min(chunk.end, end)) for chunk in days.chunks(7) if chunk.start < end)
    return frozenset(Week(span.start) for span in spans if source.missing(span))


def _has_owner(org: Org, workflow: Workflow, at: datetime) -> bool:
    """Whether its owner is still there: a person with teams has left when the last membership has ended."""
    person = org.person(workflow.owner)
    if person is None:
        return False
    on = at.date()
    return not person.memberships or any(one.until is None or on < one.until for one in person.memberships)


def _overrides(org: Org, workflow: Workflow) -> tuple[Override, ...]:
    return tuple(
        Override(kind=Kind(one.verdict.capitalize()), by=one.by, reason=one.reason, since=one.since, until=one.until)
        for one in org.overrides
        if one.workflow == workflow.slug
    )


def _half_years(found: Iterable[Known], week: Week) -> list[Range]:
    """The ranges of half a year, from which the organisation learns how alike its weeks are (method.md 3.2)."""
    ranges = []
    for known in found:
        window = Window(last=week, weeks=HALF_A_YEAR)
        if known.is_whole(window):
            range_ = typical_range(known.sums(window), usual_correlation=known.policy.usual_correlation)
            ranges += [] if range_ is None else [range_]
    return ranges
