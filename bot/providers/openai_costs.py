"""OpenAI's Costs endpoint: what each project, key and line item came to on a UTC day, in dollars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from bot.facts.charge import Charge
from bot.facts.periods import DAY, Period, midnight
from bot.providers.answer import Answer
from bot.providers.http import Api
from bot.providers.openai_buckets import PROVIDER, rows
from bot.providers.reading import charge_id

COSTS: Final = "/organization/costs"
LONGEST_DAYS: Final = 180
_GROUPING = ("project_id", "api_key_id", "line_item")
_TOKEN_WORDS = frozenset({"input", "output", "cached", "cache", "write", "audio", "text", "image", "batch", "tokens"})


def charges(api: Api, chunk: Period, *, now: datetime) -> list[Charge]:
    """Every cost of at most `LONGEST_DAYS`, as finely as the report tells it."""
    return [_charge(day, row) for day, row in rows(api, COSTS, chunk, _GROUPING, now)]


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


def _charge(day: date, row: Answer) -> Charge:
    amount = row.part("amount")
    cost = amount.money("value")
    project, key, line_item = (row.optional_text(name) for name in _GROUPING)
    model, token_type = split_line_item(line_item)
    return Charge(
        id=charge_id(PROVIDER, day, project, key, line_item),
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
        quantity=row.optional_number("quantity"),
        unit=row.optional_text("quantity_unit"),
    )


def _currency(amount: Answer) -> str:
    return amount.text("currency").upper()
