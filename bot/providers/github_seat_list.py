"""The seats of Copilot as GitHub lists them today: of earlier days it does not say them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import structlog

from bot.errors import ProviderError
from bot.providers.answer import Answer
from bot.providers.github_bill import PROVIDER
from bot.providers.github_places import Places
from bot.providers.http import Api

PLANS: Final = ("business", "enterprise")
_PAGE = 100
_REFUSALS = frozenset({403, 404, 422})
"""No right to see seats; a token that does not see whose they are; 422 is a payment method that GitHub wants mended."""
_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One seat that is assigned today; `login` is None where its holder's account is gone.

    `plan` is None where GitHub does not know it. `is_used` is whether GitHub knows of any activity; it forgets what is
    older than some months.
    """

    login: str | None
    since: date
    plan: str | None
    team: str | None
    organization: str | None
    is_used: bool


def seats(api: Api, places: Places) -> tuple[Seat, ...] | None:
    """Every seat of today, all pages of them; None, which is logged, where GitHub refuses the list or lists another
    number than it counts: whose the seats are is then not known, and what they cost still is.
    """
    try:
        found, counted = _listed(api, places)
    except ProviderError as error:
        if error.status not in _REFUSALS:
            raise  # out of reach: going on would take the people from what was read before
        _log.warning("seats not read", provider=PROVIDER, reason=str(error))
        return None
    listed = len({seat.login for seat in found if seat.login}) + sum(seat.login is None for seat in found)
    if counted is not None and counted != listed:
        reason = f"GitHub Copilot counts {counted} seats and lists {listed}; the next run asks anew"
        _log.warning("seats not read", provider=PROVIDER, reason=reason)
        return None
    return tuple(found)


def _listed(api: Api, places: Places) -> tuple[list[Seat], int | None]:
    """The seats with how many GitHub counts. Somebody with seats in several organizations of an enterprise has several,
    and GitHub counts one.
    """
    plan = counted = None
    if places.organization:
        plan = _plan(api.get(f"{places.copilot}/billing", {}).optional_text("plan_type"))
    found: list[Seat] = []
    for page in api.linked_pages(f"{places.copilot}/billing/seats", {"per_page": _PAGE}):
        found += [_seat(one, plan, places) for one in page.parts("seats")]
        counted = page.count("total_seats")
    return found, counted


def _seat(one: Answer, plan: str | None, places: Places) -> Seat:
    assignee, team = one.optional_part("assignee"), one.optional_part("assigning_team")
    organization = one.optional_part("organization")
    return Seat(
        login=assignee.text("login").lower() if assignee else None,
        since=one.instant("created_at").date(),
        plan=_plan(one.optional_text("plan_type")) or plan,
        team=team.text("slug") if team else None,
        organization=places.sub_account(organization.text("login") if organization else None),
        is_used=one.optional_instant("last_activity_at") is not None,
    )


def _plan(said: str | None) -> str | None:
    return said if said in PLANS else None
