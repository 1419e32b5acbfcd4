"""Who uses a stream at OpenAI on a day, and how one line of it is told apart by user."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from bot.facts.shares import shares
from bot.sandbox.accounts import Key
from bot.sandbox.actors import DELETED_LEFT_ON
from bot.sandbox.company import Company
from bot.sandbox.course import rng
from bot.sandbox.meters import MILLION, Meter
from bot.sandbox.people import opaque
from bot.sandbox.rows import OpenAIRow
from bot.sandbox.streams import DELETED, Stream

AGENT_STREAMS = frozenset({"account-research", "migration"})
DELETED_ID = opaque("user-", "deleted user")
_ACTIVE = 0.6  # of those who use a key, on one day
_FINE = 10_000


@dataclass(frozen=True)
class User:
    """An id that rows carry, what OpenAI tells of the person behind it, and the weight of her use on that day."""

    id: str | None
    person: str | None
    weight: int = 1


@lru_cache(maxsize=4096)
def users(company: Company, stream: Stream, day: date) -> tuple[User, ...]:
    """Those who use it: its people, else the owner of its key, else an agent's own account or nobody."""
    if stream.people:
        return _people(company, stream, day)
    owner = company.owner(stream.key)
    if owner:
        return (User(owner.openai_id, owner.openai_email),)
    if stream.name in AGENT_STREAMS:
        return (User(_key(company, stream).service_account, None),)
    return (User(None, None),)


def by_user(company: Company, stream: Stream, line: OpenAIRow, meter: Meter) -> Iterator[OpenAIRow]:
    """The line in one piece for each user, which together are the line to the last unit."""
    of = users(company, stream, line.day)
    weights = [user.weight for user in of]
    units, requests = shares(line.quantity or 0, weights), shares(line.requests, weights)
    for user, some, asked in zip(of, units, requests, strict=True):
        amount = some * meter.price / MILLION
        who = replace(line, user_id=user.id, person=user.person, requests=max(1, asked))
        yield replace(who, quantity=some, amount=amount)


def _people(company: Company, stream: Stream, day: date) -> tuple[User, ...]:
    random = rng(company.seed, "openai users", day, stream.name)
    known = [who for who in stream.people if who != DELETED or day < DELETED_LEFT_ON]
    active = [who for who in known if random.random() < _ACTIVE] or known[:1]
    weights = [max(1, int(random.lognormvariate(0, 1.2) * _FINE)) for _ in active]
    return tuple(_user(company, who, weight) for who, weight in zip(active, weights, strict=True))


def _user(company: Company, who: str, weight: int) -> User:
    if who == DELETED:
        return User(DELETED_ID, DELETED_ID, weight)
    person = company.person(who)
    return User(person.openai_id, person.openai_email, weight)


def _key(company: Company, stream: Stream) -> Key:
    return next(key for key in company.openai_keys if key.id == stream.key)
