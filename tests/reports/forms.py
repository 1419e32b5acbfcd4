"""Every form a digest can take, each from its inputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.facts.org import Budget, Team
from bot.facts.periods import DAY
from bot.facts.policy import DEFAULT
from bot.facts.pool import HEADCOUNT, Pool
from bot.value.standing.standing import stand
from reports.digest import Digest
from reports.digest_composition import compose
from reports.digest_inputs import DigestInputs
from reports.restatement import Published
from reports.unusual_reading import days_read
from tests.reports.digests import (
    DRAFTING,
    REFUNDS,
    SUMMARIES,
    WEEK,
    WITH_AI,
    company,
    cost,
    count,
    history,
    inputs,
    one_workflow,
    ordinary,
    source,
    staff,
    unsettled,
    with_sources,
    workflow,
)
from tests.value.standing.workflows import EFFORT, known


def settled() -> DigestInputs:
    """The ordinary week with what the eight settled weeks say: one improved, one without a baseline, one small."""
    refunds = replace(REFUNDS, effort=EFFORT, launched=date(2026, 4, 6))
    half_a_year = [200] * 8 + [90] * 8, [45] * 16
    return replace(
        ordinary(),
        org=company(refunds, DRAFTING, SUMMARIES),
        standings={
            "refunds": stand(known(*half_a_year, rejected=[0] * 8 + [4] * 8, workflow=refunds)),
            "drafting": stand(known([60, 0, 0, 70, 0, 0, 80, 0], [1, 0, 0, 2, 0, 0, 0, 0], workflow=DRAFTING)),
            "summaries": stand(known([2_000] * 16, [690] * 16, workflow=SUMMARIES)),
        },
    )


def few() -> DigestInputs:
    return one_workflow("210", 3)


def none_accepted() -> DigestInputs:
    return one_workflow("1200", 0)


def first_week() -> DigestInputs:
    return inputs(company(DRAFTING), (cost("310.50", "drafting"), cost("42")))


def empty() -> DigestInputs:
    return inputs(company(REFUNDS), (), sources=(source(newest_day=None), source("anthropic", newest_day=None)))


def cut_short() -> DigestInputs:
    ended = source("anthropic", until=date(2026, 11, 15), error="Anthropic answered 503; the next run reads it again")
    late = one_workflow("900", 450)
    return with_sources(
        replace(late, costs=(*late.costs, cost("41", "refunds", connection="anthropic"))), source(), ended
    )


def restated() -> DigestInputs:
    before = Published(team="support", week=WEEK.plus(-1), currency="USD", total=Decimal("61.40"))
    return replace(one_workflow("900", 450), published=(before,))


def unsettled_spend() -> DigestInputs:
    return with_sources(one_workflow("900", 450), source(unsettled=unsettled(WEEK.period.end)))


def folded_small_team() -> DigestInputs:
    teams = (Team(slug="finance", name="Finance"), Team(slug="ops", name="Finance Ops", parent="finance"))
    invoices = workflow("invoices", "Invoice matching", "invoice matched", team="finance", baseline=WITH_AI)
    closing = workflow("closing", "Month-end commentary", "commentary signed off", team="ops", baseline=WITH_AI)
    org = company(invoices, closing, teams=teams, people=(*staff("finance", 6), *staff("ops", 4)))
    costs, counts = history("invoices", "2.10", range(100, 106))
    return inputs(
        org,
        (
            *(replace(one, team="finance") for one in costs),
            cost("300", "invoices", team="finance"),
            cost("170", "closing", team="ops"),
            cost("80", team="finance"),
        ),
        (
            *(replace(one, team="finance") for one in counts),
            count(120, "invoices", team="finance"),
            count(14, "closing", team="ops"),
        ),
    )


def two_currencies() -> DigestInputs:
    both = one_workflow("900", 450)
    return replace(both, costs=(*both.costs, cost("210.40", "refunds", currency="EUR"), cost("12", currency="EUR")))


def shared_pool() -> DigestInputs:
    """The company of `ordinary` with a team of 18 more beside it, and a gateway that both share by headcount."""
    whole = ordinary()
    sales = Team(slug="sales", name="Sales")
    org = replace(
        whole.org,
        teams=(*whole.org.teams, sales),
        people=(*whole.org.people, *staff("sales", 18)),
        pools=(Pool(slug="gateway", name="Gateway", key=HEADCOUNT),),
    )
    return replace(whole, org=org, costs=(*whole.costs, cost("1000", team="shared:gateway")))


def unusual_days() -> DigestInputs:
    """The ordinary week with a day of a bit more than twice what is usual, of a team that has a budget."""
    whole = ordinary()
    monthly = Budget(
        scope_kind="team",
        scope="support",
        period="month",
        amount=Decimal(5500),
        currency="USD",
        owner="ana.silva@acme.example",
    )
    days = days_read(WEEK.period.end)
    shares = (Decimal("1.1"), Decimal("1.15"), Decimal("1.15"), Decimal("1.1"), Decimal(1), *[Decimal("0.75")] * 2)
    usual = {day: 240 * shares[day.weekday()] for day in days.days()}
    dear = WEEK.monday + DAY
    spent: dict[date, Decimal | None] = {**usual, dear: Decimal("620.40")}
    return replace(
        whole,
        org=replace(whole.org, budgets=(monthly,)),
        days=days,
        daily={("support", "USD"): spent},
        policies={"USD": DEFAULT},
    )


FORMS: dict[str, tuple[Callable[[], DigestInputs], str]] = {
    "ordinary": (ordinary, "support"),
    "settled": (settled, "support"),
    "few": (few, "support"),
    "none_accepted": (none_accepted, "support"),
    "first_week": (first_week, "support"),
    "empty": (empty, "support"),
    "cut_short": (cut_short, "support"),
    "restated": (restated, "support"),
    "unsettled": (unsettled_spend, "support"),
    "folded_small_team": (folded_small_team, "finance"),
    "two_currencies": (two_currencies, "support"),
    "shared_pool": (shared_pool, "support"),
    "unusual": (unusual_days, "support"),
}


def digest_of(form: str) -> Digest:
    made, team = FORMS[form]
    return compose(made(), team)
