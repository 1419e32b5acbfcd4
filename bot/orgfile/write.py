"""From an `Org` to the text of an org file that reads back as an equal `Org`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal

from bot.facts.org import AllocationRule, Baseline, Budget, Match, Org, OutcomeType, Person, Team, Workflow
from bot.facts.overlap import Overlap
from bot.facts.pool import Pool
from bot.facts.price import NegotiatedPrice

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def write(org: Org) -> str:
    """The org file of an org, in the order of its parts; what is not known is left out."""
    return "\n".join(_tables(org))


def _tables(org: Org) -> Iterator[str]:
    for team in org.teams:
        yield _table("team", _plain(team))
    for person in org.people:
        yield _table("person", _person(person))
    for workflow in org.workflows:
        yield _table("workflow", _plain(workflow))
    for pool in org.pools:
        yield _table("pool", _pool(pool))
    for rule in org.rules:
        yield _table("rule", _rule(rule))
    for overlap in org.overlaps:
        yield _table("overlap", _plain(overlap))
    for budget in org.budgets:
        yield _table("budget", _budget(budget))
    for price in org.prices:
        yield _table("price", _price(price))


def _plain(
    fact: Team | Workflow | Pool | AllocationRule | Overlap | NegotiatedPrice | Budget | Baseline | OutcomeType | Match,
) -> dict[str, object]:
    """The fields by name, for the facts whose fields are called as the file's keys."""
    return {field.name: getattr(fact, field.name) for field in fields(fact)}


def _person(person: Person) -> dict[str, object]:
    teams = [{"slug": m.team, "since": m.since, "until": m.until, "weight": m.weight} for m in person.memberships]
    return {"email": person.email, "name": person.name, "teams": teams}


def _pool(pool: Pool) -> dict[str, object]:
    return {**_plain(pool), "weights": dict(pool.weights) or None}


def _rule(rule: AllocationRule) -> dict[str, object]:
    return {**_plain(rule), "share": None if rule.share is None else _exact(rule.share)}


def _budget(budget: Budget) -> dict[str, object]:
    values = _plain(budget)
    kind, scope = values.pop("scope_kind"), values.pop("scope")
    return {"scope": "org" if scope is None else {str(kind): scope}, **values, "amount": _exact(budget.amount)}


def _price(price: NegotiatedPrice) -> dict[str, object]:
    values = _plain(price)
    if price.discount is not None:
        return {**values, "currency": None, "discount": _exact(price.discount)}
    return {**values, "per_million": None if price.per_million is None else _exact(price.per_million)}


def _inline(part: Match | Baseline | OutcomeType) -> dict[str, object]:
    values = _plain(part)
    if isinstance(part, Baseline):
        values["cost"] = _exact(part.cost)
    if isinstance(part, Match):
        del values["tags"]
        values["tag"] = dict(part.tags) or None
    return values


def _exact(number: Decimal) -> str:
    """Money and parts of it stand in quotes, with the digits they were given."""
    return f"{number:f}"


def _table(noun: str, values: dict[str, object]) -> str:
    return f"[[{noun}]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in values.items() if _is_said(value))


def _is_said(value: object) -> bool:
    return value not in (None, (), [])


def _value(value: object) -> str:
    match value:
        case str():
            text = _quoted(value)
        case date():
            text = value.isoformat()
        case Decimal():
            text = f"{value:f}"
        case Match() | Baseline() | OutcomeType():
            text = _value(_inline(value))
        case dict():
            pairs = (f"{_key(name)} = {_value(item)}" for name, item in value.items() if _is_said(item))
            text = f"{{ {', '.join(pairs)} }}"
        case list() | tuple():
            text = f"[{', '.join(_value(item) for item in value)}]"
        case _:
            text = str(value)
    return text


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    """A JSON string is a TOML string too, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
