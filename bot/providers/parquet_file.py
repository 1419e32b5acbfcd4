"""A Parquet file row by row as text, exactly: decimals as they are, floats in their shortest form.

DuckDB reads it: of the readers tried it alone refuses whatever is damaged in an exception (CONTRIBUTING, "Decisions").
It comes with the extra `parquet` and is loaded by the first such file.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from bot.providers.csv_file import CsvFile, Progress, Unpacked

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAGIC = b"PAR1"
_ROWS_PER_STEP = 1000
_MOST_UNPACKED = 4000
"""A column that says the same in every row takes a few bytes: an honest bill unpacks to some hundred times its size."""
_LONGEST_ROW = 1 << 20
_NESTED = ("MAP(", "STRUCT(")
_TABLE = "read_parquet(?, hive_partitioning = false, binary_as_string = true)"
"""The folders above a file may be called `BILLING_PERIOD=2026-09`; they are no columns."""
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "1GB",
    "autoinstall_known_extensions": False,
    "temp_directory": "",
}


def records(file: CsvFile, progress: Progress) -> Generator[tuple[int, list[str]]]:
    """The names of the columns, then every row, with its line as if it were CSV; what is null is empty.

    Maps, lists and structs are JSON, instants are UTC.
    """
    try:
        import duckdb  # noqa: PLC0415  (an extra, and large)
    except ModuleNotFoundError:
        sentence = "this is a Parquet file; pip install 'denominator-bot[parquet]' to read it, or export CSV"
        raise file.refused(1, "", sentence) from None
    line = 1
    try:
        with duckdb.connect(config=_CONFIG) as connection:
            for line, cells in enumerate(_read(connection, file, progress), start=1):
                yield line, cells
    except (duckdb.Error, RuntimeError, ValueError) as error:  # a damaged name of a column is no duckdb.Error
        reason = str(error).splitlines()[0]
        raise file.refused(line, "", f"the Parquet file is damaged or cut ({reason}); copy it again") from None


def _read(connection: DuckDBPyConnection, file: CsvFile, progress: Progress) -> Generator[list[str]]:
    path, size = glob.escape(str(file.path.absolute())), file.path.stat().st_size
    connection.execute("SET TimeZone = 'UTC'")
    described = connection.execute(f"SELECT * FROM {_TABLE} LIMIT 0", [path]).description  # noqa: S608  our own words
    columns = [(str(name), str(kind)) for name, kind, *_ in described]
    (rows,) = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [path]).fetchall()[0]
    header = _names(connection, path, [name for name, _ in columns])
    yield header
    texts = ", ".join(_text(name, kind) for name, kind in columns)
    found = connection.execute(f"SELECT {texts} FROM {_TABLE}", [path])  # noqa: S608  names are quoted
    done, told, unpacked = 0, 0, Unpacked(file, size, most=_MOST_UNPACKED)
    while some := found.fetchmany(_ROWS_PER_STEP):
        for values in some:
            cells = [_worded(value) for value in values]
            whole = "".join(cells)
            done += 1
            unpacked.add(len(whole), done + 1)
            if len(whole) > _LONGEST_ROW:
                raise file.refused(done + 1, "", f"the row is longer than {_LONGEST_ROW} characters, this is no bill")
            if "\0" in whole:
                column = next(name for name, text in zip(header, cells, strict=True) if "\0" in text)
                raise file.refused(done + 1, column, "the cell holds a NUL byte, it is damaged; export the file again")
            yield cells
        reached = size * done // max(rows, done)
        progress(reached - told)
        told = reached
    progress(size - told)


def _names(connection: DuckDBPyConnection, path: str, called: Sequence[str]) -> list[str]:
    """The columns as the file calls them: of those that differ by letter case alone DuckDB renames all but one."""
    schema = connection.execute("SELECT name, num_children FROM parquet_schema(?)", [path]).fetchall()
    names, inside = list[str](), 0
    for name, children in schema[1:]:
        if inside == 0:
            names.append(str(name))
        else:
            inside -= 1
        inside += children or 0
    return names if len(names) == len(called) else list(called)


def _text(name: str, kind: str) -> str:
    """What makes text of a column, but for nested values, which are made JSON here."""
    quoted = '"' + name.replace('"', '""') + '"'
    return quoted if kind.startswith(_NESTED) or kind.endswith("]") else f"CAST({quoted} AS VARCHAR)"


def _worded(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
