"""Bills that were read under another `[[bill]]` than the org file has now: until they are read again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from sqlalchemy import Connection

from bot.bill_files import bill_files
from bot.facts.charge import Scope
from bot.facts.check import Check, bad
from bot.facts.periods import Period
from bot.ledger import other_limits
from bot.providers.bill_scope import billing_period


def limits_of(connection: Connection, paths: Sequence[Path]) -> tuple[Check, ...]:
    """A line for each connection with such bills; `paths` are those of FOCUS_PATHS, which are read again by itself."""
    found = other_limits.read_by_others(connection)
    if not found:
        return ()
    try:
        files = [str(path.resolve()) for path in bill_files(paths)]
    except OSError:  # said of the path itself
        files = []
    return tuple(limits(found, other_limits.read_again_by_itself(connection, files)))


def limits(found: Sequence[Scope], by_itself: Collection[Scope]) -> Iterator[Check]:
    """A line for each connection; of those in `by_itself` the next reading of FOCUS_PATHS takes care."""
    for slug, scopes in groupby(found, lambda one: one.connection):
        bills = list(scopes)
        periods = [billing_period(one) for one in bills]
        days = Period(min(one.start for one in periods), max(one.end for one in periods)).shown()
        one = len(bills) == 1
        if all(each in by_itself for each in bills):
            todo = "the next denominator collect reads the files of FOCUS_PATHS again"
        else:
            todo = f"import {'its' if one else 'their'} files again with: denominator import focus"
        were = "bill of {} ({}) was" if one else "bills of {} ({}) were"
        yield bad(
            f"limits {slug}",
            f"{len(bills)} {were.format(slug, days)} read under another [[bill]] than the org file has now, and may "
            f"hold what it leaves out or lack what it takes; {todo}.",
        )
