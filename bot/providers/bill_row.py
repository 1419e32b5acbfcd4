"""`BillRow`: what any form of bills makes of a row, and what a form is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from bot.facts.charge import Charge, Scope


class BillRow(NamedTuple):
    """One row: the bill it stands in, what it charges, and `digest`, which says what it holds but for the bill.

    `given` is the id that the file gives it, if files of the form do, and then `cells` are its cells by column, as
    `digest` tells them apart. `more` is what the row charges beside it, where one row stands for several charges.
    """

    digest: bytes
    scope: Scope
    charge: Charge
    sub_account_name: str | None = None
    is_taken: bool = True
    given: str | None = None
    cells: Mapping[str, str] = MappingProxyType({})
    more: tuple[Charge, ...] = ()

    @property
    def charges(self) -> tuple[Charge, ...]:
        """All that the row charges."""
        return (self.charge, *self.more)

    @property
    def whole(self) -> bytes:
        """What the row holds, and in which bill."""
        return self.digest + self.scope.key.encode()


RowId = Callable[[bytes, Scope], str]
"""Gives a row its id, by its digest and its scope."""

ReadRow = Callable[[Sequence[str], RowId], BillRow]
"""Reads the cells of a row; CellError names the column that cannot be read."""

ReadHeader = Callable[[Sequence[str]], ReadRow]
"""What a form of bills is: reads a header and returns what reads the rows below it; CellError as above."""
