"""What a cell is called: a number made from its dimensions, so that everybody gives the same cell the same one."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Any

from bot.facts.charge import Charge
from bot.ledger.columns import dimension_columns
from bot.ledger.naming import digest, number

_NAMES = tuple(column.name for column in dimension_columns())
_MOST_REMEMBERED = 150_000
_NO_TAGS = "{}"

Dimensions = tuple[Any, ...]
"""The slug of the connection, then what `columns.dimension_columns` lists, as it is stored."""


def dimensions(connection: str, charge: Charge, pseudonym: Callable[[str], str]) -> Dimensions:
    """What tells the cell of a charge of the connection from others; its person only as a pseudonym."""
    return (
        connection,
        charge.provider,
        charge.billing_account,
        charge.sub_account,
        charge.key,
        charge.model,
        charge.line_item,
        charge.token_type,
        None if charge.person is None else pseudonym(charge.person),
        charge.category,
        charge.basis,
        charge.correction,
        charge.additive,
        charge.currency,
        charge.unit,
        _tags(tuple(charge.tags.items())) if charge.tags else _NO_TAGS,
    )


@lru_cache(maxsize=_MOST_REMEMBERED)
def cell_id(found: Dimensions) -> int:
    """The id of the cell with these dimensions: the first 63 bits of its digest.

    Of two hundred thousand ledgers with ten million cells each, one would have two cells with one id. They are refused
    where both are new at once (`cells.make_missing`); one that comes later is taken for the first, since comparing the
    digest of every charge with the stored one would take a tenth of its time.
    """
    return number(digest(found))


def cell_row(found: Dimensions) -> tuple[Any, ...]:
    """The cell as a row of the driver: its id, its digest, the slug of its connection and its dimensions."""
    return cell_id(found), digest(found), *(value.value if isinstance(value, StrEnum) else value for value in found)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _tags(tags: tuple[tuple[str, str], ...]) -> str:
    return json.dumps(dict(tags), sort_keys=True, ensure_ascii=False)
