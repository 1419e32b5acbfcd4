"""Days on which a connection says so little that some of it may be missing (method.md 3.6): for the admin alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.facts.check import Check, bad
from bot.facts.periods import DAY, Period
from bot.facts.policy import Policy
from bot.ledger.sources import Source
from bot.value.anomalies import Anomaly, anomalies
from bot.value.daily import Daily
from reports.digest_inputs import Spent
from reports.unusual import complete
from reports.wording import about, money, provider_name

_ASKED_FOR = 14 * DAY
_LATELY = 28 * DAY
_FEWEST_TO_TELL_A_DAY_OFF = 2


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What one connection says in one currency, with the policy in it, up to the day from which it may still change."""

    source: Source
    currency: str
    daily: Daily
    policy: Policy
    lows: tuple[Anomaly, ...]

    @property
    def low_days(self) -> frozenset[date]:
        """The days on which it cost far less than usual."""
        return frozenset(day for one in self.lows for day in one.days)

    def would_tell(self, day: date) -> bool:
        """Whether the day is known, and those before it cost enough for a day of little to be one."""
        before = self.daily.total(Period(day - _LATELY, day))
        is_known = self.daily.total(Period(day, day + DAY)) is not None and day <= self.daily.last
        return is_known and before is not None and before >= self.policy.quiet_below * (_LATELY // DAY)


def missing(spent: Spent, known: Sequence[Source], policies: Mapping[str, Policy], days: Period) -> Iterator[Check]:
    """A line for the days of the last two weeks on which a connection cost far less than usual.

    `spent` is by connection, on `days`. A day is judged once it is final. Where all that is in use was as low, people
    had a day off, and nothing is asked (AC-C11); with a single connection that cannot be told.
    """
    read = list(_read(spent, known, policies, days))
    providers = [source.provider for source in known]
    for one in read:
        for low in one.lows:
            is_lately = low.alerted_on[-1] >= days.end - _ASKED_FOR
            if is_lately and not all(_is_day_off(day, read) for day in low.days):
                yield _asked(one, low, alone=providers.count(one.source.provider) == 1)


def _read(spent: Spent, known: Sequence[Source], policies: Mapping[str, Policy], days: Period) -> Iterator[_Read]:
    sources = {source.connection: source for source in known}
    for (connection, currency), by_day in sorted(spent.items()):
        source, policy = sources.get(connection), policies.get(currency)
        if source is not None and source.final_to is not None and policy is not None:
            daily = complete(by_day, days, [source]).until(source.final_to - DAY)
            found = anomalies(daily, policy, through=daily.last)
            lows = tuple(one for one in found if one.is_for_admin)
            yield _Read(source=source, currency=currency, daily=daily, policy=policy, lows=lows)


def _is_day_off(day: date, read: Sequence[_Read]) -> bool:
    telling = [one for one in read if one.would_tell(day)]
    return len(telling) >= _FEWEST_TO_TELL_A_DAY_OFF and all(day in one.low_days for one in telling)


def _asked(one: _Read, low: Anomaly, *, alone: bool) -> Check:
    source, first, last = one.source, low.days[0], low.days[-1]
    name = provider_name(source.provider) if alone else f"{provider_name(source.provider)} ({source.connection})"
    if source.is_imported:
        name, again = source.connection, "import it again once it is whole."
    else:
        again = f"read it again with: denominator collect --provider {source.provider} --since {first}"
    days = Period(first, last + DAY)
    said = days.shown() if len(days) == len(low.days) else f"{len(low.days)} days of {days.shown()}"
    spent, expected = money(low.spent, one.currency), about(low.expected, one.currency)
    return bad(
        f"{source.connection} {one.currency} missing {first}",
        f"{name}: {said} cost {spent}, about {expected} was expected; is something missing? If so, {again}",
    )
