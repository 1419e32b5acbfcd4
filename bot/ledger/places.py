"""Places: where charges lie in a rollup, each distinct set of words for it once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from bot.ledger.naming import digest, number
from bot.ledger.slices import slices
from bot.ledger.tables import place
from bot.ledger.upsert import insert_missing

_WORDS = [column.name for column in place.c if column.name != "id"]


class Place(NamedTuple):
    """Whose charges lie there and what they are for; `model` is empty where there is none."""

    team: str
    workflow: str
    allocation_class: str
    model: str
    provider: str
    connection_id: int
    currency: str
    additive: bool


class Places:
    """The ids of places, each made from what the place says; one that is not stored is, when it is first asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ids: dict[Place, int] = {}

    def ids(self, wanted: Collection[Place]) -> Mapping[Place, int]:
        """The id of each place asked for so far."""
        new = {where: number(digest(where)) for where in wanted if where not in self._ids}
        self._keep({its_id: where for where, its_id in new.items()})
        self._ids |= new
        return self._ids

    def _keep(self, new: Mapping[int, Place]) -> None:
        ids = sorted(new)  # two that make the same ones wait for each other in one order
        rows = [{"id": its_id} | dict(zip(_WORDS, new[its_id], strict=True)) for its_id in ids]
        insert_missing(self._connection, place, rows)
        for some in slices(ids):
            there = select(place).where(place.c.id.in_(some))
            for its_id, *words in self._connection.execute(there):
                if new[its_id] != tuple(words):
                    raise RuntimeError("two places have one id; nothing was stored, please report it")
