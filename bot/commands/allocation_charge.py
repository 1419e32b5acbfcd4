"""How one charge is shown with its pieces, to the nano."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import click

from bot.commands import output
from bot.commands.allocation_ways import sentences, who
from bot.ledger.allocation import Placement
from bot.ledger.charge_pieces import Amounts, Pieces
from bot.ledger.columns import AMOUNTS
from bot.ledger.explanation import Placed, Way, part_of, way_of
from bot.ledger.near_misses import miss_said
from bot.ledger.rule_words import Called, percent, reason_said, told_reason

_MOST_SHOWN = 5


def as_json(charge: Pieces, placement: Placement, called: Called) -> dict[str, object]:
    """All of it, ids raw; the pieces sum to the charge in every amount that is known."""
    way = _way(charge, placement)
    return {
        "charge": charge.id,
        "connection": charge.cell.connection,
        "scope": charge.scope,
        "day": charge.day,
        "additive": charge.additive,
        "currency": charge.currency,
        **_costs(charge.amounts),
        "pieces": [
            {
                "team": segment.team,
                "workflow": segment.workflow,
                "class": segment.allocation_class.value,
                "reason": told_reason(segment.reason, placement.rules),
                "part": str(part_of(segment)),
                **_costs(amounts),
            }
            for segment, amounts in charge.pieces
        ],
        "reasons": {reason: reason_said(reason, placement, called) for reason in way.reasons},
        "near": [
            {"rule": miss.number, "field": miss.field, "says": miss_said(miss, called)} for miss in way.near or ()
        ],
    }


def show(charges: Sequence[Pieces], placement: Placement, called: Called) -> None:
    """Each row of the charge with its pieces, and what they sum to."""
    for charge in charges[:_MOST_SHOWN]:
        where = f"{charge.cell.connection} on {charge.day}"
        output.words(f"Charge {charge.id} of {where}, in {charge.currency}", indent=2)
        shown = [name for name in AMOUNTS if _is_shown(name, charge.amounts)]
        rows = [
            (
                percent(part_of(segment)),
                who(segment),
                told_reason(segment.reason, placement.rules) or "no rule",
                *_exact(amounts, shown),
            )
            for segment, amounts in charge.pieces
        ]
        output.table(
            ("part", "whose", "by", *shown),
            [*rows, ("100%", "the charge", "", *_exact(charge.amounts, shown))],
            right=("part", *shown),
        )
        for sentence in sentences(_way(charge, placement), placement, called):
            output.words(sentence, indent=2)
        click.echo()
    if len(charges) > _MOST_SHOWN:
        output.words(f"And {len(charges) - _MOST_SHOWN} more rows with this id; --day D shows those of a day.")


def _way(charge: Pieces, placement: Placement) -> Way:
    segments = tuple(segment for segment, _ in charge.pieces)
    one = Placed(cell=charge.cell, currency=charge.currency, segments=segments, costs={}, additive=charge.additive)
    return way_of([one], placement.rules, charge.day)


def _is_shown(name: str, amounts: Amounts) -> bool:
    """Whether an amount is worth a column: what was billed, and the others where they say something else."""
    billed, amount = amounts[0], amounts[AMOUNTS.index(name)]
    return name == AMOUNTS[0] or (amount is not None and amount != billed)


def _exact(amounts: Amounts, names: Sequence[str]) -> list[str]:
    return ["unknown" if (one := amounts[AMOUNTS.index(name)]) is None else f"{one:,.9f}" for name in names]


def _costs(amounts: Amounts) -> dict[str, Decimal | None]:
    return {f"{name}_cost": amount for name, amount in zip(AMOUNTS, amounts, strict=True)}
