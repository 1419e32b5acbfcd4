"""The one-line grammar of `/ai-outcome`: `3`, `refunds 12 4h https://… reuse`, `#refunds rejected two were late`.

The order of the words does not matter. Each of these may be said once:

- how many: `3`, `x3`, `3x`, `×3`, `1,200`, in digits; 1 when not said;
- time displaced, the TOTAL of all of them, never per outcome: `4h`, `30m`, `1h30m`, `1.5h`, `~2h`, `4 hours`;
- a claimed amount, kept as typed: `$200`, `200 USD`, `€20`;
- evidence: a link;
- the workflow: `#refunds`, or its slug, an alias or its name among the words, in any case;
- `reuse` or `reused`; and one of `rejected`, `no`, `reversed`;
- the remaining words, in their order, are the note. Quotes make a note of anything: `3 "order 4512"`. Alone in the
  line, a number in quotes is the count all the same. A note that begins with a date is an error, for a line is logged
  for today; so is an e-mail address in it or in the link, for a note names nobody (`outcome_note`).

A line that says none of these and is note only is an error: `stauts` and `what is this` log nothing.

Where two readings are open:

- `#name` settles the workflow: other workflows' names beside it are note. Without `#`, two workflows are an error;
  a further mention of the same workflow is note.
- An unknown `#name` is an error with a suggestion; an unknown bare word is note, with a hint when it is close to a
  workflow and none was named. `#4512` is a ticket, hence note.
- `no` means rejected only where nothing else is left for the note: `3 no` is rejected, `3 no complaints` is a note.
- A second link is note. A second count, time or amount is an error, for nobody could tell which was meant.
- A currency belongs to the number before it: in `3 200 USD` and `200 USD 3` the count is 3.
- `4h 12` is four hours and twelve outcomes; `1h 30m` and `1h30` are ninety minutes.
- `help` alone asks for help; `undo`, `status`, `justify` and `doctor` as the first word are verbs, whatever follows.
- An empty line asks for help: nothing was said, so nothing is logged (a surface that has forms opens one instead).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.facts import outcome_note, workflow_names
from bot.facts.org import Workflow
from bot.facts.outcome import OutcomeKind
from bot.facts.outcome_words import HELP, SPELT, VERBS, Kind, Names, Piece, key, minutes, pieces, visible

MAX_LENGTH = 2_000
MAX_QUANTITY = 1_000_000
MAX_MINUTES = 60 * MAX_QUANTITY

_COMMAND = re.compile(r"\s*/ai-outcome(?=\s|$)", re.IGNORECASE)
_HINTED_WORDS = 12
_SHORTEST_HINTED = 4
_LISTED = 8


@dataclass(frozen=True, kw_only=True)
class OutcomeLine:
    """What a line says; None where it does not say. `minutes` is a total, `workflow` a slug, `hint` one sentence."""

    quantity: int = 1
    kind: OutcomeKind = OutcomeKind.ACCEPTED
    workflow: str | None = None
    minutes: int | None = None
    amount: str | None = None
    url: str | None = None
    reused: bool = False
    note: str = ""
    hint: str | None = None


@dataclass(frozen=True)
class Help:
    """The reader asked what can be typed."""


@dataclass(frozen=True)
class Verb:
    """The line asks for something else than logging: `undo`, `status`, `justify` or `doctor`, and what follows."""

    name: str
    rest: str = ""


@dataclass(frozen=True)
class LineError:
    """The line cannot be logged: `problem` says why and what to type instead, `typed` is the whole line."""

    problem: str
    typed: str

    @property
    def sentence(self) -> str:
        """The problem with what was typed behind it, so that it can be mended and sent again."""
        return self.problem if len(self.typed) > MAX_LENGTH else f"{self.problem} You typed: {self.typed}"


class _Refused(Exception):  # noqa: N818 - it never leaves this file
    """Carries the sentence to `parse`."""


def parse(text: str, workflows: Sequence[Workflow], *, dated: bool = False) -> OutcomeLine | Help | Verb | LineError:
    """Read a line as the module says; bad input is a LineError, never an exception.

    `dated` says that its day is told beside it, so that a date is a note like any other.
    """
    typed = _COMMAND.sub("", visible(text), count=1).strip()
    if len(typed) > MAX_LENGTH:
        return LineError(
            f"That is {len(typed):,} characters and I keep up to {MAX_LENGTH:,}: "
            "type the count and a short note, and link the rest.",
            typed,
        )
    if not typed or typed.casefold().strip("!.\"'“”‘’") in HELP:
        return Help()
    first, _, rest = typed.partition(" ")
    verb = first.casefold().rstrip(".,:!?")
    if verb in VERBS:
        return Verb(verb, rest.strip())
    names = workflow_names.names(workflows)
    try:
        return _read(_unquoted(pieces(typed, names)), names, workflows, dated=dated)
    except _Refused as refused:
        return LineError(str(refused), typed)


def _unquoted(found: list[Piece]) -> list[Piece]:
    """The pieces, but a count in quotes is one where nothing else was typed."""
    inner = pieces(found[0].typed, {}) if len(found) == 1 and found[0].certain else []
    return inner if [piece.kind for piece in inner] == [Kind.COUNT] else found


def _read(found: list[Piece], names: Names, workflows: Sequence[Workflow], *, dated: bool) -> OutcomeLine:
    workflow = _workflow(found, names, workflows)
    time = _only(found, Kind.TIME, "times", "Type one total for all outcomes, such as 4h or 1h30m.")
    amount = _only(found, Kind.AMOUNT, "amounts", "Type one total, such as $200.")
    count = _only(found, Kind.COUNT, "numbers", 'Type one, and put the other in quotes, such as: 3 "order 4512".')
    link = next((piece for piece in found if piece.kind is Kind.LINK), None)
    marks = {piece.value for piece in found if piece.kind is Kind.MARK}
    notes = [piece for piece in found if _is_note(piece) and piece is not workflow and piece is not link]
    if "no" in marks and notes:
        marks.remove("no")
        notes = [p for p in found if any(p is note for note in notes) or (p.kind is Kind.MARK and p.value == "no")]
    if len(notes) == len(found):
        raise _Refused(_nothing_counted(notes, names))
    if refusal := outcome_note.refusal(notes, link.value if link else None, dated=dated):
        raise _Refused(refusal)
    line = OutcomeLine(
        quantity=1 if count is None else _quantity(count.value),
        kind=_kind(marks),
        workflow=workflow.slugs[0] if workflow else None,
        minutes=None if time is None else _minutes(time),
        amount=None if amount is None else _amount(amount),
        url=link.value if link else None,
        reused="reused" in marks,
        note=" ".join(piece.typed for piece in notes),
    )
    hint = None if dated else outcome_note.hint(notes)
    return replace(line, hint=hint or _hint(line, notes, names, said_count=count is not None))


def _nothing_counted(notes: Sequence[Piece], names: Names) -> str:
    """What is said of a line that is note only: what was likely meant, else what to type first."""
    words = [word.strip(".,:;!?") for note in notes for word in note.typed.casefold().split()][:_HINTED_WORDS]
    command = difflib.get_close_matches(words[0], (*VERBS, "help"), n=1, cutoff=0.75) if words else []
    if command:
        return f"Did you mean {command[0]}?"
    near = next((near for word in words if (near := _near_word(word, names))), None)
    if near:
        return f"Did you mean #{near}? I found nothing to count."
    spelt = next((word for word in words if word in SPELT), None)
    if spelt:
        return f"I read a count in digits only: type {SPELT[spelt]} for “{spelt}”."
    return "I found nothing to count: put a number first, such as: 1 sent the renewal pack."


def _is_note(piece: Piece) -> bool:
    """Whether the piece is note unless it is the line's one workflow or link; a `#name` never is."""
    return piece.kind in {Kind.NOTE, Kind.LINK} or (piece.kind is Kind.WORKFLOW and not piece.certain)


def _workflow(found: list[Piece], names: Names, workflows: Sequence[Workflow]) -> Piece | None:
    """The piece that names the line's workflow: the first with `#`, else the first at all."""
    for piece in found:
        if piece.kind is Kind.UNKNOWN_WORKFLOW:
            raise _Refused(_unknown(piece.value, names, workflows))
    named = [piece for piece in found if piece.kind is Kind.WORKFLOW]
    named = [piece for piece in named if piece.certain] or named
    if not named:
        return None
    if len(named[0].slugs) > 1:
        raise _Refused(f"“{named[0].typed}” may be {_either(named[0].slugs)}: type the one you mean with its #.")
    slugs = tuple(dict.fromkeys(slug for piece in named for slug in piece.slugs))
    if len(slugs) > 1:
        raise _Refused(f"I see more than one workflow: type {_either(slugs)}, and log each on its own line.")
    return named[0]


def _unknown(name: str, names: Names, workflows: Sequence[Workflow]) -> str:
    if not workflows:
        return f"I do not know the workflow “{name}”, for none is set up yet: leave out #{name} and I log it unsorted."
    near = _near(name, names, cutoff=0.6)
    if near:
        return f"I do not know the workflow “{name}”. Did you mean “{near}”?"
    slugs = sorted(workflow.slug for workflow in workflows)
    listed = ", ".join(f"#{slug}" for slug in slugs[:_LISTED])
    more = f" and {len(slugs) - _LISTED} more" if len(slugs) > _LISTED else ""
    return f"I do not know the workflow “{name}”: type one of {listed}{more}, or leave it out."


def _near(name: str, names: Names, *, cutoff: float) -> str | None:
    """The slug of the workflow whose name is closest, where one is close."""
    close = difflib.get_close_matches(key(name), names, n=1, cutoff=cutoff)
    return names[close[0]][0] if close else None


def _near_word(word: str, names: Names) -> str | None:
    """The workflow a word of the note may have meant, where it is long enough to say so."""
    return _near(word, names, cutoff=0.8) if len(word) >= _SHORTEST_HINTED else None


def _either(slugs: Sequence[str]) -> str:
    return " or ".join(f"#{slug}" for slug in slugs)


def _only(found: list[Piece], kind: Kind, noun: str, advice: str) -> Piece | None:
    """The one piece of that kind, if any."""
    several = [piece for piece in found if piece.kind is kind]
    if len(several) > 1:
        raise _Refused(f"I see {len(several)} {noun}, {' and '.join(piece.typed for piece in several[:3])}. {advice}")
    return several[0] if several else None


def _quantity(value: str) -> int:
    digits = value.lstrip("-")
    whole = (
        re.sub(r"(?<=\d)[,'’](?=\d{3})", "", digits) if re.fullmatch(r"[1-9]\d{0,2}([,'’]\d{3})+", digits) else digits
    )
    if not whole.isdecimal():
        raise _Refused(f"{digits} is not a whole number: type how many as 3 or 1,200.")
    if value.startswith("-"):
        raise _Refused(f"A count cannot be negative: to take {digits} back, type {digits} reversed.")
    if int(whole) == 0:
        raise _Refused("There is nothing to log with 0: type 1 or more, and nothing at all where nothing was done.")
    if int(whole) > MAX_QUANTITY:
        raise _Refused(f"I take up to {MAX_QUANTITY:,} at once: type a smaller count, and put other numbers in quotes.")
    return int(whole)


def _kind(marks: set[str]) -> OutcomeKind:
    if "reversed" in marks and marks & {"rejected", "no"}:
        raise _Refused("An outcome is either rejected or reversed: type one of the two words.")
    if "reversed" in marks:
        return OutcomeKind.REVERSED
    return OutcomeKind.REJECTED if marks & {"rejected", "no"} else OutcomeKind.ACCEPTED


def _minutes(time: Piece) -> int:
    total = minutes(time.value)
    if "-" in time.value:
        raise _Refused("Time displaced cannot be negative: type the total as 4h, or leave it out.")
    if total > MAX_MINUTES:
        raise _Refused(f"{time.typed} is more than I can believe: type the total time of all outcomes, such as 4h.")
    return total


def _amount(amount: Piece) -> str:
    if "-" in amount.value:
        raise _Refused("An amount cannot be negative: type it as $200, or leave it out.")
    return amount.typed


def _hint(line: OutcomeLine, notes: Sequence[Piece], names: Names, *, said_count: bool) -> str | None:
    """One sentence where the note may hold something that was meant otherwise."""
    words = [piece.typed for piece in notes if piece.kind in {Kind.NOTE, Kind.MARK} and not piece.certain]
    if line.workflow is None:
        for word in words[:_HINTED_WORDS]:
            near = _near_word(word, names)
            if near:
                return f"“{word}” is in the note; if you meant the workflow, type #{near}."
    if line.minutes is not None and any(word.casefold() in {"each", "per", "apiece"} for word in words):
        return "I took the time as the total of all outcomes; if it was for each, type the total."
    if any(piece.kind is Kind.MARK for piece in notes):
        return "I took “no” as part of the note; if it was not accepted, type rejected."
    number = next((word for word in words if word[0].isdecimal() or word.casefold() in SPELT), None)
    if number and not said_count:
        return f"I took the count as 1 and left “{number}” in the note; for another count, type it as 3 or 1,200."
    return None
