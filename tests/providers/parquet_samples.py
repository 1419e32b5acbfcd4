"""Parquet files made of text rows, with the types that providers write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

Row = Mapping[str, str]
Types = Mapping[str, str]

TYPES: Types = {
    "BilledCost": "DECIMAL(38, 18)",
    "EffectiveCost": "DECIMAL(38, 18)",
    "ListCost": "DECIMAL(38, 18)",
    "ContractedCost": "DECIMAL(38, 18)",
    "ConsumedQuantity": "DECIMAL(38, 18)",
    "PricingQuantity": "DECIMAL(38, 18)",
    "BillingPeriodStart": "TIMESTAMP",
    "BillingPeriodEnd": "TIMESTAMP",
    "ChargePeriodStart": "TIMESTAMPTZ",
    "ChargePeriodEnd": "TIMESTAMPTZ",
    "Tags": "MAP(VARCHAR, VARCHAR)",
}
"""As the large providers type their FOCUS exports; every other column is text."""


def write_parquet(path: Path, rows: Sequence[Row], types: Types = TYPES, *, codec: str = "snappy") -> Path:
    """A Parquet file of these rows; the text NULL and the empty text are null."""
    columns = list(rows[0])
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        texts = ", ".join(f'"{name}" VARCHAR' for name in columns)
        connection.execute(f"CREATE TABLE said ({texts})")
        cells = [[None if one[name] in {"", "NULL"} else one[name] for name in columns] for one in rows]
        places = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO said VALUES ({places})", cells)  # noqa: S608
        typed = ", ".join(_typed(name, types.get(name, "VARCHAR")) for name in columns)
        target = str(path).replace("'", "''")
        connection.execute(f"COPY (SELECT {typed} FROM said) TO '{target}' (FORMAT parquet, CODEC {codec})")  # noqa: S608
    return path


def _typed(name: str, kind: str) -> str:
    through = f'"{name}"::JSON' if kind.startswith("MAP") else f'"{name}"'
    return f'CAST({through} AS {kind}) AS "{name}"'
