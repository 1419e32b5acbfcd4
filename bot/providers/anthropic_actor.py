"""Who stands behind a row of Anthropic's analytics: a user, a service account, a cloud identity, a key, or nobody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.providers.answer import Answer

_MAY_CHANGE = {"name", "email_address", "deleted"}
"""What may change about an actor who stays the same."""


@dataclass(frozen=True)
class Actor:
    """Who a cost is attributed to. `mark` tells actors apart and names nobody.

    `person` is an e-mail, or the user id where there is none (any more): it stays when the account is deleted.
    """

    person: str | None = None
    service_account: str | None = None
    mark: str | None = None

    @classmethod
    def of(cls, actor: Answer | None) -> Actor:
        """Read the union; kinds that are not known yet count as nobody, apart from each other."""
        if actor is None:
            return cls()
        mark = mark_of({key: value for key, value in actor.body.items() if key not in _MAY_CHANGE})
        kind = actor.text("type")
        if kind == "user_actor":
            email = actor.optional_text("email_address")
            return cls(person=email.lower() if email else actor.text("user_id"), mark=mark)
        if kind == "service_account_actor":
            return cls(service_account=actor.text("service_account_id"), mark=mark)
        return cls(mark=mark)


def mark_of(identity: Mapping[str, object]) -> str:
    """A few letters for a provider's opaque ids, which can stand in the id of a charge."""
    return hashlib.sha256(json.dumps(identity, sort_keys=True, default=str).encode()).hexdigest()[:16]
