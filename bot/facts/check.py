"""`Check`: one thing that was looked at, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; `says` is a sentence, with what to do where it is not ok."""

    name: str
    ok: bool
    says: str


def good(name: str, says: str) -> Check:
    """It is as it should be."""
    return Check(name=name, ok=True, says=says)


def bad(name: str, says: str) -> Check:
    """Somebody has to do what the sentence says."""
    return Check(name=name, ok=False, says=says)
