"""The month that a table of the org file is about."""

from __future__ import annotations

import re
from datetime import date, datetime

from bot.orgfile.table import STAND_IN, Table
from bot.orgfile.words import shown

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def month(table: Table) -> date:
    """The first day of `month`, which must stand there as text, such as "2026-10", or as the date of that day."""
    if not table.has("month"):
        table.required("month", None)
        return STAND_IN
    value = table.values["month"]
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    text = value.isoformat().removesuffix("-01") if is_day else value
    found = _MONTH.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        table.refuse("month", f'month must be a month such as "2026-10", or its first day, not {shown(value)}')
        return STAND_IN
    return date(int(found[1]), int(found[2]), 1)
