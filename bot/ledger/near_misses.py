"""Pure: which rules nearly placed a cell, and what kept them from it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.facts.org import AllocationRule
from bot.ledger.allocation import Cell
from bot.ledger.claims import holds
from bot.ledger.rule_words import COARSE, Called, as_it_is, called_field, dates_said
from bot.ledger.rules import agrees, wanted

_ALIKE = 0.85
"""Two ids that are more alike than this are one of them misspelt."""


@dataclass(frozen=True, kw_only=True)
class NearMiss:
    """A rule that agrees in all but `field`, where it asks for `wanted` and the cells have those of `found`.

    Without a field it agrees in all, and is not in force on the day.
    """

    number: int
    rule: AllocationRule
    field: str | None = None
    wanted: str | None = None
    found: frozenset[str | None] = frozenset()


def near_misses(cell: Cell, rules: Sequence[AllocationRule], day: date) -> Iterator[NearMiss]:
    """The rules that place nothing of the cell on the day and nearly would, in their order.

    Nearly: all is as the rule asks but the day; or but one field, where another that is finer than provider, connection
    and billing account agrees, or the two values may be one of them misspelt. Rules about a person are passed over:
    who knows the rule would know whose use it was.
    """
    for number, rule in enumerate(rules, 1):
        if rule.match.person is not None:
            continue
        named = tuple(wanted(rule.match))
        differing = [(field, value) for field, value in named if not agrees(value, cell.says.get(field))]
        if not differing and not holds(rule, day):
            yield NearMiss(number=number, rule=rule)
        if len(differing) == 1:
            ((field, value),) = differing
            found = cell.says.get(field)
            if {name for name, _ in named} - COARSE - {field} or _may_be_misspelt(value, found):
                name = called_field(field)
                yield NearMiss(number=number, rule=rule, field=name, wanted=value, found=frozenset([found]))


def miss_said(miss: NearMiss, called: Called = as_it_is) -> str:
    """`rule 5 matches all but the key: it asks for key_a, not key_b`."""
    if miss.field is None:
        return f"rule {miss.number} matches, but holds only {dates_said(miss.rule)}"
    assert miss.wanted is not None
    others = [called(miss.field, value) for value in sorted(value for value in miss.found if value is not None)]
    instead = f"not {' or '.join(others)}" if len(others) in {1, 2} else "none of these" if others else "there is none"
    kind = miss.field.replace("_", " ")
    return f"rule {miss.number} matches all but the {kind}: it asks for {called(miss.field, miss.wanted)}, {instead}"


def _may_be_misspelt(value: str, found: str | None) -> bool:
    if found is None or value.endswith("*"):
        return False
    compared = difflib.SequenceMatcher(None, value.casefold(), found.casefold())
    return compared.real_quick_ratio() > _ALIKE and compared.quick_ratio() > _ALIKE and compared.ratio() > _ALIKE
