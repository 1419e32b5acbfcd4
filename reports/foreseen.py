"""How a budget's period is likely to end, in words: the end, how sure it is, when the money is gone (method.md 3.5)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from bot.facts.percent import per_cents
from bot.facts.prospect import Prospect
from reports.wording import say

WORDS = "foreseen.txt.j2"
_CHANCES = (
    (Decimal("0.95"), "almost certain"),
    (Decimal("0.80"), "very likely"),
    (Decimal("0.60"), "likely"),
    (Decimal("0.40"), "as likely as not"),
    (Decimal("0.20"), "unlikely"),
)


def foreseen(found: Prospect, currency: str, *, period: str) -> str:
    """What an owner reads of it, in a few sentences; `period` is what the period is called: `November`."""
    ends = {"expected": found.expected, "low": found.low, "high": found.high, "currency": currency}
    sentences = [
        say(WORDS, "finish", period=period, **ends),
        say(WORDS, "chance", words=chance_words(found.chance), percent=percent(found.chance), is_band=is_band(found)),
    ]
    if found.runs_out_from is not None:
        days = {"earliest": found.runs_out_from, "on": found.runs_out_on, "latest": found.runs_out_by}
        sentences.append(say(WORDS, "gone", **days))
    return " ".join(sentences)


def record(found: Prospect) -> str:
    """Which days it is made of, and how wrong such forecasts usually were."""
    off = int((found.usual_error * 100).quantize(Decimal(1), ROUND_HALF_EVEN))
    return say(WORDS, "record", through=found.through, percent=off, past=found.past_errors)


def is_band(found: Prospect) -> bool:
    """Whether the period ends so far ahead that a range alone is said."""
    return found.expected is None


def chance_words(chance: Decimal) -> str:
    """How likely it is, in a word or two."""
    return next((words for least, words in _CHANCES if chance >= least), "very unlikely")


def percent(chance: Decimal) -> str:
    """The chance in whole per cents, never more than it is, and never certain: `72%`, `over 99%`, `under 1%`."""
    whole = per_cents(chance)
    if whole < 1:
        return "under 1%"
    return "over 99%" if chance > Decimal("0.99") else f"{whole}%"
