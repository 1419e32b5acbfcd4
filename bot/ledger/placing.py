"""Place every charge anew, because what places them changed or was found wrong."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.ledger import orgs, rollup
from bot.ledger.cells import place_all


def place_again(connection: Connection) -> None:
    """Give every cell its place under the org file in force, and make both rollups anew; charges stay as they are."""
    place_all(connection, orgs.placement(connection))
    rollup.rebuild(connection)
