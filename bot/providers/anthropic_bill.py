"""Pure: what comes of Anthropic's older reports: lines of a bill, use that it leaves out, and use paid for ahead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from bot.facts.charge import Basis, Charge
from bot.facts.metered import Metered
from bot.facts.periods import DAY, midnight
from bot.facts.reason import COMMITTED, because
from bot.facts.tokens import Tokens
from bot.providers.anthropic_report import NAME
from bot.providers.anthropic_unbilled import not_billed, questioned, used
from bot.providers.reading import charge_id, numbered, tags

_PRIORITY = "priority"

_Cell = tuple[date, str | None, str | None]


@dataclass(frozen=True, kw_only=True)
class Use:
    """One row of usage."""

    day: date
    workspace: str | None
    key: str | None
    model: str | None
    tier: str | None
    context: str | None
    tokens: Tokens

    @property
    def is_paid_ahead(self) -> bool:
        """Whether it is of a Priority Tier, which no report prices (providers.md 2.2)."""
        return self.tier == _PRIORITY

    @property
    def cell(self) -> _Cell:
        """What the bill tells apart."""
        return self.day, self.workspace, self.model

    @property
    def metered(self) -> Metered | None:
        """The use as metering, None where no model is named."""
        if self.model is None:
            return None
        return Metered(
            provider=NAME,
            day=self.day,
            model=self.model,
            tokens=self.tokens,
            sub_account=self.workspace,
            key=self.key,
            tags=tags(service_tier=self.tier, context_window=self.context),
            terms=MappingProxyType(_terms(self.tier)),
        )


def charges(lines: Iterable[Charge], uses: Sequence[Use]) -> tuple[Charge, ...]:
    """The lines, a charge for each of their cells that has use and no line at all, and one for use paid for ahead."""
    stated = [((line.day, line.sub_account, line.model), line) for line in lines]
    tokens = used((use.cell, use.tokens) for use in uses if not use.is_paid_ahead)
    unbilled = tokens.keys() - {cell for cell, _ in stated}
    return numbered(
        [
            *questioned(stated, tokens),
            *(not_billed(_for_use("unbilled", cell, quantity=tokens[cell].total())) for cell in unbilled),
            *_paid_ahead(uses),
        ]
    )


def line(day: date, *told: str | None, currency: str, amount: Decimal, **said: Any) -> Charge:
    """A line of the bill; `told` is all by which the report tells it from others of its day."""
    return replace(_free(day, *told), currency=currency, billed_cost=amount, effective_cost=amount, **said)


def _paid_ahead(uses: Iterable[Use]) -> Iterator[Charge]:
    """Priority Tier: included in what was paid ahead, so that it takes no part of what others cost."""
    cells = used(((use.cell, use.key), use.tokens) for use in uses if use.is_paid_ahead)
    for (cell, key), counted in cells.items():
        charge = replace(_for_use(_PRIORITY, cell, key, quantity=counted.total()), basis=Basis.INCLUDED, key=key)
        yield because(replace(charge, tags=tags(service_tier=_PRIORITY)), COMMITTED)


def _for_use(what: str, cell: _Cell, *more: str | None, quantity: int) -> Charge:
    day, workspace, model = cell
    charge = _free(day, what, workspace, model, *more)
    return replace(
        charge, sub_account=workspace, model=model, line_item=what, quantity=Decimal(quantity), unit="tokens"
    )


def _free(day: date, *told: str | None) -> Charge:
    return Charge(
        id=charge_id(NAME, day, *told),
        provider=NAME,
        starts_at=midnight(day),
        ends_at=midnight(day + DAY),
        currency="USD",
        billed_cost=Decimal(0),
        effective_cost=Decimal(0),
    )


def _terms(tier: str | None) -> dict[str, str]:
    """What the tier means to a price, in the words of genai-prices."""
    if tier in {None, "standard"}:
        return {}
    return {"processing": "batch"} if tier == "batch" else {"service_tier": str(tier)}
