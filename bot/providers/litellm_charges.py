"""Pure: charges, metered use and activities of what each key of LiteLLM used of each model on each day."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.facts.activity import Activity, ActivityKind
from bot.facts.charge import Basis, Charge
from bot.facts.metered import Metered
from bot.facts.overlap import LLM_PROVIDER
from bot.facts.periods import DAY, midnight
from bot.facts.reason import NOT_GROUPED
from bot.facts.tokens import TokenKind, cached_inside
from bot.providers.litellm_cells import NO_MODEL, WORKFLOW, Cell, Part
from bot.providers.litellm_usage import REST, UNATTRIBUTED, Owner
from bot.providers.reading import charge_id, tags

NAME = "litellm"
_NO_PROVIDER = "unknown"
_ADMIN = "default_user_id"
"""Whose the keys are that were made with the master key: nobody's."""


def metered(cell: Cell) -> Iterator[Metered]:
    """The tokens of a cell. Cached ones are inside the prompt (AC-A7); counts of which that cannot be true are none."""
    used = cell.used
    if cell.key == REST or not used.tokens:
        return
    parts = {TokenKind.CACHE_READ: used.cache_read, TokenKind.CACHE_WRITE: used.cache_write}
    if used.cache_read + used.cache_write > used.prompt:
        return
    yield Metered(
        provider=NAME,
        day=cell.day,
        model=cell.model,
        tokens=cached_inside(prompt=used.prompt, output=used.completion, parts=parts),
        requests=used.requests or None,
        sub_account=cell.owner.team,
        key=_key(cell.key),
        person=_person(cell.owner),
    )


def activities(cell: Cell) -> Iterator[Activity]:
    """How many requests there were, and how many of them failed."""
    counts = {ActivityKind.REQUESTS: cell.used.requests, ActivityKind.REQUESTS_FAILED: cell.used.failed}
    for kind, count in counts.items():
        if count > 0:
            yield Activity(
                id=charge_id(NAME, cell.day, kind, cell.key, cell.model),
                provider=NAME,
                day=cell.day,
                kind=kind,
                count=count,
                person=_person(cell.owner),
                sub_account=cell.owner.team,
                model=_model(cell.model),
            )


def charge(cell: Cell, part: Part) -> Charge:
    """One part of a cell. LiteLLM knows no price where tokens cost nothing: what they came to is unknown."""
    used, provider, workflow = part.used, part.provider, part.workflow
    is_priced = used.spend != 0 or used.is_free
    said = {LLM_PROVIDER: None if provider == _NO_PROVIDER else provider, WORKFLOW: workflow}
    return Charge(
        id=charge_id(NAME, cell.day, cell.key, cell.model, provider, workflow),
        provider=NAME,
        starts_at=midnight(cell.day),
        ends_at=midnight(cell.day + DAY),
        currency="USD",
        billed_cost=used.spend,
        effective_cost=used.spend if is_priced else None,
        basis=Basis.ESTIMATED,
        sub_account=cell.owner.team,
        key=_key(cell.key),
        model=_model(cell.model),
        line_item=NOT_GROUPED if cell.key == REST else None,
        person=_person(cell.owner),
        quantity=Decimal(used.tokens) if used.tokens else None,
        unit="tokens" if used.tokens else None,
        tags=tags(**said),
    )


def _key(key: str) -> str | None:
    return None if key in {UNATTRIBUTED, REST} else key


def _model(model: str) -> str | None:
    return None if model == NO_MODEL else model


def _person(owner: Owner) -> str | None:
    """The e-mail of the key's owner, else LiteLLM's id for them, which others may use for somebody else."""
    called = owner.email or owner.user
    if called is None or (owner.email is None and called == _ADMIN):
        return None
    return called.lower() if "@" in called else f"{NAME}:{called}"
