"""What was planted, said in the same words for every provider, straight from its rows. For the truth only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.sandbox.company import Company
from bot.sandbox.github.holders import ORGANIZATION
from bot.sandbox.github.rows import credit_rows, seat_day
from bot.sandbox.spend import anthropic_rows, openai_rows

_CENTS = Decimal(100)
_COUNTED_IN_TOKENS = frozenset({"completions", "embeddings", "moderations"})
"""The reports whose line items OpenAI names by model."""


@dataclass(frozen=True, kw_only=True)
class Planted:
    """Exact USD of one UTC day; `person` is an e-mail; None is nobody's, or what the provider does not tell."""

    provider: str
    sub_account: str | None
    model: str | None = None
    person: str | None = None
    team: str | None
    workflow: str | None
    usd: Decimal


def openai(company: Company, day: date, now: datetime) -> Iterator[Planted]:
    """What is planted at OpenAI."""
    for row in openai_rows(company, day, now):
        yield Planted(
            provider="openai",
            sub_account=row.project_id,
            model=row.model if row.usage in _COUNTED_IN_TOKENS else None,
            person=row.person,
            team=row.team,
            workflow=row.workflow,
            usd=row.amount,
        )


def anthropic(company: Company, day: date, now: datetime) -> Iterator[Planted]:
    """What is planted at Anthropic."""
    for row in anthropic_rows(company, day, now):
        yield Planted(
            provider="anthropic",
            sub_account=row.workspace_id,
            team=row.team,
            workflow=row.workflow,
            usd=row.amount / _CENTS,
        )


def github(company: Company, day: date, now: datetime) -> Iterator[Planted]:
    """What is planted at GitHub: the seats of the day, each at its part of the bill, and the credits beyond the pool.

    What is in the pool costs nothing, and is none of it. No rule says whose it is.
    """
    seats = seat_day(company, day, now)
    if seats is not None:
        for holder in seats.held_by:
            yield _github(usd=seats.each, person=holder.email)
    for row in credit_rows(company, day, now):
        if row.net:
            yield _github(usd=row.net, person=row.email, model=row.model)


def _github(*, usd: Decimal, person: str | None, model: str | None = None) -> Planted:
    return Planted(
        provider="github",
        sub_account=ORGANIZATION,
        model=model,
        person=person,
        team=None,
        workflow=None,
        usd=usd,
    )


PLANTED: tuple[Callable[[Company, date, datetime], Iterator[Planted]], ...] = (openai, anthropic, github)
"""Every provider's: a new one is one function and its name here."""
