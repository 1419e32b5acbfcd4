"""The organisation in the store: every version kept whole, people as pseudonyms, e-mails in the directory alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select

from bot.facts.bill_limit import BillLimit
from bot.facts.org import Org
from bot.ledger.allocation import Placement
from bot.ledger.pseudonym import is_pseudonym
from bot.ledger.tables import directory, org_version
from bot.ledger.upsert import put

_DOCUMENT: TypeAdapter[Org] = TypeAdapter(Org)
_LIMITS: TypeAdapter[tuple[BillLimit, ...]] = TypeAdapter(tuple[BillLimit, ...])

Rename = Callable[[str], str]
"""Turns one form of a person (e-mail, pseudonym) into the other."""


@dataclass(frozen=True)
class OrgVersion:
    """The organisation in force and the number reports pin; version None where none was ever applied."""

    version: int | None
    org: Org


def save(connection: Connection, org: Org, *, now: datetime, pseudonym: Rename) -> int:
    """Add a version and return its number; the e-mails and ids of people that it names go to the directory only.

    Who is named by a pseudonym, as `current` names a person who was erased, keeps it and comes into no directory.
    """
    emails: set[str] = set()

    def remembered(email: str) -> str:
        if is_pseudonym(email):  # of somebody erased, who stays the person that their past is of
            return email
        emails.add(email)
        return pseudonym(email)

    document = _DOCUMENT.dump_json(_plain(_renamed(_nameless(org), remembered))).decode()
    names = {person.email: person.name for person in org.people}
    people = [{"person": pseudonym(email), "email": email, "name": names.get(email)} for email in sorted(emails)]
    put(connection, directory, people)
    added = connection.execute(
        insert(org_version).values(applied_at=now, document=document).returning(org_version.c.id)
    )
    return int(added.scalar_one())


def current(connection: Connection) -> OrgVersion:
    """The newest version, with e-mails and names put back from the directory.

    A person who was erased from it stays a pseudonym.
    """
    newest = select(org_version).order_by(org_version.c.id.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    if row is None:
        return OrgVersion(None, Org())
    known = {r.person: r for r in connection.execute(select(directory))}
    emails = {person: str(r.email) for person, r in known.items()}
    org = _DOCUMENT.validate_json(row.document)
    people = tuple(replace(p, name=known[p.email].name) if p.email in known else p for p in org.people)
    return OrgVersion(int(row.id), _renamed(replace(org, people=people), lambda p: emails.get(p, p)))


def limits_since(connection: Connection, since: datetime) -> tuple[tuple[datetime, tuple[BillLimit, ...]], ...]:
    """What was taken of bills from when on, the newest first, back to the version in force at `since`, if any was."""
    found: list[tuple[datetime, tuple[BillLimit, ...]]] = []
    versions = select(org_version.c.applied_at, org_version.c.document).order_by(org_version.c.id.desc())
    for row in connection.execute(versions):
        found.append((row.applied_at, _LIMITS.validate_python(json.loads(row.document).get("bills", ()))))
        if row.applied_at <= since:
            break
    return tuple(found)


def placement(connection: Connection) -> Placement:
    """What cells are placed by in the version in force, its people as the pseudonyms that cells have."""
    newest = select(org_version.c.document).order_by(org_version.c.id.desc()).limit(1)
    document = connection.execute(newest).scalar_one_or_none()
    return Placement() if document is None else _placement(document)


@lru_cache(maxsize=1)
def _placement(document: str) -> Placement:
    # Every replacement that brings a new cell asks for the same one, and five thousand people take a while to read.
    org = _DOCUMENT.validate_json(document)
    memberships = {person.email: person.memberships for person in org.people if person.memberships}
    people = {called: person.email for person in org.people for called in person.ids}
    return Placement(
        rules=org.rules,
        memberships=MappingProxyType(memberships),
        overlaps=org.overlaps,
        people=MappingProxyType(people),
    )


def _nameless(org: Org) -> Org:
    return replace(org, people=tuple(replace(person, name=None) for person in org.people))


def _plain(org: Org) -> Org:
    """Its policy with dicts: a document holds no other mapping."""
    policy = org.policy
    return replace(org, policy=replace(policy, weights=dict(policy.weights), doubts=dict(policy.doubts)))


def _renamed(org: Org, name: Rename) -> Org:
    def maybe(person: str | None) -> str | None:
        return None if person is None else name(person)

    return replace(
        org,
        people=tuple(replace(p, email=name(p.email), ids=tuple(name(called) for called in p.ids)) for p in org.people),
        workflows=tuple(replace(w, owner=name(w.owner), delegate=maybe(w.delegate)) for w in org.workflows),
        rules=tuple(replace(r, match=replace(r.match, person=maybe(r.match.person))) for r in org.rules),
        budgets=tuple(
            replace(b, owner=name(b.owner), delegate=maybe(b.delegate), approver=maybe(b.approver)) for b in org.budgets
        ),
    )
