"""Names of the org file that must lead somewhere and stand once; what was probably meant is said."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from bot.facts.org import Org
from bot.orgfile.lines import Path
from bot.orgfile.source import Source
from bot.orgfile.words import meant

_NEAR = 0.85


def once(source: Source, noun: str, name: str, values: list[str]) -> None:
    """Refuse a value of the name that stands with two nouns of the file; an empty one is refused elsewhere."""
    places: dict[str, int] = {}
    for number, value in enumerate(values):
        first = places.setdefault(value, number)
        if value and first != number:
            line = source.line((noun, first, name))
            source.refuse((noun, number, name), f"the {noun} {value} stands in line {line} already; give each its own")


def known(source: Source, path: Path, noun: str, name: str | None, names: Collection[str]) -> None:
    """Refuse a name, where one is given, that leads to none of the names."""
    if name and name not in names:
        suggestion = meant(name, names)
        source.refuse(path, f"there is no {noun} {name} in this file{suggestion or f'; add a [[{noun}]] for it'}")


def owner(source: Source, path: Path, email: str, org: Org) -> None:
    """An owner is one person of the file (method.md 1.4)."""
    emails = [person.email for person in org.people]
    if email and email not in emails:
        likely = _misspelt(email, emails)
        advice = f", did you mean {likely}?" if likely else "; add a [[person]] for it"
        source.refuse(path, f"there is no person {email} in this file{advice}")


def deputy(source: Source, path: Path, email: str | None, org: Org) -> None:
    """Somebody who stands in may belong to no team of the file, but is refused where a name looks misspelt."""
    emails = [person.email for person in org.people]
    likely = _misspelt(email, emails) if email and email not in emails else None
    if likely:
        source.refuse(path, f"there is no person {email} in this file, did you mean {likely}? If not, add a [[person]]")


def _misspelt(email: str, emails: Iterable[str]) -> str | None:
    """The known address that is probably meant: compared by what stands before the @, then whole."""
    name, _, domain = email.partition("@")
    for one in emails:
        its_name, _, its_domain = one.partition("@")
        names = difflib.SequenceMatcher(None, name, its_name).ratio()
        domains = difflib.SequenceMatcher(None, domain, its_domain).ratio()
        if min(names, domains) >= _NEAR:
            return one
    return None
