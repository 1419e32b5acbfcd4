"""Who stands behind a row of Anthropic's analytics: a user, a service account, a cloud identity, a key, or nobody."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from bot.providers.answer import Answer

_MAY_CHANGE = {"name", "email_address", "deleted"}
"""What may change about an actor who stays the same."""


@dataclass(frozen=True)
class Actor:
    """Who a cost is attributed to. `identity` tells actors apart, in Anthropic's words: no id of a charge may hold it.

    Two of one identity are equal, though costs and use, asked for one after the other, may know other e-mails of
    them: what is billed would be estimated as well. `person` is an e-mail, or the user id where there is none (any
    more): it stays when the account is deleted.
    """

    person: str | None = field(default=None, compare=False)
    service_account: str | None = field(default=None, compare=False)
    identity: str | None = None

    @classmethod
    def of(cls, actor: Answer | None) -> Actor:
        """Read the union; kinds that are not known yet count as nobody, apart from each other."""
        if actor is None:
            return cls()
        lasting = {name: value for name, value in actor.body.items() if name not in _MAY_CHANGE}
        identity = json.dumps(lasting, sort_keys=True, default=str)
        kind = actor.text("type")
        if kind == "user_actor":
            email = actor.optional_text("email_address")
            return cls(person=email.lower() if email else actor.text("user_id"), identity=identity)
        if kind == "service_account_actor":
            return cls(service_account=actor.text("service_account_id"), identity=identity)
        return cls(identity=identity)
