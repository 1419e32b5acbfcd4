from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.ledger.db import Database
from bot.ledger.places import Place, Places
from bot.ledger.tables import place
from tests.factories import a_charge
from tests.ledger.test_store import load


def test_a_place_is_stored_once_and_has_the_same_id_whoever_asks(database: Database) -> None:
    load(database, [a_charge()])
    with database.writing() as connection:
        its_id, *words = connection.execute(select(place)).one()
        there = Place(*words)
        other = there._replace(team="support")
        ids = Places(connection).ids({there, other})
        assert ids[there] == its_id
        assert Places(connection).ids([other])[other] == ids[other] != its_id
        assert connection.execute(select(place).order_by(place.c.team)).all() == [
            (ids[other], *other),
            (its_id, *there),
        ]


def test_two_places_with_one_id_are_refused(database: Database) -> None:
    load(database, [a_charge()])
    with database.writing() as connection:
        there = Place(*connection.execute(select(place)).one()[1:])
        connection.execute(update(place).values(team="another"))
        with pytest.raises(RuntimeError, match="two places have one id; nothing was stored"):
            Places(connection).ids([there])
