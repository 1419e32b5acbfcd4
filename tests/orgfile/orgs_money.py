"""The money of invented organisations: prices, bills and invoices, what workflows brought, budgets and their rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from bot.facts.benefit import Benefit, BenefitKind, Destination
from bot.facts.bill_limit import BillLimit
from bot.facts.fx import BudgetRate, Fx
from bot.facts.grade import Grade
from bot.facts.invoice import Invoice
from bot.facts.org import Budget, Workflow
from bot.facts.policy import DEFAULT, Policy
from bot.facts.price import NegotiatedPrice
from tests.orgfile.orgs_values import EMAILS, TEAMS, days, deputies, lengths, money, parts, remarks, texts


@st.composite
def prices(draw: st.DrawFn) -> tuple[NegotiatedPrice, ...]:
    """Prices one after the other for each model."""
    found = []
    for model in draw(st.lists(st.sampled_from(["gpt-5", "gpt-*", "*"]), max_size=2, unique=True)):
        since = draw(days)
        for agreed in draw(st.lists(st.booleans(), max_size=2)):
            until = since + draw(lengths)
            amount, discount = (draw(money), None) if agreed else (None, draw(parts))
            currency = draw(st.sampled_from(["USD", "EUR"])) if agreed else "USD"
            found.append(
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
    return tuple(found)


invoices = st.builds(
    lambda of, **fields: Invoice(**{of: "openai"}, **fields),
    st.sampled_from(["provider", "connection"]),
    month=st.dates(date(2020, 1, 1), date(2029, 12, 31)).map(lambda day: day.replace(day=1)),
    amount=money,
    currency=st.sampled_from(["USD", "EUR"]),
    number=st.none() | texts,
)

bills = st.builds(
    BillLimit,
    provider=st.none() | st.sampled_from(["aws", "microsoft*"]),
    service=st.lists(texts | st.just("Amazon Bedrock*"), min_size=1, max_size=2).map(tuple),
    service_category=st.sampled_from([(), ("AI and Machine Learning",)]),
    sku=st.sampled_from([(), ("QXF3*", "*-tokens")]),
)


def same_invoice(invoice: Invoice) -> object:
    return replace(invoice, amount=Decimal(0))


@st.composite
def benefits(draw: st.DrawFn, workflows: tuple[Workflow, ...]) -> Benefit:
    slugs = st.sampled_from([workflow.slug for workflow in workflows])
    kind = draw(st.sampled_from(BenefitKind))
    destination = draw(st.sampled_from(Destination)) if kind is BenefitKind.HOURS else Destination.UNKNOWN
    in_money = kind is not BenefitKind.HOURS
    names = slugs if destination is Destination.WORKFLOW else remarks
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


def same_benefit(benefit: Benefit) -> object:
    """What is refused as the same: one named thing is told once a month, whatever it is called by."""
    return benefit.month, (benefit.name or f"{benefit.workflow} {benefit.kind}").casefold()


@st.composite
def fx(draw: st.DrawFn) -> Fx:
    """A reporting currency, and budget rates one after the other."""
    rates, since = [], draw(days)
    for rate in draw(st.lists(st.decimals("0.0001", "200", places=4), max_size=3)):
        until = since + draw(lengths)
        rates.append(BudgetRate(currency="EUR", rate=rate, since=since, until=until))
        since = until
    return Fx(currency="USD", rates=draw(st.none() | texts), budget_rates=tuple(rates))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
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
def budgets(draw: st.DrawFn, workflows: tuple[Workflow, ...]) -> Budget:
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
