"""When a verdict is shown: after it held on two consecutive closes, some at once (method.md 5.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from bot.value.verdicts.inputs import Past
from bot.value.verdicts.kind import Ground, Kind, Rule
from bot.value.verdicts.missing import Missing
from bot.value.verdicts.verdict import Verdict

_DECLARED = frozenset({Rule.R0, Rule.R0B})


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What is shown at one close: `verdict`, since the close of `since`; None before any has held twice.

    `pending` is what the table says instead, and what is shown from the next close on if it says so again.
    """

    verdict: Verdict | None = None
    since: date | None = None
    pending: Verdict | None = None

    @property
    def is_new(self) -> bool:
        """Whether the verdict is shown for the first time."""
        return self.verdict is not None and self.since == self.verdict.inputs.on


def following(before: Shown | None, now: Verdict) -> Shown:
    """What is shown at the close of `now`, given what was shown at the close before.

    At once: an experiment and its end, quality, a missing owner and his coming, and what follows because data has been
    owed for long. A provisional window changes nothing but what is declared: experiments, and who the owner is.
    """
    before = before or Shown()
    old = before.verdict
    if now.inputs.is_provisional and not _is_declared(now):
        return before
    if old is not None and old.is_same(now):
        return Shown(verdict=now, since=before.since)
    if _is_at_once(before, now) or (before.pending is not None and before.pending.is_same(now)):
        return Shown(verdict=now, since=now.inputs.on)
    return replace(before, pending=now)


def past(history: Sequence[Shown]) -> Past:
    """The weeks in a row that count at the next close; `history` is what was shown at each close, oldest first."""
    verdicts = [shown.verdict for shown in reversed(history)]
    return Past(
        missing=_run(verdicts, lambda verdict: verdict.is_owed),
        fix=_run(verdicts, lambda verdict: verdict.ground is Ground.LOSS),
        doubt=_run(verdicts, lambda verdict: verdict.ground is Ground.DOUBT),
        stop=_run(verdicts, lambda verdict: verdict.rule is Rule.R5),
    )


def _run(verdicts: Sequence[Verdict | None], counts: Callable[[Verdict], bool]) -> int:
    return len([*takewhile(lambda verdict: verdict is not None and counts(verdict), verdicts)])


def _is_declared(verdict: Verdict) -> bool:
    """Whether it follows from what somebody declared, and from no figure of the window."""
    return verdict.rule in _DECLARED or Missing.OWNER in verdict.missing


def _is_at_once(before: Shown, now: Verdict) -> bool:
    old = before.verdict
    if _is_declared(now) or now.rule is Rule.R1:
        return True
    if old is None:
        return False
    is_owed_still = old.is_owed and now.is_owed and before.pending is None  # the table said so at the close before too
    has_waited = is_owed_still and now.kind in {Kind.FIX, Kind.STOP}
    return _is_declared(old) or has_waited
