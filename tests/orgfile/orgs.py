"""Organisations of every kind, for property tests: valid as an org file asks."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.facts.connection import Connection
from bot.facts.effort import Effort
from bot.facts.expected import AS_WHAT, ExpectedSpend
from bot.facts.experiment import Experiment
from bot.facts.org import AllocationRule, Baseline, Match, Membership, Org, OutcomeType, Person, Team, Workflow
from bot.facts.overlap import Overlap
from bot.facts.override import VERDICTS, Override
from bot.facts.policy import DEFAULT
from bot.facts.pool import POOL_KEYS, Pool
from bot.orgfile.workflows import LAGS
from tests.orgfile.orgs_money import (
    benefits,
    bills,
    budgets,
    fx,
    invoices,
    policies,
    prices,
    same_benefit,
    same_invoice,
)
from tests.orgfile.orgs_values import EMAILS, TEAMS, days, deputies, lengths, money, parts, remarks, texts

patiently = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A whole organisation takes its time to invent, the more so where other tests run beside."""

lines = remarks | st.sampled_from(["\n", "\t", '"', "\\", "'''"])
long_remarks = st.lists(lines, max_size=4).map("a ".join).map(str.strip)
channels = st.from_regex(r"[CG][A-Z0-9]{6,10}", fullmatch=True)
prefixes = st.builds(
    lambda text, star: (text.replace("*", "") + star).strip() or "x", texts, st.sampled_from(["", "*"])
)
weights = st.dictionaries(st.sampled_from(TEAMS), st.integers(1, 10**9), min_size=1)
pools = st.builds(
    Pool, slug=st.sampled_from(["platform", "gateway"]), name=texts, key=st.sampled_from(POOL_KEYS)
) | st.builds(Pool, slug=st.just("evals"), name=texts, weights=weights.map(lambda given: tuple(sorted(given.items()))))


@st.composite
def _teams(draw: st.DrawFn, number: int) -> Team:
    return Team(
        slug=TEAMS[number],
        name=draw(texts),
        channel=draw(channels),
        parent=draw(st.none() | st.just(TEAMS[number - 1])) if number else None,
        cost_centre=draw(st.none() | texts),
        timezone=draw(st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata"])),
    )


@st.composite
def _people(draw: st.DrawFn, email: str) -> Person:
    memberships = []
    since = draw(days)
    for team in draw(st.lists(st.sampled_from(TEAMS), max_size=3)):
        until = since + draw(lengths)
        weight = draw(st.decimals("0.1", "1", places=1))
        memberships.append(Membership(team=team, since=since, until=until, weight=weight))
        since = until
    ids = tuple(f"{called}:{email}" for called in draw(st.lists(st.sampled_from(["github", "cursor"]), unique=True)))
    return Person(email=email, name=draw(st.none() | texts), ids=ids, memberships=tuple(memberships))


_efforts = st.builds(
    Effort,
    minutes=st.decimals("0", "600", places=1),
    rework_minutes=st.decimals("0", "60", places=1),
    hourly=money,
    currency=st.sampled_from(["USD", "EUR"]),
    grade=st.integers(1, 4),
)


@st.composite
def _experiments(draw: st.DrawFn) -> Experiment:
    since = draw(days)
    return Experiment(
        question=draw(remarks),
        envelope=draw(money),
        currency=draw(st.sampled_from(["USD", "EUR"])),
        since=since,
        until=since + timedelta(days=draw(st.integers(1, 91))),
    )


@st.composite
def _workflows(draw: st.DrawFn, slug: str) -> Workflow:
    launched = draw(st.none() | days)
    until = draw(days) if launched is None else launched
    baseline = Baseline(
        cost=draw(money),
        currency=draw(st.sampled_from(["USD", "EUR"])),
        since=until - draw(lengths),
        until=until,
        n=draw(st.none() | st.integers(1, 10_000)),
        minutes=draw(st.none() | st.decimals("0.5", "600", places=1)),
        grade=draw(st.integers(1, 4)),
    )
    return Workflow(
        slug=slug,
        name=draw(texts),
        team=draw(st.sampled_from(TEAMS)),
        owner=draw(st.sampled_from(EMAILS)),
        delegate=draw(deputies),
        aliases=draw(st.sampled_from([(), (f"{slug} alias",), (f"{slug} “one”", f"zwei {slug}")])),
        launched=launched,
        changed=draw(long_remarks) or None,
        guardrail=draw(st.none() | remarks),
        outcome=OutcomeType(
            unit=draw(texts),
            done=draw(long_remarks) or None,
            level=draw(st.integers(2, 4)),
            reversal_days=draw(st.integers(0, 90)),
        ),
        baseline=draw(st.none() | st.just(baseline)),
        lag_days=draw(st.sampled_from(LAGS)),
        alternative=draw(st.none() | remarks),
        is_customer_facing=draw(st.none() | st.booleans()),
        backlog=draw(st.none() | days),
        stopped=draw(st.none() | st.just((launched or date(2026, 1, 1)) + draw(lengths))),
        experiment=draw(st.none() | _experiments()),
        effort=draw(st.none() | _efforts),
    )


@st.composite
def _rules(draw: st.DrawFn, workflows: tuple[Workflow, ...], pools: tuple[Pool, ...]) -> AllocationRule:
    workflow = draw(st.none() | st.sampled_from(workflows)) if workflows else None
    pool = draw(st.sampled_from(pools)).slug if pools and workflow is None and draw(st.booleans()) else None
    fields = ("connection", "billing_account", "sub_account", "key", "model", "line_item", "service_account")
    given = draw(st.dictionaries(st.sampled_from(fields), prefixes))
    tags = draw(st.dictionaries(texts, texts, max_size=2))
    since = draw(st.none() | days)
    return AllocationRule(
        match=Match(provider="openai", person=draw(deputies), tags=tuple(sorted(tags.items())), **given),
        team=workflow.team if workflow else None if pool else draw(st.sampled_from(TEAMS)),
        workflow=workflow.slug if workflow else None,
        pool=pool,
        share=draw(st.none() | parts),
        since=since,
        until=draw(st.none() | st.just((since or date(2026, 1, 1)) + draw(lengths))),
    )


@st.composite
def _overlaps(draw: st.DrawFn) -> Overlap:
    """One of a gateway or a file that is covered by a provider's own figures, so that none can cover another."""
    since = draw(st.none() | days)
    return Overlap(
        connection=draw(st.sampled_from(["litellm", "focus:*", "focus:aws"])),
        covered_by=draw(st.sampled_from(["openai", "anthropic*"])),
        provider=draw(st.none() | st.just("openai")),
        tags=draw(st.sampled_from([(), (("llm_provider", "openai"),), (("a b", "x*"), ("env", "prod"))])),
        since=since,
        until=draw(st.none() | st.just((since or date(2026, 1, 1)) + draw(lengths))),
    )


_connections = st.builds(
    Connection,
    slug=st.sampled_from(["openai-research", "labs"]),
    provider=st.sampled_from(["openai", "anthropic"]),
    key_env=st.sampled_from(["KEY_OF_LABS", "OPENAI_ADMIN_KEY_2"]),
    base_url=st.none() | st.just("https://gateway.acme.example/v1"),
)


@st.composite
def _overrides(draw: st.DrawFn, workflow: str) -> Override:
    since = draw(days)
    return Override(
        workflow=workflow,
        verdict=draw(st.sampled_from(VERDICTS)),
        by=draw(st.sampled_from(["finance", "head of support"])),
        reason=draw(remarks),
        since=since,
        until=since + timedelta(days=draw(st.integers(1, 91))),
    )


@st.composite
def _expected(draw: st.DrawFn, team: str) -> ExpectedSpend:
    since = draw(days)
    return ExpectedSpend(
        team=team,
        as_what=draw(st.sampled_from(AS_WHAT)),
        reason=draw(remarks),
        since=since,
        until=since + draw(lengths),
    )


@st.composite
def orgs(draw: st.DrawFn) -> Org:
    """A whole organisation whose names all lead somewhere."""
    slugs = draw(st.lists(st.sampled_from(["refunds", "code-review", "kb"]), unique=True))
    workflows = tuple(draw(_workflows(slug)) for slug in slugs)
    planned = st.lists(budgets(workflows), max_size=3, unique_by=lambda budget: (budget.scope_kind, budget.scope))
    shared = tuple(draw(st.lists(pools, max_size=3, unique_by=lambda pool: pool.slug)))
    return Org(
        teams=tuple(draw(_teams(number)) for number in range(len(TEAMS))),
        people=tuple(draw(_people(email)) for email in EMAILS),
        workflows=workflows,
        pools=shared,
        rules=tuple(draw(st.lists(_rules(workflows, shared), max_size=4))),
        overlaps=tuple(draw(st.lists(_overlaps(), max_size=3))),
        connections=tuple(draw(st.lists(_connections, max_size=2, unique_by=lambda one: one.slug))),
        budgets=tuple(draw(planned)),
        prices=draw(prices()),
        bills=tuple(draw(st.lists(bills, max_size=3))),
        invoices=tuple(draw(st.lists(invoices, max_size=3, unique_by=same_invoice))),
        benefits=tuple(draw(st.lists(benefits(workflows), max_size=3, unique_by=same_benefit))) if workflows else (),
        overrides=tuple(draw(_overrides(workflow.slug)) for workflow in workflows if draw(st.booleans())),
        expected=tuple(draw(_expected(team)) for team in TEAMS if draw(st.booleans())),
        fx=draw(st.none() | fx()),
        fiscal_year_starts=draw(st.integers(1, 12)),
        policy=draw(st.just(DEFAULT) | policies()),
    )
