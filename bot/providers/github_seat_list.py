"""The seats of Copilot as GitHub lists them today: of earlier days it does not say them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.providers.answer import Answer
from bot.providers.github_places import Places
from bot.providers.http import Api

PLANS: Final = ("business", "enterprise")
_PAGE = 100


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


def seats(api: Api, places: Places) -> tuple[Seat, ...]:
    """Every seat of today, all pages of them; ProviderChangedError where they are not as many as GitHub counts.

    Somebody with seats in several organizations of an enterprise has several, and GitHub counts one.
    """
    plan = None
    if places.organization:
        plan = _plan(api.get(f"{places.copilot}/billing", {}).optional_text("plan_type"))
    found: list[Seat] = []
    page = None
    for page in api.linked_pages(f"{places.copilot}/billing/seats", {"per_page": _PAGE}):
        found += [_seat(one, plan, places) for one in page.parts("seats")]
    named = {seat.login for seat in found if seat.login}
    nameless = sum(seat.login is None for seat in found)
    if page is not None and page.number("total_seats") != len(named) + nameless:
        raise page.changed("total_seats", f"is not {len(named) + nameless}, as many seats as were listed")
    return tuple(found)


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
