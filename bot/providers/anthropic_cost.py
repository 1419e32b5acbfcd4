"""Pure: rows of Anthropic's analytics, and the charges that come of them: costs, and use that nobody bills."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from bot.facts.charge import Basis, Charge
from bot.facts.metered import Metered
from bot.facts.periods import DAY, midnight
from bot.facts.tokens import Tokens
from bot.providers.anthropic_actor import Actor
from bot.providers.anthropic_report import NAME
from bot.providers.anthropic_unbilled import not_billed, questioned, used
from bot.providers.marks import Mark
from bot.providers.reading import charge_id, numbered, tags

IN_SLACK = "claude_tag"
"""The product that is Claude in Slack."""
_BATCHES = "message_batches_api"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What costs and usage are both told apart by."""

    day: date
    actor: Actor
    key: str | None
    workspace: str | None
    model: str | None
    product: str | None

    def dimensions(self, mark: Mark) -> tuple[str | None, ...]:
        """Its values in the words of charge ids, in which a mark stands for whoever it is for."""
        actor = None if self.actor.identity is None else mark(self.actor.identity)
        return actor, self.key, self.workspace, self.model, self.product


@dataclass(frozen=True, kw_only=True)
class Cost:
    """One row of costs. Who asked in Slack, and in which channel, is known only of rows that were asked for by it."""

    cell: Cell
    cost_type: str | None
    token_type: str | None
    amount: Decimal
    list_amount: Decimal | None
    currency: str
    slack_user: str | None = None
    slack_channel: str | None = None

    @property
    def person(self) -> str | None:
        """Who it is for: the actor, or where that is nobody, the member of Slack who asked."""
        return self.cell.actor.person or (f"slack:{self.slack_user}" if self.slack_user else None)


@dataclass(frozen=True, kw_only=True)
class Use:
    """One row of usage."""

    cell: Cell
    tokens: Tokens
    requests: int | None

    @property
    def metered(self) -> Metered | None:
        """The use as metering, None where no model is named. Batches cost half, which only their product tells."""
        if self.cell.model is None:
            return None
        return Metered(
            provider=NAME,
            day=self.cell.day,
            model=self.cell.model,
            tokens=self.tokens,
            requests=self.requests,
            sub_account=self.cell.workspace,
            key=self.cell.key,
            person=self.cell.actor.person,
            terms=MappingProxyType({"processing": "batch"} if self.cell.product == _BATCHES else {}),
        )


def charges(costs: Iterable[Cost], uses: Iterable[Use], *, mark: Mark) -> tuple[Charge, ...]:
    """A charge for each cost, and one for each cell that has use and no cost at all; `mark` is for their ids."""
    stated = [(cost.cell, _charge(cost, mark)) for cost in costs]
    tokens = used((use.cell, use.tokens) for use in uses)
    unbilled = tokens.keys() - {cell for cell, _ in stated}
    return numbered([*questioned(stated, tokens), *(_unbilled(cell, tokens[cell].total(), mark) for cell in unbilled)])


def _charge(cost: Cost, mark: Mark) -> Charge:
    cell = cost.cell
    asked = mark(cost.slack_user) if cost.slack_user else None
    in_slack = (asked, cost.slack_channel) if asked or cost.slack_channel else ()
    return replace(
        _free(cell, mark, cost.cost_type, cost.token_type, *in_slack),
        currency=cost.currency,
        billed_cost=cost.amount,
        effective_cost=cost.amount,
        list_cost=cost.list_amount,
        token_type=cost.token_type or cost.cost_type,
        person=cost.person,
        tags=tags(product=cell.product, service_account=cell.actor.service_account, slack_channel=cost.slack_channel),
    )


def _unbilled(cell: Cell, quantity: int, mark: Mark) -> Charge:
    """Claude Enterprise (no workspace, no key) states only what goes beyond its seats (providers.md 2.4): all other
    use is included in them. Elsewhere nobody knows why it was not billed.
    """
    charge = replace(_free(cell, mark, "unbilled"), quantity=Decimal(quantity), unit="tokens")
    in_seat = cell.workspace is None and cell.key is None
    return replace(charge, basis=Basis.INCLUDED) if in_seat else not_billed(charge)


def _free(cell: Cell, mark: Mark, *more: str | None) -> Charge:
    """A charge of no money for the cell."""
    return Charge(
        id=charge_id(NAME, cell.day, *cell.dimensions(mark), *more),
        provider=NAME,
        starts_at=midnight(cell.day),
        ends_at=midnight(cell.day + DAY),
        currency="USD",
        billed_cost=Decimal(0),
        effective_cost=Decimal(0),
        sub_account=cell.workspace,
        key=cell.key,
        model=cell.model,
        line_item=cell.product,
        person=cell.actor.person,
        tags=tags(product=cell.product, service_account=cell.actor.service_account),
    )
