"""OpenRouter's activity of one UTC day: what its rows say, and the charges that they come to (providers.md 6).

`usage` is what was taken from the credits, in US dollars. `byok_usage_inference` is what a key of one's own came to at
the provider behind: that is on the provider's bill, so that it is said beside and added to nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from bot.facts.charge import Basis, Charge
from bot.facts.money import NANO
from bot.facts.periods import DAY, midnight
from bot.providers.answer import Answer
from bot.providers.reading import charge_id

OWN_KEY = "byok_usage_inference"
_ISO_DAY = len("2026-11-20")


@dataclass(frozen=True)
class Cell:
    """What rows are told apart by. `upstream` is the provider behind; None is nobody's, or what was not asked for."""

    workspace: str | None
    key: str | None
    model: str
    permaslug: str
    endpoint: str
    upstream: str

    @property
    def is_free(self) -> bool:
        """Whether it may cost nothing: a free variant, or one of OpenRouter's own models, which it gives to try."""
        return self.model.endswith(":free") or self.model.startswith("openrouter/")


@dataclass(frozen=True)
class Amounts:
    """What the rows of one cell come to: credits, what one's own key paid, tokens; and of how many rows that is.

    `tokens` is None where a row's cannot be read.
    """

    usage: Decimal = Decimal(0)
    own_key: Decimal = Decimal(0)
    tokens: int | None = 0
    rows: int = 0

    def plus(self, other: Amounts, *, sign: int = 1) -> Amounts:
        """Both together, or with `sign` -1 what is left without the other."""
        return Amounts(
            usage=self.usage + sign * other.usage,
            own_key=self.own_key + sign * other.own_key,
            tokens=None if self.tokens is None or other.tokens is None else self.tokens + sign * other.tokens,
            rows=self.rows + other.rows,
        )

    @property
    def noise(self) -> Decimal:
        """How much of an amount may be what binary fractions and the ledger's nano lose."""
        return self.rows * NANO

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing in it."""
        return not self.tokens and max(abs(self.usage), abs(self.own_key)) <= self.noise


Rows = Mapping[Cell, Amounts]


def rows(page: Answer, day: date, *, key: str | None = None) -> Rows:
    """The rows of an answer, which must be of that day; alike ones are summed. `key` is the one that was asked for."""
    found: defaultdict[Cell, list[Amounts]] = defaultdict(list)
    for row in page.parts("data"):
        if row.text("date")[:_ISO_DAY] != day.isoformat():
            raise row.changed("date", "is not the day that was asked for")
        words = (row.text(name) for name in ("model", "model_permaslug", "endpoint_id", "provider_name"))
        amounts = Amounts(row.money("usage"), row.money(OWN_KEY), _tokens(row), rows=1)
        found[Cell(row.optional_text("workspace_id"), key, *words)].append(amounts)
    return {cell: total(several) for cell, several in found.items()}


def total(several: Iterable[Amounts]) -> Amounts:
    """All of them together, in order of size, so that the order of rows cannot change the last digit."""
    whole = Amounts()
    for one in sorted(several, key=lambda one: (one.usage, one.own_key)):
        whole = whole.plus(one)
    return whole


def by_key(whole: Rows, of_keys: Iterable[Rows]) -> Rows:
    """The rows of the keys, and what of the whole is in none: that of the chat page, or of keys that are gone."""
    told = {cell: amounts for one in of_keys for cell, amounts in one.items()}
    left = dict(whole)
    for cell, amounts in told.items():
        rest = replace(cell, key=None)
        left[rest] = left.get(rest, Amounts()).plus(amounts, sign=-1)
    shared = {replace(cell, key=None) for cell in told}
    return told | {cell: rest for cell, rest in left.items() if cell not in shared or not rest.is_nothing}


def charges(day: date, found: Rows) -> Iterator[Charge]:
    """One for each cell, and another beside it for what one's own key paid, if anything."""
    for cell, amounts in found.items():
        charge = _charge(day, cell, amounts)
        yield charge
        if abs(amounts.own_key) > amounts.noise:
            yield replace(
                charge,
                id=f"{charge.id}:{OWN_KEY}",
                billed_cost=None,
                effective_cost=amounts.own_key,
                basis=Basis.ESTIMATED,
                line_item=OWN_KEY,
                quantity=None,
                unit=None,
                additive=False,
            )


def _tokens(row: Answer) -> int | None:
    prompt, completion = row.known_count("prompt_tokens"), row.known_count("completion_tokens")
    return None if prompt is None or completion is None else prompt + completion


def _charge(day: date, cell: Cell, amounts: Amounts) -> Charge:
    """Tokens of a model that is not free, which cost neither credits nor another's money, are not believed (AC-C8)."""
    is_paid = bool(amounts.usage or amounts.own_key or amounts.tokens == 0 or cell.is_free)
    return Charge(
        id=charge_id("openrouter", day, *astuple(cell)),
        provider="openrouter",
        starts_at=midnight(day),
        ends_at=midnight(day + DAY),
        currency="USD",
        billed_cost=amounts.usage if is_paid else None,
        effective_cost=amounts.usage if is_paid else None,
        basis=Basis.MEASURED if is_paid else Basis.ESTIMATED,
        sub_account=cell.workspace,
        key=cell.key,
        model=cell.model,
        quantity=None if amounts.tokens is None else Decimal(amounts.tokens),
        unit=None if amounts.tokens is None else "tokens",
        tags=MappingProxyType({"upstream": cell.upstream}),
    )
