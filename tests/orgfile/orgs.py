"""Organisations of every kind, for property tests: valid as an org file asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.facts.benefit import Benefit, BenefitKind, Destination
from bot.facts.bill_limit import BillLimit
from bot.facts.connection import Connection
from bot.facts.effort import Effort
from bot.facts.expected import AS_WHAT, ExpectedSpend
from bot.facts.experiment import Experiment
from bot.facts.fx import BudgetRate, Fx
from bot.facts.grade import Grade
from bot.facts.invoice import Invoice
from bot.facts.org import AllocationRule, Baseline, Budget, Match, Membership, Org, OutcomeType, Person, Team, Workflow
from bot.facts.overlap import Overlap
from bot.facts.override import VERDICTS, Override
from bot.facts.policy import DEFAULT, Policy
from bot.facts.pool import POOL_KEYS, Pool
from bot.facts.price import NegotiatedPrice
from bot.orgfile.workflows import LAGS

patiently = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A whole organisation takes its time to invent, the more so where other tests run beside."""

TEAMS = ("support", "engineering", "payments-2")
EMAILS = ("ana.silva@acme.example", "rui.carvalho@acme.example", "yuki@acme.example")

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=15).map(str.strip).filter(bool)
remarks = texts.filter(lambda text: "@" not in text)
long_texts = st.lists(texts | st.sampled_from(["\n", "\t", '"', "\\", "'''"]), max_size=4).map("a ".join).map(str.strip)
channels = st.from_regex(r"[CG][A-Z0-9]{6,10}", fullmatch=True)
days = st.dates(date(2020, 1, 1), date(2029, 12, 31))
lengths = st.integers(1, 400).map(lambda count: timedelta(days=count))
money = st.decimals("0.01", "999999", places=2)
prefixes = st.builds(
    lambda text, star: (text.replace("*", "") + star).strip() or "x", texts, st.sampled_from(["", "*"])
)
parts = st.decimals("0.000001", "0.999999", places=6)
weights = st.dictionaries(st.sampled_from(TEAMS), st.integers(1, 10**9), min_size=1)
pools = st.builds(
    Pool, slug=st.sampled_from(["platform", "gateway"]), name=texts, key=st.sampled_from(POOL_KEYS)
) | st.builds(Pool, slug=st.just("evals"), name=texts, weights=weights.map(lambda given: tuple(sorted(given.items()))))
deputies = st.none() | st.sampled_from([*EMAILS, "board@elsewhere.example"])


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
        changed=draw(long_texts) or None,
        guardrail=draw(st.none() | texts),
        outcome=OutcomeType(
            unit=draw(texts),
            done=draw(long_texts) or None,
            level=draw(st.integers(2, 4)),
            reversal_days=draw(st.integers(0, 90)),
        ),
        baseline=draw(st.none() | st.just(baseline)),
        lag_days=draw(st.sampled_from(LAGS)),
        alternative=draw(st.none() | texts),
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


@st.composite
def _prices(draw: st.DrawFn) -> tuple[NegotiatedPrice, ...]:
    """Prices one after the other for each model."""
    prices = []
    for model in draw(st.lists(st.sampled_from(["gpt-5", "gpt-*", "*"]), max_size=2, unique=True)):
        since = draw(days)
        for agreed in draw(st.lists(st.booleans(), max_size=2)):
            until = since + draw(lengths)
            amount, discount = (draw(money), None) if agreed else (None, draw(parts))
            currency = draw(st.sampled_from(["USD", "EUR"])) if agreed else "USD"
            prices.append(
                NegotiatedPrice(
                    provider="openai",
                    model=model,
                    token_type=draw(st.none() | st.sampled_from(["output", "input*"])),
                    since=since,
                    until=until,
                    per_million=amount,
                    currency=currency,
                    discount=discount,
                )
            )
            since = until
    return tuple(prices)


_invoices = st.builds(
    lambda of, **fields: Invoice(**{of: "openai"}, **fields),
    st.sampled_from(["provider", "connection"]),
    month=st.dates(date(2020, 1, 1), date(2029, 12, 31)).map(lambda day: day.replace(day=1)),
    amount=money,
    currency=st.sampled_from(["USD", "EUR"]),
    number=st.none() | texts,
)


_connections = st.builds(
    Connection,
    slug=st.sampled_from(["openai-research", "labs"]),
    provider=st.sampled_from(["openai", "anthropic"]),
    key_env=st.sampled_from(["KEY_OF_LABS", "OPENAI_ADMIN_KEY_2"]),
    base_url=st.none() | st.just("https://gateway.acme.example/v1"),
)

_bills = st.builds(
    BillLimit,
    provider=st.none() | st.sampled_from(["aws", "microsoft*"]),
    service=st.lists(texts | st.just("Amazon Bedrock*"), min_size=1, max_size=2).map(tuple),
    service_category=st.sampled_from([(), ("AI and Machine Learning",)]),
    sku=st.sampled_from([(), ("QXF3*", "*-tokens")]),
)


def _same_invoice(invoice: Invoice) -> object:
    return replace(invoice, amount=Decimal(0))


@st.composite
def _benefits(draw: st.DrawFn, workflows: tuple[Workflow, ...]) -> Benefit:
    slugs = st.sampled_from([workflow.slug for workflow in workflows])
    kind = draw(st.sampled_from(BenefitKind))
    destination = draw(st.sampled_from(Destination)) if kind is BenefitKind.HOURS else Destination.UNKNOWN
    in_money = kind is not BenefitKind.HOURS
    names = slugs if destination is Destination.WORKFLOW else texts
    if kind in {BenefitKind.CASH, BenefitKind.REVENUE}:
        names |= st.none()
    elif not in_money and destination is Destination.UNKNOWN:
        names = st.none()
    return Benefit(
        workflow=draw(slugs),
        month=draw(days).replace(day=1),
        kind=kind,
        grade=draw(st.integers(1, 4)),
        hours=None if in_money else draw(st.decimals("0.5", "900", places=1)),
        destination=destination,
        amount=draw(money) if in_money else None,
        currency=draw(st.sampled_from(["USD", "EUR"])) if in_money else None,
        share=draw(st.just(Decimal(1)) | parts) if kind is BenefitKind.REVENUE else Decimal(1),
        name=draw(names),
        note=draw(st.none() | remarks),
    )


def _same_benefit(benefit: Benefit) -> object:
    """What is refused as the same: one named thing is told once a month, whatever it is called by."""
    return benefit.month, (benefit.name or f"{benefit.workflow} {benefit.kind}").casefold()


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
def _fx(draw: st.DrawFn) -> Fx:
    """A reporting currency, and budget rates one after the other."""
    rates, since = [], draw(days)
    for rate in draw(st.lists(st.decimals("0.0001", "200", places=4), max_size=3)):
        until = since + draw(lengths)
        rates.append(BudgetRate(currency="EUR", rate=rate, since=since, until=until))
        since = until
    return Fx(currency="USD", rates=draw(st.none() | texts), budget_rates=tuple(rates))


@st.composite
def _policies(draw: st.DrawFn) -> Policy:
    """Some numbers as they are, some chosen, and the weights of grades, which rise."""
    weights = sorted(draw(st.lists(parts, min_size=4, max_size=4)))
    chosen = {
        "change_margin": st.decimals("1.01", "3", places=2).map(float),
        "usual_correlation": st.decimals("0", "0.9", places=1).map(float),
        "least_acceptance": parts.map(float),
        "anomaly_from": money,
        "redeployed": parts,
        "paid_hours": st.decimals("0.5", "168", places=1),
        "ramp_weeks": st.integers(0, 52),
        "fewest_shown": st.integers(5, 50),
        "weights": st.just(dict(zip(Grade, [Decimal(0), *weights], strict=True))),
    }
    return replace(DEFAULT, **draw(st.fixed_dictionaries({}, optional=chosen)))


@st.composite
def _budgets(draw: st.DrawFn, workflows: tuple[Workflow, ...]) -> Budget:
    scopes = [("org", None), ("provider", "openai"), *(("team", team) for team in TEAMS)]
    kind, scope = draw(st.sampled_from([*scopes, *(("workflow", workflow.slug) for workflow in workflows)]))
    return Budget(
        scope_kind=kind,
        scope=scope,
        period=draw(st.sampled_from(["month", "quarter", "year"])),
        amount=draw(money),
        currency="USD",
        owner=draw(st.sampled_from(EMAILS)),
        delegate=draw(deputies),
        approver=draw(deputies),
        thresholds=tuple(sorted(draw(st.sets(st.integers(1, 300), min_size=1, max_size=4)))),
        since=draw(st.none() | days),
    )


@st.composite
def orgs(draw: st.DrawFn) -> Org:
    """A whole organisation whose names all lead somewhere."""
    slugs = draw(st.lists(st.sampled_from(["refunds", "code-review", "kb"]), unique=True))
    workflows = tuple(draw(_workflows(slug)) for slug in slugs)
    budgets = st.lists(_budgets(workflows), max_size=3, unique_by=lambda budget: (budget.scope_kind, budget.scope))
    shared = tuple(draw(st.lists(pools, max_size=3, unique_by=lambda pool: pool.slug)))
    return Org(
        teams=tuple(draw(_teams(number)) for number in range(len(TEAMS))),
        people=tuple(draw(_people(email)) for email in EMAILS),
        workflows=workflows,
        pools=shared,
        rules=tuple(draw(st.lists(_rules(workflows, shared), max_size=4))),
        overlaps=tuple(draw(st.lists(_overlaps(), max_size=3))),
        connections=tuple(draw(st.lists(_connections, max_size=2, unique_by=lambda one: one.slug))),
        budgets=tuple(draw(budgets)),
        prices=draw(_prices()),
        bills=tuple(draw(st.lists(_bills, max_size=3))),
        invoices=tuple(draw(st.lists(_invoices, max_size=3, unique_by=_same_invoice))),
        benefits=tuple(draw(st.lists(_benefits(workflows), max_size=3, unique_by=_same_benefit))) if workflows else (),
        overrides=tuple(draw(_overrides(workflow.slug)) for workflow in workflows if draw(st.booleans())),
        expected=tuple(draw(_expected(team)) for team in TEAMS if draw(st.booleans())),
        fx=draw(st.none() | _fx()),
        fiscal_year_starts=draw(st.integers(1, 12)),
        policy=draw(st.just(DEFAULT) | _policies()),
    )
