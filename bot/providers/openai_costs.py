"""OpenAI's Costs endpoint: what each project, key, line item and person came to on a UTC day, in dollars.

Whether an organization may ask by person beside project depends on it and on the time: OpenAI documents the 400 with
which it refuses that, and not who gets it (providers.md 1.3). By key it can be asked since 2025-12-06, and what answers
in OpenAI's place may be older.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import httpx
import structlog

from bot.errors import ProviderError
from bot.facts.charge import Charge
from bot.facts.metered import Dimension
from bot.facts.periods import DAY, Period, midnight
from bot.providers.answer import Answer
from bot.providers.http import Api
from bot.providers.openai_buckets import PROVIDER, rows
from bot.providers.openai_people import NOBODY, People, Who
from bot.providers.reading import charge_id

COSTS: Final = "/organization/costs"
LONGEST_DAYS: Final = 180
_KEY, _PERSON = "api_key_id", "user_id"
_DIMENSIONS: Final = {_KEY: Dimension.KEY, _PERSON: Dimension.PERSON}
_GROUPING = ("project_id", "line_item")
_BY_KEY = ("project_id", _KEY, "line_item")
_COARSER: Final = (("person", (*_BY_KEY, _PERSON)), ("key", _BY_KEY))
"""What is given up where a grouping is refused, the finest first."""
_TOKEN_WORDS = frozenset({"input", "output", "cached", "cache", "write", "audio", "text", "image", "batch", "tokens"})

_log = structlog.get_logger()


@dataclass(frozen=True)
class Costs:
    """The costs of some days, all of them grouped alike: by person and by key as well, or not."""

    charges: tuple[Charge, ...]
    billed_by: frozenset[Dimension]


def costs(api: Api, chunk: Period, *, people: People | None, now: datetime) -> Costs:
    """Every cost of at most `LONGEST_DAYS`: by person where people are known and by key, as far as OpenAI does not
    refuse that.
    """
    coarser = _COARSER if people is not None else _COARSER[1:]
    for refused, grouping in coarser:
        try:
            return _costs(api, chunk, grouping, people, now)
        except ProviderError as refusal:
            if refusal.status != httpx.codes.BAD_REQUEST:
                raise
            _log.info(f"costs not read by {refused}", since=chunk.start, until=chunk.end, reason=str(refusal))
    return _costs(api, chunk, _GROUPING, people, now)


def totals(api: Api, chunk: Period, *, now: datetime) -> Iterator[tuple[tuple[date, str], Decimal]]:
    """What each day and currency came to, read without any grouping."""
    for day, row in rows(api, COSTS, chunk, (), now):
        amount = row.part("amount")
        yield (day, _currency(amount)), amount.money("value")


def split_line_item(line_item: str | None) -> tuple[str | None, str | None]:
    """Model and token kind: (`gpt-6-astra`, `input_tokens`) of `gpt-6-astra, input_tokens`, else (None, None).

    OpenAI has used two generations of token kinds (`cached input`, `input_cached_tokens`); both are known.
    """
    model, comma, kind = (line_item or "").rpartition(", ")
    words = set(kind.lower().replace("_", " ").split())
    if comma and model and words <= _TOKEN_WORDS and words & {"input", "output"}:
        return model, kind
    return None, None


def _costs(api: Api, chunk: Period, grouping: tuple[str, ...], people: People | None, now: datetime) -> Costs:
    told = people if _PERSON in grouping else None
    found = rows(api, COSTS, chunk, grouping, now)
    return Costs(
        tuple(_charge(day, row, NOBODY if told is None else told.of(row)) for day, row in found),
        billed_by=frozenset(Dimension) - {coarse for word, coarse in _DIMENSIONS.items() if word not in grouping},
    )


def _charge(day: date, row: Answer, who: Who) -> Charge:
    amount = row.part("amount")
    cost = amount.money("value")
    project, key, line_item = (row.optional_text(name) for name in ("project_id", _KEY, "line_item"))
    model, token_type = split_line_item(line_item)
    return Charge(
        id=charge_id(PROVIDER, day, project, key, line_item, *filter(None, [who.mark])),
        provider=PROVIDER,
        starts_at=midnight(day),
        ends_at=midnight(day + DAY),
        currency=_currency(amount),
        billed_cost=cost,
        effective_cost=cost,
        sub_account=project,
        key=key,
        model=model,
        line_item=line_item,
        token_type=token_type,
        person=who.person,
        quantity=row.known_number("quantity"),
        unit=row.optional_text("quantity_unit"),
        tags=who.tags,
    )


def _currency(amount: Answer) -> str:
    return amount.text("currency").upper()
