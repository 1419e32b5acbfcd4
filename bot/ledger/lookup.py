"""What a word names in the ledger: cells, by one of their dimensions or by the name people gave it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select, true

from bot.ledger.rules import SERVICE_ACCOUNT
from bot.ledger.tables import cell, source_name
from bot.ledger.tables import connection as connection_table

_COLUMNS = {
    "key": cell.c.key,
    "sub_account": cell.c.sub_account,
    "model": cell.c.model,
    "line_item": cell.c.line_item,
    "billing_account": cell.c.billing_account,
    "provider": cell.c.provider,
    "connection": connection_table.c.slug,
}
_ACCOUNTS = ("key", "sub_account", SERVICE_ACCOUNT)
KINDS = (*_ACCOUNTS, "model", "line_item", "tag", "billing_account", "provider", "connection")
"""What a word is looked for as; whose use a charge was is not among them, for no command lists people by cost."""

_SUGGESTED = 5
_MOST_COMPARED = 5_000


@dataclass(frozen=True, kw_only=True)
class Named:
    """The cells of one connection that a word names as one `kind` of thing; a tag's id is `name=value`."""

    kind: str
    id: str
    name: str | None
    connection: str
    cells: int


def find(connection: Connection, word: str) -> tuple[Named, ...]:
    """Everything the word names, by kind and connection: as an id in full, and only where it is none, as a name.

    `CONNECTION/WORD` looks in that connection alone, where nothing has the whole word for its id or name.
    """
    slugs = connection.execute(select(connection_table.c.slug).order_by(connection_table.c.slug)).scalars().all()
    forms = [(word, None), *((word.removeprefix(f"{slug}/"), slug) for slug in slugs if word.startswith(f"{slug}/"))]
    for text, slug in forms:
        for wanted in ([(kind, text, None) for kind in KINDS], _called(connection, text)):
            if found := _found(connection, wanted, slug):
                return found
    return ()


def cells_of(found: Sequence[Named]) -> ColumnElement[bool]:
    """The condition for the cells that are named, where `cell` is joined with its connection."""
    return or_(*(and_(_is(one.kind, one.id), connection_table.c.slug == one.connection) for one in found))


def near(connection: Connection, word: str) -> tuple[str, ...]:
    """The ids and names most like the word, the likeliest first."""
    known = {name for column in _COLUMNS.values() for name in _distinct(connection, column)}
    known |= set(connection.execute(select(source_name.c.name).distinct()).scalars())
    folded = word.casefold()
    inside = sorted((name for name in known if folded in name.casefold()), key=lambda name: (len(name), name))
    if len(known) > _MOST_COMPARED:
        known = {name for name in known if name.casefold().startswith(folded[:3])}
    alike = difflib.get_close_matches(word, sorted(known)[:_MOST_COMPARED], n=_SUGGESTED)
    return tuple(dict.fromkeys([*inside, *alike]))[:_SUGGESTED]


_Wanted = tuple[str, str, str | None]
"""A kind, an id and the name it was found by, None where it was the id itself."""


def _found(connection: Connection, wanted: Sequence[_Wanted], slug: str | None) -> tuple[Named, ...]:
    """Those of the wanted that name a cell, of every connection or of one."""
    if not wanted:
        return ()
    named = [_is(kind, its_id) for kind, its_id, _ in wanted]
    query = (
        select(connection_table.c.slug, *(func.count().filter(condition) for condition in named))
        .join(connection_table, connection_table.c.id == cell.c.connection_id)
        .where(or_(*named), true() if slug is None else connection_table.c.slug == slug)
        .group_by(connection_table.c.slug)
    )
    rows = connection.execute(query).all()
    found = [
        Named(kind=kind, id=its_id, name=name, connection=row[0], cells=row[at])
        for at, (kind, its_id, name) in enumerate(wanted, 1)
        for row in sorted(rows)
        if row[at]
    ]
    whole = {one.connection for one in found if one.kind == "connection"}
    return tuple(one for one in found if one.kind != "provider" or one.connection not in whole)


def _is(kind: str, its_id: str) -> ColumnElement[bool]:
    """Whether a cell has the id as that kind of thing."""
    if kind == SERVICE_ACCOUNT:
        return _has_tag(SERVICE_ACCOUNT, its_id)
    if kind == "tag":
        name, sign, value = its_id.partition("=")
        return _has_tag(name, value) if sign else false()
    return _COLUMNS[kind] == its_id


def _has_tag(name: str, value: str) -> ColumnElement[bool]:
    """Whether the sorted JSON of the tags holds the pair; LIKE would take capitals for small letters on SQLite."""
    pair = f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
    return func.replace(cell.c.tags, pair, "") != cell.c.tags


def _called(connection: Connection, name: str) -> list[_Wanted]:
    """What people call so, in whatever capitals."""
    rows = connection.execute(select(source_name.c.kind, source_name.c.source_id, source_name.c.name).distinct())
    return sorted((row.kind, row.source_id, row.name) for row in rows if row.name.casefold() == name.casefold())


def _distinct(connection: Connection, column: ColumnElement[str | None]) -> Iterator[str]:
    query = select(column).select_from(cell.join(connection_table)).where(column.is_not(None)).distinct()
    return (value for value in connection.execute(query).scalars() if value)
