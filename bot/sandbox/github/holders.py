"""Who has a Copilot seat at Larkspur, since when, and in which teams of GitHub's she is."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.sandbox.company import Company
from bot.sandbox.people import DOMAIN, GITHUB_TOO, Person

ORGANIZATION, ENTERPRISE, OTHER_ORGANIZATION = "larkspur", "larkspur-group", "larkspur-labs"
GONE_LOGIN = "bsorensen_lark"  # somebody who left; GitHub keeps the number of the account and forgets the login
ACCOUNT_GONE_ON, GONE_SEAT_UNTIL = date(2026, 10, 5), date(2026, 11, 1)
_LONG_AGO = date(2025, 11, 3)
_LATER = {f"tiago.rocha@{DOMAIN}": date(2026, 7, 6), f"theo.lambert@{DOMAIN}": date(2026, 9, 14)}
_NEVER_USED = (f"marta.faria@{DOMAIN}", f"rohan.desai@{DOMAIN}")
_SMALL_TEAM = 5  # GitHub's report leaves out teams with fewer seats


@dataclass(frozen=True)
class Holder:
    """One seat; `email` is None where the person is in the company no more."""

    login: str
    number: int
    email: str | None
    since: date
    until: date = date.max
    teams: tuple[str, ...] = ()
    is_used: bool = True

    def has_seat(self, day: date) -> bool:
        """Whether the seat is billed on that day."""
        return self.since <= day < self.until

    def login_at(self, day: date) -> str | None:
        """The login as it is told on that day."""
        return None if self.login == GONE_LOGIN and day >= ACCOUNT_GONE_ON else self.login


@lru_cache(maxsize=16)
def holders(company: Company) -> tuple[Holder, ...]:
    """All of engineering, three people of other teams, and one who left, in order of their numbers."""
    engineers = company.members("engineering")
    others = [company.person(email) for email in GITHUB_TOO]
    people = [_holder(person, at, _teams(at)) for at, person in enumerate(engineers)]
    people += [_holder(person, len(engineers) + at, ()) for at, person in enumerate(others)]
    gone = Holder(GONE_LOGIN, 900_001, None, _LONG_AGO, GONE_SEAT_UNTIL, ("product",))
    return (*people, gone)


def seated(company: Company, day: date) -> list[Holder]:
    """Whose seats are billed on that day."""
    return [holder for holder in holders(company) if holder.has_seat(day)]


def reported_teams(company: Company, day: date) -> dict[str, list[Holder]]:
    """The teams that GitHub's report tells of: those with five seats or more."""
    members: dict[str, list[Holder]] = {}
    for holder in seated(company, day):
        for team in holder.teams:
            members.setdefault(team, []).append(holder)
    return {team: found for team, found in members.items() if len(found) >= _SMALL_TEAM}


def _holder(person: Person, at: int, teams: tuple[str, ...]) -> Holder:
    return Holder(
        login=person.github_login,
        number=410_000 + 37 * at,
        email=person.email,
        since=_LATER.get(person.email, _LONG_AGO),
        teams=teams,
        is_used=person.email not in _NEVER_USED,
    )


def _teams(at: int) -> tuple[str, ...]:
    """The first ten are in `platform`, the others in `product`, two of them in both, and four in the small `tools`."""
    own = ("platform",) if at < 10 else ("product",)  # noqa: PLR2004
    both = ("platform", "product") if at in {8, 12} else own
    return (*both, "tools") if at % 5 == 0 else both
