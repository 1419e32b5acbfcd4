"""The organisation as it stands in its org file: teams, people, workflows, rules, budgets (design.md 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.facts.benefit import Benefit
from bot.facts.bill_limit import BillLimit
from bot.facts.connection import Connection
from bot.facts.effort import Effort
from bot.facts.expected import ExpectedSpend
from bot.facts.experiment import Experiment
from bot.facts.fx import Fx
from bot.facts.invoice import Invoice
from bot.facts.overlap import Overlap
from bot.facts.override import Override
from bot.facts.policy import DEFAULT, Policy
from bot.facts.pool import Pool
from bot.facts.price import NegotiatedPrice

FEWEST_SHOWN_ALONE = 5
"""Of fewer people nothing is said apart, and not how many they are either (method.md 4.8)."""

UNALLOCATED = "unallocated"
"""How a charge without a team or workflow is called wherever one is shown; no team may have this slug."""


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team; `parent` is the slug of the team it belongs to, `timezone` an IANA name for posting times."""

    slug: str
    name: str
    channel: str | None = None
    parent: str | None = None
    cost_centre: str | None = None
    timezone: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class Membership:
    """One person in one team from `since` (in) to `until` (out, None = still)."""

    team: str
    since: date
    until: date | None = None
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody the org file names; stands in the directory, never beside facts.

    `ids` are what else sources call them: another e-mail, a login such as `github:ana`, a provider's own id (AC-E5).
    """

    email: str
    name: str | None = None
    ids: tuple[str, ...] = ()
    memberships: tuple[Membership, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OutcomeType:
    """What the workflow yields: a singular noun phrase, when it is done, and how long it may be taken back."""

    unit: str
    done: str | None = None
    level: int = 2
    reversal_days: int = 7


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """The locked comparison: cost per outcome in `currency` over [since, until) from n outcomes (method.md 1.7).

    With `minutes` it describes the process before AI (its cost is the full cost of the people's work);
    without, it is an earlier AI cost per outcome, which alone may be compared in per cent.
    """

    cost: Decimal
    currency: str
    since: date
    until: date
    n: int | None = None
    minutes: Decimal | None = None
    grade: int = 1

    @property
    def is_before_ai(self) -> bool:
        """Whether it describes the process without AI."""
        return self.minutes is not None


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """One repeated process with one outcome type, one team, one owner (method.md 1.5).

    An outcome is accepted about `lag_days` after the money for it was spent (method.md M3). `alternative` is what it is
    compared with where there is no baseline, `backlog` the day on which the owner said that more of this work waits,
    `stopped` the first day on which it was done no more, `effort` what one outcome still takes of people. Whether
    customers see what comes out is None where nobody says it: not known is not no.
    """

    slug: str
    name: str
    team: str
    owner: str
    outcome: OutcomeType
    delegate: str | None = None
    aliases: tuple[str, ...] = ()
    launched: date | None = None
    changed: str | None = None
    guardrail: str | None = None
    baseline: Baseline | None = None
    lag_days: int = 0
    alternative: str | None = None
    is_customer_facing: bool | None = None
    backlog: date | None = None
    stopped: date | None = None
    experiment: Experiment | None = None
    effort: Effort | None = None


@dataclass(frozen=True, kw_only=True)
class Match:
    """What a rule looks at; every given field must match. `key`, `model` and the rest may end in `*`."""

    provider: str | None = None
    connection: str | None = None
    billing_account: str | None = None
    sub_account: str | None = None
    key: str | None = None
    model: str | None = None
    line_item: str | None = None
    person: str | None = None
    service_account: str | None = None
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class AllocationRule:
    """Charges that match from `since` (in) to `until` (out) belong to the team, and to the workflow if given.

    With `pool` they belong to that shared pool and to no team. `share` is the part of the whole charge that the rule
    claims, None for all that rules before it left; what it leaves goes on to the rules after it.
    """

    match: Match
    team: str | None = None
    workflow: str | None = None
    pool: str | None = None
    share: Decimal | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Budget:
    """An amount for a scope (`team`, `workflow`, `provider` or the whole org) and a period, with its one owner."""

    scope_kind: str
    scope: str | None
    period: str
    amount: Decimal
    currency: str
    owner: str
    delegate: str | None = None
    approver: str | None = None
    thresholds: tuple[int, ...] = (50, 80, 100, 120)
    since: date | None = None

    @property
    def id(self) -> str:
        """What stays the same when the amount or the people change: `team:support:month:USD`, `org:month:USD`."""
        return ":".join(part for part in (self.scope_kind, self.scope, self.period, self.currency) if part)


@dataclass(frozen=True, kw_only=True)
class Org:
    """Everything of one org file; rules stand in their order, which decides.

    `fiscal_year_starts` is the month the fiscal year begins in; `fx` is None where nothing is converted. `policy` has
    the numbers of the method that the organisation chose, and its defaults for all others.
    """

    teams: tuple[Team, ...] = ()
    people: tuple[Person, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    pools: tuple[Pool, ...] = ()
    rules: tuple[AllocationRule, ...] = ()
    budgets: tuple[Budget, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    prices: tuple[NegotiatedPrice, ...] = ()
    bills: tuple[BillLimit, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    connections: tuple[Connection, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    overrides: tuple[Override, ...] = ()
    expected: tuple[ExpectedSpend, ...] = ()
    fx: Fx | None = None
    fiscal_year_starts: int = 1
    policy: Policy = DEFAULT

    def team(self, slug: str) -> Team | None:
        """The team of that slug."""
        return next((team for team in self.teams if team.slug == slug), None)

    def workflow(self, slug: str) -> Workflow | None:
        """The workflow of that slug."""
        return next((workflow for workflow in self.workflows if workflow.slug == slug), None)

    def workflows_of(self, team: str) -> tuple[Workflow, ...]:
        """The team's workflows, by name."""
        return tuple(sorted((w for w in self.workflows if w.team == team), key=lambda w: w.name))

    def person(self, called: str) -> Person | None:
        """Whose e-mail or other id it is, whatever the case of its letters."""
        wanted = called.strip().casefold()
        return next((p for p in self.people if wanted in {one.casefold() for one in (p.email, *p.ids)}), None)

    def members(self, team: str, day: date) -> frozenset[str]:
        """The e-mails of those in the team itself (not its children) on a day."""
        return frozenset(
            person.email
            for person in self.people
            for membership in person.memberships
            if membership.team == team
            and membership.since <= day
            and (membership.until is None or day < membership.until)
        )
