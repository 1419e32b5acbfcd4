"""Who OpenAI's users are: reports name ids, and the directory alone has the e-mails by which people are one everywhere.

A person is asked for by one name for ever, else the same one would be two in the ledger. So whether the directory may
be read is found out first: a key that may not read it is told nothing about people, and never about ids that are given
up for e-mails on the day it may. A directory that is busy fails the reading, which the next run makes up for. Somebody
who was deleted is in no directory and keeps OpenAI's id; `ids` of a `[[person]]` makes the two names one (AC-E5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import structlog

from bot.errors import ProviderError
from bot.providers.answer import Answer
from bot.providers.http import Api
from bot.providers.marks import Mark
from bot.providers.reading import tags

_USERS = "/organization/users"
_LIMIT = 100
_FORBIDDEN = frozenset({403, 404})
_ACCOUNT_IDS = "svc_acct_"

_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Who:
    """Whose a row is: `person` is an e-mail in small letters, or OpenAI's id of somebody the directory does not know.

    `mark` tells users apart in the ids of charges and names nobody.
    """

    person: str | None = None
    service_account: str | None = None
    mark: str | None = None

    @property
    def tags(self) -> Mapping[str, str]:
        """What a charge says beside its person."""
        return tags(service_account=self.service_account)


NOBODY: Final = Who()


@dataclass(frozen=True, kw_only=True)
class People:
    """The users of an organization: their e-mails by id, which of them are service accounts, and their marks."""

    emails: Mapping[str, str]
    mark: Mark
    service_accounts: frozenset[str] = frozenset()
    names: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, row: Answer) -> Who:
        """Whose the row of a report is; a service account is no person."""
        user = row.optional_text("user_id")
        if user is None:
            return NOBODY
        mark = self.mark(user)
        if user in self.service_accounts or user.startswith(_ACCOUNT_IDS):
            return Who(service_account=user, mark=mark)
        return Who(person=self.emails.get(user, user), mark=mark)


def people(api: Api, *, mark: Mark) -> People | None:
    """All users, or None where the key may not read them: then nothing is asked about people, which is logged."""
    emails: dict[str, str] = {}
    accounts: set[str] = set()
    names: dict[tuple[str, str], str] = {}
    try:
        for page in api.pages(_USERS, {"limit": _LIMIT}, cursor="last_id", parameter="after"):
            for user in page.parts("data"):
                its_id = user.text("id")
                if user.optional_flag("is_service_account"):
                    accounts.add(its_id)
                    if name := user.optional_text("name"):
                        names["service_account", its_id] = name
                elif email := _email(user):
                    emails[its_id] = email
    except ProviderError as error:
        if error.status not in _FORBIDDEN:
            raise
        _log.warning("people not read", path=_USERS, reason=str(error))
        return None
    return People(emails=emails, mark=mark, service_accounts=frozenset(accounts), names=names)


def _email(user: Answer) -> str | None:
    """The e-mail, which newer answers repeat in a nested `user` and may leave out beside it."""
    nested = user.optional_part("user")
    found = user.optional_text("email") or (nested.optional_text("email") if nested else None)
    return found.strip().lower() if found else None
