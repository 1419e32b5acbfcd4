"""What holds for the header of any bill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.providers.bill_cells import CellError

_NO_COMMAS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def refuse_other_separators(header: Sequence[str]) -> None:
    """Refuse a header that is one cell because its names are not separated by commas."""
    if len(header) == 1:
        for separator, name in _NO_COMMAS.items():
            if separator in header[0]:
                raise CellError("", f"the cells are separated by {name}; export the file again with commas")


def refuse_doubled(header: Sequence[str]) -> None:
    """Refuse a header in which a name stands twice."""
    doubled = [name or "(no name)" for name, times in Counter(header).items() if times > 1]
    if doubled:
        raise CellError(", ".join(doubled), "stands more than once in the header; keep one column of that name")
