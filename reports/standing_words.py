"""What the settled weeks of a workflow say, in words: its cost with the range, and what may be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from bot.facts.periods import DAY
from bot.value.changes import Change, Comparison
from bot.value.standing.compared import Against
from bot.value.standing.standing import Standing
from bot.value.standing.value import Value
from bot.value.unit_cost import FEWEST_FOR_A_UNIT_COST
from reports import verdict_words
from reports.digest import WorkflowLine
from reports.wording import say

WORDS = "standing.txt.j2"
_NAMES = {Against.AI_COST: "AI cost", Against.FULL_COST: "full cost"}
_SENTENCES = {Change.IMPROVED: "improved", Change.WORSE: "worse", Change.NO_CALL: "no_call"}


def cell(standing: Standing) -> str:
    """Eight weeks in a table's cell: `$10.00 (8.83–11.33)`, or why there is no figure."""
    return _figure(standing, "cell")


def _figure(standing: Standing, said: str) -> str:
    found = standing.figure.range
    if found is not None:
        return say(WORDS, said, each=found.each, low=found.low, high=found.high, currency=standing.currency)
    if standing.spend is None:
        return say(WORDS, "not_whole")
    if standing.spend <= 0:
        return say(WORDS, "nothing_spent")
    if standing.net < FEWEST_FOR_A_UNIT_COST:
        return say(WORDS, "few", net=standing.net)
    return say(WORDS, "few_weeks")


def sentence(standing: Standing) -> str:
    """Eight weeks with what may be said against the baseline, on one line."""
    last, typical = standing.until - DAY, _figure(standing, "typical")
    return say(WORDS, "eight_weeks", until=last, typical=typical, compared=compared(standing))


def compared(standing: Standing) -> str:
    """What two closes said of the baseline: `AI cost improved: 16–39% cheaper`; empty where nothing may be said."""
    if standing.against is None or standing.change is Change.NOT_ENOUGH:
        return ""
    of = _NAMES[standing.against]
    if standing.change is Change.SAME:
        return say(WORDS, "same", of=of)
    said = standing.closes[-1]
    moved = change_range(said) if said.change is standing.change else ""  # that of an older close is of other weeks
    return say(WORDS, _SENTENCES[standing.change], range=moved, of=of)


def change_range(said: Comparison) -> str:
    """The range of a change: `16–39% cheaper`, `39% cheaper to 5% dearer`."""
    assert said.low is not None
    assert said.high is not None
    low, high = _percent(said.low), _percent(said.high)
    if high <= 0:
        return say(WORDS, "both", low=-high, high=-low, way="cheaper")
    if low >= 0:
        return say(WORDS, "both", low=low, high=high, way="dearer")
    return say(WORDS, "between", low=f"{-low}% cheaper", high=f"{high}% dearer")


def verdict(standing: Standing) -> str:
    """The verdict and what to do next; of a small workflow the verdict alone."""
    shown = standing.shown
    said = verdict_words.headline(shown, standing.override)
    action = "" if shown.verdict is None else verdict_words.next_action(shown.verdict)
    return f"{said}. {action}" if action else said


def worth(lines: Iterable[WorkflowLine]) -> list[tuple[str, str]]:
    """What the settled weeks were worth of which it is known, with those weeks, beside what those cost.

    By currency, and apart where the weeks are others; none of no value.
    """
    found: dict[tuple[date, str], list[tuple[Value, Decimal]]] = {}
    for line in lines:
        standing = line.standing
        if standing is None or standing.value is None:
            continue
        value, until = standing.value, standing.value.until or standing.until
        spend = standing.spend if value.until is None else value.spend
        if spend is not None:
            found.setdefault((until, standing.currency), []).append((value, spend))
    return [(say(WORDS, "worth_of", until=until - DAY), _sums(found[until, one], one)) for until, one in sorted(found)]


def _sums(both: Sequence[tuple[Value, Decimal]], currency: str) -> str:
    return say(
        WORDS,
        "worth",
        weighted=sum((value.weighted for value, _ in both), Decimal(0)),
        claimed=sum((value.claimed for value, _ in both), Decimal(0)),
        captured=sum((value.captured for value, _ in both), Decimal(0)),
        validated=sum((value.validated for value, _ in both), Decimal(0)),
        spend=sum((spend for _, spend in both), Decimal(0)),
        currency=currency,
    )


def _percent(ratio: float) -> Decimal:
    return ((Decimal(repr(ratio)) - 1) * 100).quantize(Decimal(1), ROUND_HALF_EVEN)
