"""Pure: from one week's rows to one team's digest. The same inputs give the same digest, byte for byte."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from bot.errors import UnknownNameError
from bot.facts.org import Baseline as LockedBaseline
from bot.facts.org import Workflow
from bot.facts.outcome import OutcomeKind
from bot.facts.periods import Week
from bot.value.order import Line, ordered
from bot.value.standing.standing import Standing
from bot.value.unit_cost import UnitCost
from reports.digest import Baseline, Digest, Spend, TeamSpend, WeekFigures, WorkflowLine
from reports.digest_inputs import WEEKS_SHOWN, DigestInputs, WeeklyCost, WeeklyCount
from reports.digest_notes import Restated
from reports.reach import Reach
from reports.restatement import restated
from reports.shared import Carried, carried, shared_parts
from reports.unusual import unusual


def compose(inputs: DigestInputs, team: str, pools: Sequence[Carried] | None = None) -> Digest:
    """The digest of a team that is shown, with the teams folded into it; `pools` are those of the inputs, where known.

    Raises UnknownNameError for a team that does not exist or is shown in another one.
    """
    named = inputs.org.team(team)
    if named is None or inputs.folds.get(team) != team:
        raise UnknownNameError(_not_shown(inputs, team))
    return _Composition(inputs, team, carried(inputs) if pools is None else pools).digest(named.name)


class _Composition:
    """The rows that concern one team."""

    def __init__(self, inputs: DigestInputs, team: str, pools: Sequence[Carried]) -> None:
        self._inputs = inputs
        self._pools = pools
        self._team = team
        self._teams = {slug for slug, place in inputs.folds.items() if place == team}
        # A folded team's spend is in the sum alone: its outcomes would speak of fewer than five people (method.md 4.8).
        self._workflows = [workflow for workflow in inputs.org.workflows if workflow.team == team]
        self._costs = [row for row in inputs.costs if row.team in self._teams]
        slugs = {workflow.slug for workflow in self._workflows}
        self._costs_of = {slug: [row for row in inputs.costs if row.workflow == slug] for slug in slugs}
        self._outcomes = [row for row in inputs.counts if row.workflow in slugs]
        self._unsorted = [row for row in inputs.counts if row.workflow is None and row.team in self._teams]
        self._reach = Reach(inputs.sources, inputs.costs, week=inputs.week)
        self._weeks = self._weeks_with_data()

    def digest(self, name: str) -> Digest:
        week = self._inputs.week
        lines = [self._line(workflow) for workflow in self._workflows]
        return Digest(
            team=self._team,
            team_name=name,
            week=week,
            closed_at=self._inputs.closed_at,
            first_week=self._weeks[0] if self._rows() else None,
            workflows=_in_order(lines),
            spend=self._spend(lines),
            has_spent_before=any(row.week < week for row in self._costs),
            gaps=self._reach.gaps(week, self._costs),
            unallocated=_summed(row for row in self._inputs.costs if row.week == week and row.team is None),
            unallocated_keys=self._inputs.unallocated_keys,
            restated=self._restated(),
            folded=self._folded(),
            unsorted=sum(
                row.quantity for row in self._unsorted if row.week == week and row.kind is OutcomeKind.ACCEPTED
            ),
            provisional_until=self._provisional_until(lines),
            sources=self._reach.sources_of(self._costs),
            budgets=tuple(one.note for one in self._inputs.budgets if one.team == self._team),
            shared=shared_parts(self._pools, self._teams),
            fewest_shown=self._inputs.org.policy.fewest_shown,
            unusual=unusual(self._inputs, self._team, self._teams, {row.connection for row in self._costs}),
        )

    def _line(self, workflow: Workflow) -> WorkflowLine:
        standing = self._standing(workflow.slug)
        return WorkflowLine(
            slug=workflow.slug,
            name=workflow.name,
            unit=workflow.outcome.unit,
            launched=workflow.launched,
            baseline=None if workflow.baseline is None else _baseline(workflow.baseline),
            weeks=tuple(self._figures(workflow, week) for week in self._weeks),
            standing=standing,
            converted=() if standing is None else self._converted(standing),
        )

    def _standing(self, slug: str) -> Standing | None:
        """What the settled weeks say; nothing where the team was shown in another one in some of them."""
        found = self._inputs.standings.get(slug)
        return found if found is None or found.since >= self._inputs.shown_since[self._team] else None

    def _converted(self, standing: Standing) -> tuple[str, ...]:
        """The currencies that are converted into the standing's to judge what share of the company's spend it has."""
        others = {currency: days for currency, days in self._inputs.paid_on.items() if currency != standing.currency}
        return tuple(sorted(one for one, days in others.items() if any(day in days for day in standing.days.days())))

    def _figures(self, workflow: Workflow, week: Week) -> WeekFigures:
        costs = self._costs_of[workflow.slug]
        kinds: dict[OutcomeKind, int] = defaultdict(int)
        for row in self._outcomes:
            if row.workflow == workflow.slug and row.week == week:
                kinds[row.kind] += row.quantity
        accepted, gone = kinds[OutcomeKind.ACCEPTED], kinds[OutcomeKind.REVERSED]
        figures = WeekFigures(
            week=week,
            spend=_summed(row for row in costs if row.week == week),
            gaps=self._reach.gaps(week, costs or self._costs),
            accepted=accepted,
            rejected=kinds[OutcomeKind.REJECTED],
            reversed=gone,
            net=accepted - gone,
        )
        finding = figures.finding
        return replace(figures, unit_cost=finding.each) if isinstance(finding, UnitCost) else figures

    def _spend(self, lines: Iterable[WorkflowLine]) -> tuple[TeamSpend, ...]:
        rows = [row for row in self._costs if row.week == self._inputs.week]
        fruitless = {line.slug for line in lines if line.spends_for_nothing}

        def amount(kept: Iterable[WeeklyCost]) -> Decimal:
            return sum((row.effective or Decimal(0) for row in kept), Decimal(0))

        return tuple(
            TeamSpend(
                currency=whole.currency,
                direct=amount(row for row in rows if row.currency == whole.currency and row.workflow is not None),
                team_only=amount(row for row in rows if row.currency == whole.currency and row.workflow is None),
                without_outcomes=amount(
                    row for row in rows if row.currency == whole.currency and row.workflow in fruitless
                ),
                complete=whole.complete and not self._reach.gaps(self._inputs.week, self._costs),
            )
            for whole in _summed(rows)
        )

    def _restated(self) -> tuple[Restated, ...]:
        totals = {
            (week, spend.currency): spend.amount
            for week in _shown(self._inputs.week)
            for spend in _summed(row for row in self._costs if row.week == week)
        }
        earlier = {week for week in _shown(self._inputs.week) if week != self._inputs.week}
        mine = [one for one in self._inputs.published if one.team == self._team and one.week in earlier]
        return restated(mine, totals, self._folded())

    def _folded(self) -> tuple[str, ...]:
        return tuple(sorted(team.name for team in self._inputs.org.teams if team.slug in self._teams - {self._team}))

    def _provisional_until(self, lines: Iterable[WorkflowLine]) -> date | None:
        """The day from which no outcome of this week can be reversed any more; None once it has come."""
        days = {workflow.slug: workflow.outcome.reversal_days for workflow in self._workflows}
        waits = [days[line.slug] for line in lines if line.this.accepted]
        until = self._inputs.week.period.end + timedelta(days=max(waits, default=0))
        return until if waits and until > self._inputs.closed_at.date() else None

    def _rows(self) -> list[WeeklyCost | WeeklyCount]:
        return [*self._costs, *self._outcomes, *self._unsorted]

    def _weeks_with_data(self) -> tuple[Week, ...]:
        """The weeks to show: from the first with spend or outcomes of the team to the digest's own.

        Those are left out after which the team was still shown in another one.
        """
        first = min((row.week for row in self._rows()), default=self._inputs.week)
        since = self._inputs.shown_since[self._team]
        return tuple(week for week in _shown(self._inputs.week) if week >= first and week.monday >= since)


def _shown(week: Week) -> tuple[Week, ...]:
    return tuple(week.plus(n - WEEKS_SHOWN + 1) for n in range(WEEKS_SHOWN))


def _summed(rows: Iterable[WeeklyCost]) -> tuple[Spend, ...]:
    """One sum per currency, by currency."""
    amounts: dict[str, list[Decimal | None]] = defaultdict(list)
    for row in rows:
        amounts[row.currency].append(row.effective)
    return tuple(
        Spend(
            currency=currency,
            amount=sum((each for each in amounts[currency] if each is not None), Decimal(0)),
            complete=None not in amounts[currency],
        )
        for currency in sorted(amounts)
    )


def _baseline(locked: LockedBaseline) -> Baseline:
    return Baseline(
        cost=locked.cost,
        currency=locked.currency,
        is_before_ai=locked.is_before_ai,
        minutes=locked.minutes,
        since=locked.since,
        until=locked.until,
        n=locked.n,
    )


def _not_shown(inputs: DigestInputs, team: str) -> str:
    found = inputs.org.team(team)
    shown = sorted({place for place in inputs.folds.values() if place})
    if found is None:
        return f"There is no team {team!r}; choose from: {', '.join(shown) or 'none yet, apply an org file'}"
    place = inputs.folds.get(team)
    if place is None:
        return f"{found.name} has too few people to be shown and no larger team above it; give it a parent"
    return f"{found.name} has too few people to be shown alone; ask for the team it is shown in: {place}"


def _in_order(lines: Iterable[WorkflowLine]) -> tuple[WorkflowLine, ...]:
    """Who needs a decision first, then changed verdicts, then by net value where it is known, ties by name (7.2)."""
    places = {
        Line(
            name=line.name,
            slug=line.slug,
            needs_decision=line.needs_decision,
            is_new=line.has_new_verdict,
            net=_net(line),
        ): line
        for line in lines
    }
    return tuple(places[one] for one in ordered(places))


def _net(line: WorkflowLine) -> Decimal | None:
    verdict = None if line.standing is None else line.standing.shown.verdict
    if verdict is None or verdict.inputs.weighted is None or verdict.inputs.cost is None:
        return None
    return verdict.inputs.weighted - verdict.inputs.cost
