"""What was planted, said in the same words for every provider, straight from its rows. For the truth only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.sandbox.actors import Actor
from bot.sandbox.company import Company
from bot.sandbox.cursor.usage import uses
from bot.sandbox.github.holders import ORGANIZATION
from bot.sandbox.github.rows import credit_rows, seat_day
from bot.sandbox.litellm.requests import litellm_requests
from bot.sandbox.openrouter.usage import activity_rows
from bot.sandbox.spend import anthropic_rows, openai_rows

_CENTS = Decimal(100)
_COUNTED_IN_TOKENS = frozenset({"completions", "embeddings", "moderations"})
"""The reports whose line items OpenAI names by model."""


@dataclass(frozen=True, kw_only=True)
class Planted:
    """Exact USD of one UTC day; `person` is an e-mail, or the provider's id of who has none any more.

    None is nobody's, or what the provider does not tell. `counts` is false of what another provider bills as well,
    which the org file declares as covered.
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
            model=row.model,
            person=_person(row.actor),
            team=row.team,
            workflow=row.workflow,
            usd=row.amount / _CENTS,
        )


def _person(actor: Actor | None) -> str | None:
    return (actor.email or actor.id) if actor and actor.kind == "user_actor" else None


def github(company: Company, day: date, now: datetime) -> Iterator[Planted]:
    """What is planted at GitHub: the seats of the day, each at its part of the bill, and the credits beyond the pool.

    What is in the pool costs nothing, and is none of it. No rule says whose it is; who has a seat is in a team.
    """
    seats = seat_day(company, day, now)
    if seats is not None:
        for holder in seats.held_by:
            yield _github(company, usd=seats.each, person=holder.email)
    for row in credit_rows(company, day, now):
        if row.net:
            yield _github(company, usd=row.net, person=row.email, model=row.model)


def _github(company: Company, *, usd: Decimal, person: str | None, model: str | None = None) -> Planted:
    return Planted(
        provider="github",
        sub_account=ORGANIZATION,
        model=model,
        person=person,
        team=company.person(person).team if person else None,
        workflow=None,
        usd=usd,
    )


def cursor(company: Company, day: date, now: datetime) -> Iterator[Planted]:
    """What is planted at Cursor on demand; what the pool pays for costs nothing."""
    for use in uses(company, day, now):
        if use.is_chargeable:
            yield Planted(
                provider="cursor",
                sub_account=None,
                model=use.model,
                person=use.member.email.lower() if use.member else None,
                team=use.team,
                workflow=None,
                usd=use.charged_cents / _CENTS,
            )


def openrouter(company: Company, day: date, now: datetime) -> Iterator[Planted]:
    """What is planted at OpenRouter once the day is over; what one's own keys paid is on other bills."""
    for row in activity_rows(company, day, now):
        yield Planted(
            provider="openrouter",
            sub_account=row.flow.workspace.id,
            model=row.flow.model,
            team=row.flow.owner.team,
            workflow=row.flow.owner.workflow,
            usd=row.usage,
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


PLANTED: tuple[Callable[[Company, date, datetime], Iterator[Planted]], ...] = (
    openai,
    anthropic,
    github,
    cursor,
    openrouter,
    litellm,
)
"""Every provider's: a new one is one function and its name here."""
