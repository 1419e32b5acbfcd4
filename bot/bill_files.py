"""Which files FOCUS_PATHS stands for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_ENDINGS = (".csv", ".gz")


def bill_files(paths: Iterable[Path]) -> list[Path]:
    """A file is itself, a folder stands for the *.csv and *.gz in it by name; what is hidden is still being written.

    Raises OSError where a folder cannot be listed.
    """
    found: list[Path] = []
    for path in paths:
        found += sorted(one for one in path.iterdir() if _is_bill(one)) if path.is_dir() else [path]
    return found


def _is_bill(path: Path) -> bool:
    return path.name.lower().endswith(_ENDINGS) and not path.name.startswith(".") and path.is_file()
