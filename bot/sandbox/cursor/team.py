"""Who has a seat at Cursor, under which e-mail, and the service account that works in CI."""

from dataclasses import dataclass
from datetime import date

from bot.sandbox.accounts import Rule
from bot.sandbox.people import DOMAIN, opaque


@dataclass(frozen=True)
class Member:
    """A seat. `email` is as Cursor writes it; `team` is the planted truth, None where the org file does not know her.

    Who was removed keeps the seat's past: her events stay, and she is listed as removed.
    """

    name: str
    email: str
    team: str | None = "engineering"
    removed_on: date | None = None

    @property
    def id(self) -> str:
        """Her id in the list of members."""
        return opaque("user_", f"cursor {self.email}", length=24)

    @property
    def number(self) -> int:
        """Her id in the daily usage, which is a number."""
        return int(opaque("", f"cursor number {self.email}", length=7), 16)


@dataclass(frozen=True)
class Account:
    """A service account: whose events have no e-mail."""

    id: str
    name: str
    automation: str
    team: str


ALIAS = f"yuki@{DOMAIN}"
"""What Cursor knows Yuki Tanaka by."""

MEMBERS = (
    Member("Rui Carvalho", f"rui.carvalho@{DOMAIN}"),
    Member("Beatriz Santos", f"beatriz.santos@{DOMAIN}"),
    Member("Nuno Almeida", f"Nuno.Almeida@{DOMAIN}"),
    Member("Yuki Tanaka", ALIAS),
    Member("Freya Olsen", f"freya.olsen@{DOMAIN}"),
    Member("Wei Zhang", f"wei.zhang@{DOMAIN}"),
    Member("Lena Hartog", f"lena.hartog@{DOMAIN}", team=None, removed_on=date(2026, 9, 14)),
)

KNOWN_AS = {f"yuki.tanaka@{DOMAIN}": (ALIAS,)}
"""By the company's e-mail, what else somebody is called here."""

CI = Account("sa_7f3c19d2e4b84a60", "ci-agent", "auto_5d1e8c0b9a724f36", "engineering")

RULES = (Rule("cursor", "engineering", key=CI.id),)
"""What members use is their team's by their e-mail, and nobody's where the org file does not know it."""
