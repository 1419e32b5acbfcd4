"""Read what gateways state by whom they asked, whether it counts or is suppressed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal

from sqlalchemy import Connection, select

from bot.facts.overlap import LLM_PROVIDER
from bot.facts.periods import Period
from bot.ledger import rollup
from bot.ledger.columns import total
from bot.ledger.days import on_days
from bot.ledger.tables import allocation, cell, charge, place
from bot.ledger.tables import connection as connection_table

Routed = Mapping[tuple[str, str, str], Decimal]
"""By connection, provider asked and currency, what is known to be billed."""


def routed(connection: Connection, period: Period, gateways: Collection[str]) -> Routed:
    """What these connections state of the days, by the tag `llm_provider`; what has none is left out."""
    group = (connection_table.c.slug, cell.c.tags, place.c.currency)
    query = (
        select(*group, *rollup.placed_sums()[1:3])
        .select_from(charge)
        .join(allocation, rollup.IN_FORCE)
        .join(place, place.c.id == allocation.c.place_id)
        .join(cell, cell.c.id == charge.c.cell_id)
        .join(connection_table, connection_table.c.id == cell.c.connection_id)
        .where(on_days(period.start, period.end), place.c.additive, connection_table.c.slug.in_(gateways))
        .group_by(*group)
    )
    found: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for slug, tags, currency, units, nanos in connection.execute(query):
        if asked := json.loads(tags).get(LLM_PROVIDER):
            found[slug, asked, currency] += total(units, nanos)
    return dict(found)
