"""Which files FOCUS_PATHS stands for."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

ENDINGS = (".csv", ".gz", ".parquet")


def bill_files(paths: Iterable[Path]) -> list[Path]:
    """A file is itself; a folder stands for the bills in it, and a pattern (`bills/**/*.csv.gz`) for those it fits.

    Bills are the files that end in `ENDINGS`, by name; what is hidden is still being written. A file is there once,
    however often it is named. Raises OSError where a folder cannot be listed.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for one in _stands_for(path):
            found.setdefault(one.resolve(), one)
    return list(found.values())


def _stands_for(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(one for one in path.iterdir() if _is_bill(one))
    elif not path.exists() and glob.has_magic(str(path)):
        fitting = (Path(one) for one in glob.iglob(str(path), recursive=True))  # noqa: PTH207  Path.glob takes hidden ones
        yield from sorted(one for one in fitting if _is_bill(one))
    else:
        yield path


def _is_bill(path: Path) -> bool:
    return path.name.lower().endswith(ENDINGS) and not path.name.startswith(".") and path.is_file()
