"""What the words of an `/ai-outcome` line may not hold: an e-mail address, and a date at the note's beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.facts.address import INSTEAD, has_address
from bot.facts.outcome_words import Kind, Piece

_DASH = "[-‐‑‒–—]"
_DATE = re.compile(rf"\d{{4}}{_DASH}\d{{1,2}}(?:{_DASH}\d{{1,2}})?|\d{{4}}{_DASH}?[wW]\d{{1,2}}")
"""A day, a month or a week of the ISO calendar, also one that does not exist."""
_BEFORE_A_DATE = frozenset({"on", "for", "from", "in"})
_PAST = "a past day is logged by who runs Denominator, with: denominator outcome log --day 2026-11-09"


def named(text: str) -> str | None:
    """Why a note or a link that holds an e-mail address is refused, None where it holds none."""
    return f"It holds an e-mail address, and a note names nobody: {INSTEAD}." if has_address(text) else None


def refusal(notes: Sequence[Piece], link: str | None, *, dated: bool) -> str | None:
    """Why the words are refused, None where they are not; a date is a note like any other where the day is told."""
    if said := named(" ".join([*(piece.typed for piece in notes), link or ""])):
        return said
    date = None if dated else _date(notes[:1])
    if date is None:
        return None
    return (
        f"The note begins with {date}, and a line is logged for today: {_PAST}; "
        "to keep it as a note, put it in quotes or later in the note."
    )


def hint(notes: Sequence[Piece]) -> str | None:
    """One sentence where the note begins as a day would be said: `yesterday`, `on 2026-09-16`."""
    words = [_plain(piece) for piece in notes[:2]]
    said = words[0] if words[:1] == ["yesterday"] else None
    if words and words[0] in _BEFORE_A_DATE:
        said = _date(notes[1:2])
    return None if said is None else f"It is logged for today, and “{said}” is in its note; {_PAST}."


def _date(pieces: Sequence[Piece]) -> str | None:
    """The date that the first piece is, if any; quotes make a note of it."""
    found = next((_plain(one) for one in pieces if one.kind is Kind.NOTE and not one.certain), "")
    return found.upper() if _DATE.fullmatch(found) else None


def _plain(piece: Piece) -> str:
    return "" if piece.certain else piece.typed.strip("()[].,;:!?…").casefold()
