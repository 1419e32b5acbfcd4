"""Who stands behind Anthropic requests: a user, a service account, a cloud identity, a key, or nobody."""

from dataclasses import dataclass
from datetime import date

from bot.sandbox.company import Company
from bot.sandbox.course import rng
from bot.sandbox.people import opaque
from bot.sandbox.streams import DELETED, Stream

DELETED_LEFT_ON = date(2026, 9, 1)


@dataclass(frozen=True)
class Actor:
    """One identity; `kind` is the type word of the provider's union."""

    kind: str
    id: str
    email: str | None = None
    name: str | None = None
    deleted: bool = False

    def as_json(self) -> dict[str, object]:
        """The actor in the provider's words."""
        if self.kind == "user_actor":
            user = {"type": self.kind, "user_id": self.id, "email_address": self.email, "name": self.name}
            return {**user, "deleted": self.deleted}
        if self.kind == "service_account_actor":
            return {"type": self.kind, "service_account_id": self.id}
        if self.kind == "api_actor":
            return {"type": self.kind, "api_key_id": self.id}
        issuer = {"type": "oidc", "issuer": "https://login.larkspur.example"}
        return {"type": self.kind, "provider": issuer, "subject": self.id}


def _user(company: Company, email: str) -> Actor:
    if email == DELETED:
        return Actor("user_actor", opaque("user_01", "deleted user"), None, "Deleted User", deleted=True)
    person = company.person(email)
    return Actor("user_actor", person.anthropic_id, person.anthropic_email, person.name)


def _identity(company: Company, stream: Stream) -> Actor | None:
    if stream.actor is None:
        return None
    if stream.actor == "federated_actor":
        return Actor(stream.actor, f"workload:{stream.name}")
    if stream.actor == "api_actor":
        return Actor(stream.actor, stream.key or "")
    account = next(key.service_account for key in company.anthropic_keys if key.id == stream.key)
    return Actor(stream.actor, account)


def shares_of(company: Company, stream: Stream, day: date) -> list[tuple[Actor | None, float]]:
    """Who used the stream on that day, and each one's part of it; the parts sum to one."""
    people = [who for who in stream.people if who != DELETED or day < DELETED_LEFT_ON]
    if not people:
        return [(_identity(company, stream), 1.0)]
    random = rng(company.seed, "actors", day, stream.name)
    active = [who for who in people if random.random() < 0.6] or people[:1]  # noqa: PLR2004 - six of ten on a day
    weights = [random.lognormvariate(0, 1.2) for _ in active]
    return [(_user(company, who), weight / sum(weights)) for who, weight in zip(active, weights, strict=True)]
