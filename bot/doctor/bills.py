"""The billing files of FOCUS_PATHS: whether there are any, and whether each begins as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from bot.bill_files import bill_files
from bot.errors import ImportRefusedError
from bot.facts.check import Check, bad, good
from bot.providers.bill_cells import CellError
from bot.providers.bill_file import BillFile
from bot.providers.focus_columns import FocusColumns


def bills(paths: Sequence[Path]) -> Iterator[Check]:
    """A line for each path; of each file only the first lines are read, the rest when it is imported."""
    for path in paths:
        name = f"bills {path}"
        try:
            files = bill_files([path])
            for file in files:
                _refuse_what_is_no_bill(BillFile(file, str(file)))
        except ImportRefusedError as error:
            yield bad(name, f"FOCUS_PATHS leads to a file that is refused, and so are all: {error}.")
        except OSError as error:
            yield bad(name, f"FOCUS_PATHS names {path}, which cannot be read ({error.strerror}); check its rights.")
        else:
            if files:
                yield good(name, f"{path} holds {len(files)} billing file{'s' if len(files) > 1 else ''}.")
            else:
                yield bad(
                    name, f"FOCUS_PATHS names {path}, where no .csv, .csv.gz or .parquet is; put the bills there."
                )


def _refuse_what_is_no_bill(file: BillFile) -> None:
    with closing(file.records(lambda _: None)) as records:
        first = list(islice(records, 2))
    if not first:
        raise file.refused(1, "", "the file is empty; export it again")
    line, header = first[0]
    try:
        FocusColumns(header)
    except CellError as error:
        raise file.refused(line, error.column, str(error)) from None
