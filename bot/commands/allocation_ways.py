"""How cells that are placed are shown: each way once, what places it, and what nearly did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import click

from bot.commands import output
from bot.commands.allocation_words import cost_row, many, money
from bot.facts.periods import Period
from bot.ledger.allocation import BEGINNING, NEVER, AllocationClass, Placement, Segment
from bot.ledger.explanation import MOST_TOLD, Share, Way, added
from bot.ledger.lookup import Named
from bot.ledger.near_misses import miss_said
from bot.ledger.rule_words import Called, percent, reason_said, whose
from bot.ledger.sums import Sums

_MOST_NAMED = 5
_MOST_VALUES = 3
_MOST_MISSES = 3


def as_json(
    word: str,
    day: date,
    period: Period,
    named: Sequence[Named],
    found: Sequence[Way],
    placement: Placement,
    called: Called,
) -> dict[str, object]:
    """All of it, ids raw."""
    return {
        "word": word,
        "day": day,
        "since": period.start,
        "until": period.end,
        "found": [
            {"kind": one.kind, "id": one.id, "name": one.name, "connection": one.connection, "cells": one.cells}
            for one in named
        ],
        "ways": [_row(way, placement, called, hidden=_is_hidden(way, found)) for way in found],
    }


def _is_hidden(way: Way, found: Sequence[Way]) -> bool:
    """Whether its cost is not told: it is that of a few people, apart from that of others."""
    return way.is_of_few and len(found) > 1


def _row(way: Way, placement: Placement, called: Called, *, hidden: bool) -> dict[str, object]:
    return {
        "cells": way.cells,
        "additive": way.additive,
        "personal": way.is_personal,
        "people": way.people,
        **way.told,
        "shares": [_share(share, hidden=hidden) for share in way.shares],
        "reasons": {reason: reason_said(reason, placement, called) for reason in way.reasons},
        "near": None
        if way.near is None
        else [{"rule": miss.number, "field": miss.field, "says": miss_said(miss, called)} for miss in way.near],
        "costs": None if hidden else _costs(way.costs),
    }


def _share(share: Share, *, hidden: bool) -> dict[str, object]:
    return {
        "since": None if share.since == BEGINNING else share.since,
        "until": None if share.until == NEVER else share.until,
        "part": None if share.part is None else str(share.part),
        "team": share.team,
        "workflow": share.workflow,
        "class": share.allocation_class.value,
        "reason": share.reason,
        "costs": None if hidden else _costs(share.costs),
    }


def _costs(costs: Mapping[str, Sums]) -> list[dict[str, object]]:
    return [cost_row(currency, sums) for currency, sums in costs.items()]


def show(
    word: str, period: Period, named: Sequence[Named], found: Sequence[Way], placement: Placement, called: Called
) -> None:
    """What the word names, then each way with the dearest first."""
    for one in named[:_MOST_NAMED]:
        output.words(f"{_kind(one.kind)} {called(one.kind, one.id)} of {one.connection}")
    if len(named) > 1:
        more = f"and {len(named) - _MOST_NAMED} more; " if len(named) > _MOST_NAMED else ""
        output.words(f"({more}{named[0].connection}/{word} is that of {named[0].connection} alone)")
    cells = sum(way.cells for way in found)
    how = "placed alike" if len(found) == 1 else f"placed in {len(found)} ways"
    total = f"{money(added(way.costs for way in found))}{_suppressed(found)}"
    output.words(f"{many(cells, 'kind')} of charge, {how}. Cost is of {period.shown()}, UTC days: {total}.")
    telling = _telling(found)
    for number, way in enumerate(found[:MOST_TOLD], 1):
        click.echo()
        if len(found) > 1:
            output.words(f"{number}. {_title(way, telling, called)}", indent=3)
        hidden = _is_hidden(way, found)
        _table(way, hidden=hidden)
        if hidden:
            output.words("Not told: what fewer than five people use is not told apart.", indent=2)
        for sentence in sentences(way, placement, called):
            output.words(sentence, indent=2)
    if len(found) > MOST_TOLD:
        left = found[MOST_TOLD:]
        click.echo()
        output.words(f"And {len(left)} more ways, {money(added(way.costs for way in left))}; --json has them all.")


def _telling(found: Sequence[Way]) -> list[str]:
    """The first dimensions that are not the same in all the ways, as many as tell all of them apart."""
    telling: list[str] = []
    for name in found[0].told if found else ():
        if len({way.told[name] for way in found}) > 1:
            telling.append(name)
        if len({tuple(way.told[one] for one in telling) for way in found}) == len(found):
            break
    return telling


def _title(way: Way, telling: Sequence[str], called: Called) -> str:
    """What tells the way from the others."""
    parts = []
    for name in telling:
        values = way.told[name]
        if values:
            more = f" and {len(values) - _MOST_VALUES} more" if len(values) > _MOST_VALUES else ""
            parts.append(f"{_kind(name)} {', '.join(called(name, one) for one in values[:_MOST_VALUES])}{more}")
    if way.is_personal:
        parts.append("personal use" if parts else "Personal use")
    people = f", of {way.people} people" if way.people is not None else ""
    return f"{', '.join(parts) or 'The rest'} ({many(way.cells, 'kind')} of charge{people})"


def _table(way: Way, *, hidden: bool) -> None:
    output.table(
        ("from", "until", "part", "whose", "by", "cost"),
        [
            (
                _day(share.since),
                _day(share.until),
                "varies" if share.part is None else percent(share.part),
                who(share),
                share.reason or "no rule",
                "not told" if hidden else money(share.costs),
            )
            for share in way.shares
        ],
        right=("part", "cost"),
    )


def sentences(way: Way, placement: Placement, called: Called) -> Iterator[str]:
    """What the reasons in the table mean, and what nearly placed it instead."""
    if not way.additive:
        yield "In no sum: it is stated beside other charges that include it."
    yield from (_capital(reason_said(reason, placement, called)) for reason in way.reasons)
    near = way.near or ()
    yield from (f"Nearly: {miss_said(miss, called)}" for miss in near[:_MOST_MISSES])
    if len(near) > _MOST_MISSES:
        yield f"Nearly: {len(near) - _MOST_MISSES} more; --json has them all"


def who(share: Share | Segment) -> str:
    """Whose it is: a team with its workflow, a pool, nobody, or that it does not count."""
    if share.allocation_class is AllocationClass.SUPPRESSED:
        return "suppressed"
    return whose(share.team, share.workflow)


def _day(day: date | None) -> str:
    if day is None:
        return "varies"
    return "–" if day in {BEGINNING, NEVER} else day.isoformat()


def _suppressed(found: Sequence[Way]) -> str:
    """What does not count, if there is any."""
    shares = [share for way in found for share in way.shares]
    costs = added(share.costs for share in shares if share.allocation_class is AllocationClass.SUPPRESSED)
    return f", and {money(costs)} that is suppressed" if costs else ""


def _kind(kind: str) -> str:
    return _capital(kind.replace("_", " "))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
