"""Pure: what was used and not billed, which is never presented as measured to be free (AC-C8, AC-D1)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from bot.facts.charge import Basis, Charge
from bot.facts.reason import NOT_BILLED, because
from bot.facts.tokens import TokenKind, Tokens, kind_of

Cell = TypeVar("Cell", bound=Hashable)
Used = Mapping[Cell, Counter[TokenKind]]


def used(uses: Iterable[tuple[Cell, Tokens]]) -> dict[Cell, Counter[TokenKind]]:
    """The tokens of each cell that has any."""
    found: defaultdict[Cell, Counter[TokenKind]] = defaultdict(Counter)
    for cell, tokens in uses:
        if tokens:
            found[cell].update(tokens)
    return dict(found)


def questioned(stated: Sequence[tuple[Cell, Charge]], tokens: Used[Cell]) -> list[Charge]:
    """The charges; where all of a cell's tokens of one kind come to nothing, and no list price says that a discount
    took it, what they really cost is left to be estimated.
    """
    sums: defaultdict[tuple[Cell, str | None], Decimal] = defaultdict(Decimal)
    for cell, charge in stated:
        sums[cell, charge.token_type] += abs(charge.billed_cost or Decimal(0)) + abs(charge.list_cost or Decimal(0))
    return [
        charge if sums[cell, charge.token_type] or not _is_used(charge, tokens.get(cell, {})) else not_billed(charge)
        for cell, charge in stated
    ]


def not_billed(charge: Charge) -> Charge:
    """The charge with its effective cost left to be estimated."""
    return because(replace(charge, effective_cost=None, basis=Basis.ESTIMATED), NOT_BILLED)


def _is_used(charge: Charge, tokens: Mapping[TokenKind, int]) -> bool:
    kind = kind_of(charge.token_type) if charge.token_type else None
    return kind is not None and bool(tokens.get(kind))
