"""Who people are: the one place where a pseudonym meets an e-mail and a chat id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Subquery, select, update

from bot.ledger.tables import activity, cell, directory, scope
from bot.ledger.tables import connection as connection_table
from bot.ledger.upsert import insert_missing


@dataclass(frozen=True)
class Listed:
    """Somebody in the directory; `slack_id` is None until Slack was asked for it."""

    person: str
    email: str
    name: str | None
    slack_id: str | None


@dataclass(frozen=True)
class User:
    """Somebody by the name a source has for them, and the connections they were seen at."""

    person: str
    called: str
    connections: tuple[str, ...]


def find(connection: Connection, person: str) -> Listed | None:
    """Who a pseudonym is, None where the directory does not tell (any more)."""
    row = connection.execute(select(directory).where(directory.c.person == person)).one_or_none()
    return None if row is None else Listed(row.person, row.email, row.name, row.slack_id)


def meet(connection: Connection, people: Mapping[str, str]) -> None:
    """List people by pseudonym under what a source calls them; who is listed stays as they are."""
    insert_missing(connection, directory, [{"person": one, "email": called} for one, called in sorted(people.items())])


def users(connection: Connection) -> tuple[User, ...]:
    """Everybody whose use is in the ledger and who is listed, by what they are called; never by how much they used."""
    used = _used()
    listed = (
        select(directory.c.person, directory.c.email, connection_table.c.slug)
        .join(used, used.c.person == directory.c.person)
        .join(connection_table, connection_table.c.id == used.c.connection_id)
    )
    seen: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for person, called, slug in connection.execute(listed):
        seen[called, person].add(slug)
    return tuple(User(person, called, tuple(sorted(seen[called, person]))) for called, person in sorted(seen))


def by_slack_id(connection: Connection, slack_id: str) -> Listed | None:
    """Who somebody on Slack is, None where nobody was matched with that id yet."""
    row = connection.execute(select(directory).where(directory.c.slack_id == slack_id)).one_or_none()
    return None if row is None else Listed(row.person, row.email, row.name, row.slack_id)


def remember(connection: Connection, person: str, email: str, slack_id: str, *, instead_of: str | None = None) -> bool:
    """Match somebody on Slack with their e-mail; a person who is new is added.

    False, and nothing changes, where the person is matched with another id than `instead_of`.
    """
    insert_missing(connection, directory, [{"person": person, "email": email}])
    free = directory.c.slack_id.is_(None) | directory.c.slack_id.in_([slack_id, instead_of or slack_id])
    held = connection.execute(select(directory.c.person).where(directory.c.person == person, free).with_for_update())
    if held.first() is None:
        return False
    remember_slack_id(connection, person, slack_id)
    return True


def remember_slack_id(connection: Connection, person: str, slack_id: str) -> None:
    """Match a listed person with an id on Slack, which nobody else keeps then."""
    connection.execute(
        update(directory).where(directory.c.slack_id == slack_id, directory.c.person != person).values(slack_id=None)
    )
    connection.execute(update(directory).where(directory.c.person == person).values(slack_id=slack_id))


def forget_slack_id(connection: Connection, person: str) -> None:
    """Match somebody with no id on Slack any more; it is asked for again."""
    connection.execute(update(directory).where(directory.c.person == person).values(slack_id=None))


def nameless(connection: Connection) -> frozenset[str]:
    """The pseudonyms of everybody whose use is in the ledger and of whom the directory does not tell who it is."""
    used = _used()
    listed = select(directory.c.person).where(directory.c.person == used.c.person).exists()
    found = select(used.c.person).where(used.c.person.is_not(None), ~listed).distinct()
    return frozenset(connection.execute(found).scalars())


def _used() -> Subquery:
    """Whose use is in the ledger, and of which connection."""
    spent = select(cell.c.person, cell.c.connection_id)
    did = select(activity.c.person, scope.c.connection_id).join(scope, scope.c.id == activity.c.scope_id)
    return spent.union(did).subquery()
