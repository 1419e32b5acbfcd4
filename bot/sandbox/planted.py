"""What was planted, said in the same words for every provider, straight from its rows. For the truth only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.sandbox.company import Company
from bot.sandbox.litellm.requests import litellm_requests
from bot.sandbox.spend import anthropic_rows, openai_rows

_CENTS = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Planted:
    """Exact USD of one UTC day; `person` is an e-mail; None is nobody's, or what the provider does not tell.

    `counts` is false of what another provider bills as well, which the org file declares as covered.
    """

    provider: str
    sub_account: str | None
    model: str | None = None
    person: str | None = None
    team: str | None
    workflow: str | None
    usd: Decimal
    counts: bool = True


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
            team=row.team,
            workflow=row.workflow,
            usd=row.amount / _CENTS,
        )


def litellm(company: Company, day: date, now: datetime) -> Iterator[Planted]:
    """What the gateway states, of which OpenAI bills a part as well, at its own prices."""
    for group in litellm_requests(company, day, now):
        yield Planted(
            provider="litellm",
            sub_account=group.key.team if group.key else None,
            model=group.model,
            person=group.key.email if group.key else None,
            team=group.team,
            workflow=group.workflow,
            usd=Decimal(str(group.spend)),
            counts=not group.covered,
        )


PLANTED: tuple[Callable[[Company, date, datetime], Iterator[Planted]], ...] = (openai, anthropic, litellm)
"""Every provider's: a new one is one function and its name here."""
