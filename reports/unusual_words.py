"""What was unusual of a week's spend in words, and how it was reckoned (method.md 3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import groupby

from bot.value.anomalies import CREEP, HIGH, Kind, Severity, UnusualDay
from reports.digest_notes import Unusual
from reports.wording import money, number, say, weekday

_WORDS = "digest.txt.j2"
_MOST_DAYS = 2
"""So many days are told one by one, those that cost most beyond what was expected."""
_NUMBERS = {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}
_TENTH = Decimal("0.1")


def unusual(found: Sequence[Unusual]) -> list[str]:
    """A line for each currency; none where nothing was unusual."""
    lines = []
    for currency, some in groupby(sorted(found, key=lambda one: one.currency), key=lambda one: one.currency):
        of_currency = list(some)
        days = [one for one in of_currency if one.alert.kind is Kind.HIGH]
        creeps = [one for one in of_currency if one.alert.kind is Kind.CREEP]
        said = [*([_days(days, currency)] if days else []), *([_creep(creeps[-1])] if creeps else [])]
        lines += [" ".join(said)] if said else []
    return lines


def reckoned(one: Unusual) -> tuple[str, str]:
    """What stands for the alert, and its arithmetic: what was expected, and how far beyond the usual it was."""
    if one.alert.kind is Kind.CREEP:
        return f"Spend creeps up to {weekday(one.alert.on)} ({one.currency})", _reckoned_creep(one)
    (day,) = one.alert.days
    return f"{weekday(day.day)} ({one.currency})", f"{_expected(day)}; {_beyond(day)}{_budget(one)}"


def _days(found: Sequence[Unusual], currency: str) -> str:
    largest = sorted(found, key=lambda one: (-one.alert.excess, one.alert.on))[:_MOST_DAYS]
    excess = sum((one.alert.excess for one in found), Decimal(0))
    return say(
        _WORDS,
        "unusual",
        days=[_day(one.alert.days[0], currency) for one in sorted(largest, key=lambda one: one.alert.on)],
        more=len(found) - len(largest),
        excess=excess,
        share=_share(excess, found),
        currency=currency,
    )


def _day(day: UnusualDay, currency: str) -> str:
    return say(_WORDS, "unusual_day", on=day.day, spent=day.spent, expected=day.expected, currency=currency)


def _creep(one: Unusual) -> str:
    days = len(one.alert.days)
    excess = one.alert.excess
    return say(
        _WORDS,
        "creep",
        excess=excess,
        days=_NUMBERS.get(days, str(days)),
        share=_share(excess, [one]),
        currency=one.currency,
    )


def _share(excess: Decimal, of: Iterable[Unusual]) -> str:
    """How much of the month's budget it is, where there is one and it is worth more than the line itself."""
    worth = [one.month_budget for one in of if one.severity is not Severity.DIGEST and one.month_budget]
    return _percent(excess, worth[0]) if worth else ""


def _percent(excess: Decimal, budget: Decimal) -> str:
    return f"{number((100 * excess / budget).quantize(_TENTH, ROUND_HALF_EVEN))}%"


def _expected(day: UnusualDay) -> str:
    times = day.expected / day.level if day.level else Decimal(0)
    return (
        f"a usual day of {_cents(day.level)} × {times:.2f} for a {day.day:%A} = {_cents(day.expected)} expected; "
        f"{_cents(day.spent)} − {_cents(day.expected)} = {_cents(day.excess)} more"
    )


def _beyond(day: UnusualDay) -> str:
    return (
        f"{day.spent / day.expected:.2f} times what was expected, {day.beyond:.1f} times the usual scatter (more than "
        f"{number(Decimal(str(HIGH)))} is unusual)"
    )


def _reckoned_creep(one: Unusual) -> str:
    days = one.alert.days
    spent, expected = sum((d.spent for d in days), Decimal(0)), sum((d.expected for d in days), Decimal(0))
    return (
        f"{' + '.join(_cents(day.spent) for day in days)} = {_cents(spent)} where {_cents(expected)} was expected, "
        f"{_cents(one.alert.excess)} more; the days are {', '.join(f'{day.beyond:+.1f}' for day in days)} usual "
        f"scatters from what was expected of each, and added up, less what is ordinary, such days came to more than "
        f"{number(Decimal(str(CREEP)))}{_budget(one)}"
    )


def _budget(one: Unusual) -> str:
    if one.month_budget is None:
        return "; no budget of the team says how much that is"
    month = money(one.month_budget, one.currency)
    return f"; {_percent(one.alert.excess, one.month_budget)} of the {month} that the team may spend in a month"


def _cents(amount: Decimal) -> str:
    return f"{amount:,.2f}"
