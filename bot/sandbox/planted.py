"""What was planted, said in the same words for every provider, straight from its rows. For the truth only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.sandbox.actors import Actor
from bot.sandbox.company import Company
from bot.sandbox.spend import anthropic_rows, openai_rows

_CENTS = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Planted:
    """Exact USD of one UTC day; `person` is an e-mail, or the provider's id of who has none any more.

    None is nobody's, or what the provider does not tell.
    """

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
            provider="openai", sub_account=row.project_id, team=row.team, workflow=row.workflow, usd=row.amount
        )


def anthropic(company: Company, day: date, now: datetime) -> Iterator[Planted]:
    """What is planted at Anthropic."""
    for row in anthropic_rows(company, day, now):
        yield Planted(
            provider="anthropic",
            sub_account=row.workspace_id,
            model=row.model,
            person=_person(row.actor),
            team=row.team,
            workflow=row.workflow,
            usd=row.amount / _CENTS,
        )


def _person(actor: Actor | None) -> str | None:
    return (actor.email or actor.id) if actor and actor.kind == "user_actor" else None


PLANTED: tuple[Callable[[Company, date, datetime], Iterator[Planted]], ...] = (openai, anthropic)
"""Every provider's: a new one is one function and its name here."""
