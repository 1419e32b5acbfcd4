"""Pure: the costs of Claude in Slack by channel: a second view of money that is counted already, so never added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.providers.anthropic_cost import Cost
from bot.providers.reading import known_sum


def told_apart(costs: Iterable[Cost], in_slack: Iterable[Cost]) -> list[Cost]:
    """The costs, each of which the second view tells more about in the pieces that view has of it.

    Only where the pieces sum to it exactly, in what was billed and at list prices, and the model and kind of token and
    person are the same: anything else was revised between the two questions, or is no second view of it.
    """
    whole, pieces = _by_cell(costs), _by_cell(in_slack)
    return [
        cost
        for cell, mine in whole.items()
        for cost in (pieces[cell] if _sums(pieces.get(cell)) == _sums(mine) else mine)
    ]


def _by_cell(costs: Iterable[Cost]) -> dict[Cost, list[Cost]]:
    """By all that both views tell: the cost itself without amounts and without where it was asked."""
    cells: defaultdict[Cost, list[Cost]] = defaultdict(list)
    for cost in costs:
        cell = replace(cost, amount=Decimal(0), list_amount=None, slack_user=None, slack_channel=None)
        cells[cell].append(cost)
    return cells


def _sums(costs: Sequence[Cost] | None) -> tuple[Decimal, Decimal | None] | None:
    """What was billed, and what it is at list prices, None where any of it does not say."""
    if costs is None:
        return None
    return sum((cost.amount for cost in costs), Decimal(0)), known_sum(cost.list_amount for cost in costs)
