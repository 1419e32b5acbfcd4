"""Scores: how long it takes to log an outcome, by the keystroke-level model over the real parser (method.md 1.17, 8.2).

A person wants to log something: so many outcomes of a workflow, sometimes with time, money, a link, a word. They tap
where a button says just that, use the shortcut where the outcome is a message, and else type the shortest line that
says it. A typed line has a slip now and then; where the parser then reads something else than was meant, or refuses,
they take it back and type it again. The times are those of Card, Moran and Newell (1980), with the 0.28 s a key and
1.35 s of thinking of 1.17.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING

from bot.bench.method.score import Bar, Family, Run, Score
from bot.facts.org import OutcomeType, Workflow
from bot.facts.outcome_line import OutcomeLine, parse

if TYPE_CHECKING:
    import numpy as np

_ROW = "logging: median simulated taps/keys time"
_KEY, _THINK, _POINT, _CLICK, _HOME = 0.28, 1.35, 1.1, 0.1, 0.4
_TAP = _POINT + _CLICK
_COMMAND = "/ai-outcome "
_SLIP = 0.005
"""How likely a key is the wrong one."""
_COPIED_LINK = _THINK + _TAP + 6 * _KEY
"""Select, copy, change the window, paste: a link is not typed."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_NAMES = {
    Family.TUNED: ("refunds", "kb-drafting", "renewals", "triage", "invoices", "release-notes"),
    Family.OTHER: ("rma", "claims-intake", "onboarding", "qa", "translations", "credit-checks", "bids"),
}
_USUAL, _TIME, _MONEY, _LINK, _NOTE = 0.8, 0.10, 0.03, 0.10, 0.05
"""How often the workflow is the usual one, which need not be said, and how often the rest is said; none of it must."""
_HAS_BUTTONS, _IS_MESSAGE = 0.5, 0.10
"""How often a digest or a pinned card with buttons is at hand, and how often the outcome is a message."""
_SAYS = {1: "the count", 2: "two things", 3: "three things", 4: "four things or more"}
_LONG = 10.0
_NOTES = ("two were late", "order 4512 again", "with legal", "first draft was fine")


@dataclass(frozen=True, kw_only=True)
class Intent:
    """What somebody wants to log, in the words they would type; `workflow` None where it is the usual one."""

    quantity: int
    workflow: str | None
    time: str | None
    money: str | None
    link: str | None
    note: str | None

    @property
    def words(self) -> list[str]:
        """The shortest line that says it."""
        name = None if self.workflow is None else f"#{self.workflow}"
        said = (name, str(self.quantity), self.time, self.money, self.link, self.note)
        return [word for word in said if word]

    @property
    def is_count_only(self) -> bool:
        """Whether a button can say it."""
        return len(self.words) == 1


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """The median and the time that 95 in 100 need no more than, beside a form of six fields for the same intents."""
    times, forms, typed, long = list[float](), list[float](), list[float](), Counter[str]()
    each = 50 if run.is_short else 500
    with bar("logging", len(run.seeds)) as step:
        for seed in run.seeds:
            for way, seconds, in_form in _logged(seed, run.family, each):
                times.append(seconds)
                forms.append(in_form)
                if way.startswith("line"):
                    typed.append(seconds)
                if seconds > _LONG:
                    long[way] += 1
            step(1)
    of = f"{len(times):,} outcomes"
    slowest, slowest_form, slowest_line = (quantiles(found, n=20)[-1] for found in (times, forms, typed))
    lines = (
        f"Of the {len(typed):,} typed lines alone: median {median(typed):.1f} s, 95 in 100 within {slowest_line:.1f} s."
    )
    beyond = ", ".join(f"{100 * count / len(times):.1f}% {way}" for way, count in long.most_common())
    form = "a form of six fields"
    yield Score(
        row=_ROW,
        name="median, in seconds",
        measured=median(times),
        at_most=6.0,
        anchor=form,
        anchored=median(forms),
        of=of,
        reason=f"{lines} How often what is said is our assumption; nobody has been watched.",
    )
    yield Score(
        row=_ROW,
        name="95 in 100 within, in seconds",
        measured=slowest,
        at_most=10.0,
        anchor=form,
        anchored=slowest_form,
        of=of,
        reason=f"{lines} Beyond ten seconds: {beyond}.",
    )


def _logged(seed: int, family: Family, count: int) -> Iterator[tuple[str, float, float]]:
    """For so many outcomes: the way, its seconds, and the seconds of the form."""
    import numpy as np  # noqa: PLC0415  (the bench extra)

    chance = np.random.default_rng([seed, list(Family).index(family)])
    workflows = [_workflow(name) for name in _NAMES[family]]
    for _ in range(count):
        intent = _intent(chance, family)
        form = _form(intent)
        if intent.is_count_only and intent.quantity in {1, 5} and chance.random() < _HAS_BUTTONS:
            yield "tap", _THINK + _TAP, form
        elif intent.quantity == 1 and chance.random() < _IS_MESSAGE:
            yield "shortcut", _THINK + 2 * _TAP, form
        else:
            seconds = _line(chance, intent, workflows)
            way = "typed twice" if seconds > _typed(intent) else f"that say {_SAYS[min(len(intent.words), 4)]}"
            yield f"lines {way}", seconds, form


def _workflow(name: str) -> Workflow:
    return Workflow(
        slug=name, name=name.replace("-", " "), team="t", owner="o@acme.example", outcome=OutcomeType(unit="thing done")
    )


def _intent(chance: np.random.Generator, family: Family) -> Intent:
    def said(often: float) -> bool:
        return bool(chance.random() < often)

    quantity = int(chance.geometric(0.4)) if family is Family.TUNED else int(chance.choice((1, 1, 1, 2, 3, 5, 12, 40)))
    return Intent(
        quantity=quantity,
        workflow=None if said(_USUAL) else str(chance.choice(_NAMES[family])),
        time=f"{int(chance.integers(1, 9))}h" if said(_TIME) else None,
        money=f"${int(chance.integers(1, 99)) * 10}" if said(_MONEY) else None,
        link=f"https://desk.example/{int(chance.integers(10**6))}" if said(_LINK) else None,
        note=str(chance.choice(_NOTES)) if said(_NOTE) else None,
    )


def _line(chance: np.random.Generator, intent: Intent, workflows: Sequence[Workflow]) -> float:
    """Typing the line, and where a slip changed what it says, seeing that, undoing it, and typing it again."""
    seconds = _typed(intent)
    slipped = _slipped(chance, intent.words)
    if _read(" ".join(slipped), workflows) != _read(" ".join(intent.words), workflows):
        seconds += _THINK + _TAP + _typed(intent)
    return seconds


def _typed(intent: Intent) -> float:
    """One thought and the keys, Enter among them, and one more thought for each further thing that is said."""
    words = [word for word in intent.words if word != intent.link]
    keys = len(_COMMAND) + len(" ".join(words)) + 1
    further = len(words) - 1
    return _THINK * (1 + further) + _KEY * keys + (_COPIED_LINK if intent.link else 0.0)


def _slipped(chance: np.random.Generator, words: list[str]) -> list[str]:
    """The words with a wrong letter wherever a key slipped; a link is pasted and has none."""
    return [
        word
        if word.startswith("https:")
        else "".join(
            _LETTERS[int(chance.integers(len(_LETTERS)))] if chance.random() < _SLIP else letter for letter in word
        )
        for word in words
    ]


def _read(line: str, workflows: Sequence[Workflow]) -> object:
    """What the parser reads, a slip in the note aside, which nobody takes back."""
    parsed = parse(line, workflows)
    if not isinstance(parsed, OutcomeLine):
        return None
    return parsed.quantity, parsed.kind, parsed.workflow, parsed.minutes, parsed.amount, parsed.url


def _form(intent: Intent) -> float:
    """A form that wants all six: opened by the command, two fields chosen from lists, four typed into, submitted."""
    typed = (str(intent.quantity), intent.time or "0h", intent.money or "$0", intent.note or "none")
    opened = _THINK + _KEY * (len(_COMMAND.strip()) + 1)
    chosen = 2 * (_THINK + _HOME + 2 * _TAP)
    written = sum(_THINK + _HOME + _TAP + _HOME + _KEY * len(text) for text in typed)
    return opened + chosen + written + _THINK + _HOME + _TAP
