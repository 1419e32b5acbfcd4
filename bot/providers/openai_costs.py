"""OpenAI's Costs endpoint: what each project, key, line item and person came to on a UTC day, in dollars.

Whether an organization may ask by person beside project depends on it and on the time: OpenAI documents the 400 with
which it refuses that, and not who gets it (providers.md 1.3).
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
from bot.facts.periods import DAY, Period, midnight
from bot.providers.answer import Answer
from bot.providers.http import Api
from bot.providers.openai_buckets import PROVIDER, rows
from bot.providers.openai_people import NOBODY, People, Who
from bot.providers.reading import charge_id

COSTS: Final = "/organization/costs"
LONGEST_DAYS: Final = 180
_GROUPING = ("project_id", "api_key_id", "line_item")
_TOKEN_WORDS = frozenset({"input", "output", "cached", "cache", "write", "audio", "text", "image", "batch", "tokens"})

_log = structlog.get_logger()


@dataclass(frozen=True)
class Costs:
    """The costs of some days, all of them grouped alike: by person as well, or not."""

    charges: tuple[Charge, ...]
    by_person: bool


def costs(api: Api, chunk: Period, *, people: People | None, now: datetime) -> Costs:
    """Every cost of at most `LONGEST_DAYS`, by person where people are known and OpenAI does not refuse that."""
    if people is not None:
        try:
            return Costs(_charges(api, chunk, people, now), by_person=True)
        except ProviderError as refusal:
            if refusal.status != httpx.codes.BAD_REQUEST:
                raise
            _log.info("costs not read by person", since=chunk.start, until=chunk.end, reason=str(refusal))
    return Costs(_charges(api, chunk, None, now), by_person=False)


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


def _charges(api: Api, chunk: Period, people: People | None, now: datetime) -> tuple[Charge, ...]:
    grouping = _GROUPING if people is None else (*_GROUPING, "user_id")
    found = rows(api, COSTS, chunk, grouping, now)
    return tuple(_charge(day, row, NOBODY if people is None else people.of(row)) for day, row in found)


def _charge(day: date, row: Answer, who: Who) -> Charge:
    amount = row.part("amount")
    cost = amount.money("value")
    project, key, line_item = (row.optional_text(name) for name in _GROUPING)
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
