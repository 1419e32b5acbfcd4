"""Anthropic's Usage and Cost Analytics API (since 29 Oct 2026): costs by person, key, workspace, model and product.

Amounts are after discounts and before credits. At most five groupings are allowed, not counting the two of cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.facts.charge import Charge
from bot.facts.metered import Dimension
from bot.facts.periods import DAY, Period, midnight
from bot.providers.answer import Answer
from bot.providers.anthropic_actor import Actor
from bot.providers.anthropic_report import LONGEST_DAYS, NAME, Report, currency, day_of, dollars, optional_dollars, tags
from bot.providers.base import Progress
from bot.providers.http import Api
from bot.providers.reading import Control, charge_id, numbered

COST = "/v1/organizations/analytics/cost"
_GROUPING = ["actor", "api_key_id", "workspace_id", "model", "product", "cost_type", "token_type"]
_ROWS = 1000


@dataclass(frozen=True, kw_only=True)
class Cost:
    """One row of costs: an amount, and all that tells it apart from others of its day."""

    day: date
    actor: Actor
    key: str | None
    workspace: str | None
    model: str | None
    product: str | None
    cost_type: str | None
    token_type: str | None
    amount: Decimal
    list_amount: Decimal | None
    currency: str


def report(api: Api, window: Period, *, progress: Progress) -> Report:
    """All costs of the window."""
    costs: list[Cost] = []
    control: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
    refreshed: list[datetime] = []
    for chunk in window.chunks(LONGEST_DAYS):
        for page in api.pages(COST, query(chunk, _GROUPING)):
            if at := page.optional_instant("data_refreshed_at"):
                refreshed.append(at)
            costs += [_cost(day, row) for day, row in _rows(page, chunk)]
        for moment, amount in _control(api, chunk).items():
            control[moment] += amount
        progress(chunk)
    return Report(
        charges=numbered(_charge(cost) for cost in costs),
        control=control,
        billed_by=frozenset(Dimension),
        as_of=min(refreshed, default=None),
    )


def query(days: Period, grouping: list[str]) -> dict[str, str | int | bool | list[str]]:
    """What is asked of a report for some days."""
    asked: dict[str, str | int | bool | list[str]] = {
        "starting_at": f"{days.start}T00:00:00Z",
        "ending_at": f"{days.end}T00:00:00Z",
        "time_bucket_width": "1d",
        "limit": _ROWS,
    }
    return asked | {"group_by[]": grouping} if grouping else asked


def _control(api: Api, chunk: Period) -> Control:
    """The sum of each day, read without any grouping."""
    control: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
    for page in api.pages(COST, query(chunk, [])):
        for day, row in _rows(page, chunk):
            cost = row.part("cost")
            control[day, currency(cost)] += dollars(cost, "amount")
    return control


def _rows(page: Answer, chunk: Period) -> Iterator[tuple[date, Answer]]:
    """Each row with its UTC day."""
    for row in page.parts("data"):
        if day := day_of(row, chunk):
            yield day, row


def _cost(day: date, row: Answer) -> Cost:
    group, cost = row.part("group"), row.part("cost")
    key, workspace, model, product, cost_type, token_type = (group.optional_text(name) for name in _GROUPING[1:])
    return Cost(
        day=day,
        actor=Actor.of(group.optional_part("actor")),
        key=key,
        workspace=workspace,
        model=model,
        product=product,
        cost_type=cost_type,
        token_type=token_type,
        amount=dollars(cost, "amount"),
        list_amount=optional_dollars(cost, "list_amount"),
        currency=currency(cost),
    )


def _charge(cost: Cost) -> Charge:
    dimensions = (cost.key, cost.workspace, cost.model, cost.product, cost.cost_type, cost.token_type)
    return Charge(
        id=charge_id(NAME, cost.day, cost.actor.mark, *dimensions),
        provider=NAME,
        starts_at=midnight(cost.day),
        ends_at=midnight(cost.day + DAY),
        currency=cost.currency,
        billed_cost=cost.amount,
        effective_cost=cost.amount,
        list_cost=cost.list_amount,
        sub_account=cost.workspace,
        key=cost.key,
        model=cost.model,
        line_item=cost.product,
        token_type=cost.token_type or cost.cost_type,
        person=cost.actor.person,
        tags=tags(product=cost.product, service_account=cost.actor.service_account),
    )
