"""What a list of staff would change in the organisation: one change for each person, to be approved one by one."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.errors import ImportRefusedError
from bot.facts.org import Membership, Org, Person
from bot.orgfile.words import meant

_NEEDED = ("email", "team")
_KNOWN = (*_NEEDED, "name", "since")


@dataclass(frozen=True, kw_only=True)
class Employee:
    """A line of the list; `team` is a slug or a name, `since` None where the list does not say from when on."""

    line: int
    email: str
    team: str
    name: str | None = None
    since: date | None = None


@dataclass(frozen=True)
class Change:
    """What one line would change, in words, and the person as they would be."""

    says: str
    person: Person


def employees(lines: Iterable[str], name: str) -> tuple[Employee, ...]:
    """The lines of a CSV file with columns email, team, name and since; ImportRefusedError for what is not clear."""
    rows = csv.reader(lines, strict=True)
    columns = [column.strip().casefold() for column in next(rows, [])]
    for needed in _NEEDED:
        if needed not in columns:
            raise ImportRefusedError(f"{name}:1: there is no column {needed}; the columns are {', '.join(_KNOWN)}")
    found: dict[str, Employee] = {}
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            raise ImportRefusedError(f"{name}:{rows.line_num}: the line has {len(cells)} cells, not {len(columns)}")
        one = _employee(dict(zip(columns, map(str.strip, cells), strict=True)), rows.line_num, name)
        if one.email in found:
            first = found[one.email].line
            raise ImportRefusedError(f"{name}:{one.line}: {one.email} stands in line {first} already; keep one of both")
        found[one.email] = one
    return tuple(found.values())


def changes(org: Org, staff: Sequence[Employee], today: date) -> Iterator[Change]:
    """What each line would change, in the list's order; nothing for who is in that team already, or stands there twice.

    Who is new, or moves, does so on the day of the list, else today; what was before stays as it was.
    """
    twice = _twice(org, staff)
    for one in staff:
        team, known = _team(org, one.team), org.person(one.email)
        if team is None or _has_several(known, today) or one in twice:
            continue
        since = one.since or today
        joined = Membership(team=team, since=since)
        if known is None:
            new = Person(email=one.email, name=one.name, memberships=(joined,))
            yield Change(f"+ {one.email} in {team} from {since}", new)
            continue
        open_ = [m for m in known.memberships if _is_open(m, today)]
        if [m.team for m in open_] == [team]:
            continue
        before = tuple(replace(m, until=since) if m in open_ else m for m in known.memberships)
        if any(m.until is not None and m.until <= m.since for m in before):
            continue
        left = f", out of {open_[0].team}" if open_ else ""
        moved = replace(known, memberships=(*before, joined))
        yield Change(f"~ {known.email} to {team} from {since}{left}", moved)


def unmatched(org: Org, staff: Sequence[Employee], today: date) -> Iterator[str]:
    """A sentence for everything no change can be made of, and for those of the organisation the list leaves out."""
    names = [*(team.slug for team in org.teams), *(team.name for team in org.teams)]
    twice = _twice(org, staff)
    for one in staff:
        known, since = org.person(one.email), one.since or today
        open_ = [m for m in known.memberships if _is_open(m, today)] if known else []
        if _team(org, one.team) is None:
            likely = meant(one.team, names) or "; add a [[team]] for it"
            yield f"line {one.line}: {one.email} is in “{one.team}”, which is no team of the org file{likely}"
        elif _has_several(known, today):
            yield f"line {one.line}: {one.email} is in {len(open_)} teams; change that in the org file itself"
        elif one in twice:
            lines = " and ".join(map(str, twice[one]))
            if one.line == twice[one][0]:
                yield f"lines {lines}: both are {known.email if known else one.email}; keep the one that holds"
        elif open_ and open_[0].since >= since and open_[0].team != _team(org, one.team):
            yield (
                f"line {one.line}: {one.email} would be in {one.team} from {since}, "
                f"before being in {open_[0].team} from {open_[0].since}; change that in the org file itself"
            )
    listed = {known.email for one in staff if (known := org.person(one.email))}
    gone = [p.email for p in org.people if p.email not in listed and any(_is_open(m, today) for m in p.memberships)]
    if gone:
        yield f"in a team and not in the list: {', '.join(gone)}; end their teams with until where they have left"


def with_changes(org: Org, approved: Iterable[Change]) -> Org:
    """The organisation with these changes: people who were there keep their place, new ones come last."""
    changed = {change.person.email: change.person for change in approved}
    people = [changed.pop(person.email, person) for person in org.people]
    return replace(org, people=(*people, *changed.values()))


def _employee(cells: dict[str, str], line: int, name: str) -> Employee:
    email, since = cells["email"].casefold(), cells.get("since")
    if "@" not in email or not cells["team"]:
        raise ImportRefusedError(f"{name}:{line}: each line needs an e-mail address and a team")
    try:
        day = date.fromisoformat(since) if since else None
    except ValueError:
        raise ImportRefusedError(f"{name}:{line}: since is no date such as 2026-01-31") from None
    return Employee(line=line, email=email, team=cells["team"], name=cells.get("name") or None, since=day)


def _team(org: Org, called: str) -> str | None:
    wanted = called.casefold()
    return next((team.slug for team in org.teams if wanted in {team.slug, team.name.casefold()}), None)


def _is_open(membership: Membership, today: date) -> bool:
    return membership.until is None or membership.until > today


def _has_several(person: Person | None, today: date) -> bool:
    return person is not None and sum(_is_open(m, today) for m in person.memberships) > 1


def _twice(org: Org, staff: Sequence[Employee]) -> dict[Employee, list[int]]:
    """The lines that are of one person under two of their e-mails or ids, each with all of these lines."""
    of = defaultdict[str, list[Employee]](list)
    for one in staff:
        known = org.person(one.email)
        of[known.email if known else one.email].append(one)
    return {one: [other.line for other in same] for same in of.values() if len(same) > 1 for one in same}
