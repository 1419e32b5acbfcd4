"""From an `Org` to the text of an org file that reads back as an equal `Org`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.facts.benefit import Benefit, Destination
from bot.facts.connection import Connection
from bot.facts.effort import Effort
from bot.facts.expected import ExpectedSpend
from bot.facts.experiment import Experiment
from bot.facts.fx import BudgetRate
from bot.facts.invoice import Invoice
from bot.facts.org import AllocationRule, Baseline, Budget, Match, Org, Person, Workflow
from bot.facts.overlap import Overlap
from bot.facts.policy import DEFAULT, Policy
from bot.facts.pool import Pool
from bot.facts.price import NegotiatedPrice
from bot.orgfile.keys import KEYS, ONCE

_IN_QUOTES: Mapping[type, tuple[str, ...]] = {
    AllocationRule: ("share",),
    Baseline: ("cost",),
    Benefit: ("amount", "share"),
    Budget: ("amount",),
    BudgetRate: ("rate",),
    Effort: ("hourly",),
    Experiment: ("envelope",),
    Invoice: ("amount",),
    NegotiatedPrice: ("per_million", "discount"),
}
"""Money, and what it is multiplied with: it stands in quotes, with the digits it was given."""

_OTHER_KEYS: Mapping[type, Mapping[str, str]] = {ExpectedSpend: {"as_what": "as"}}
"""Keys that no field can be called by."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def write(org: Org) -> str:
    """The org file of an org, in the order of its parts; what is not known is left out."""
    return "\n".join(_tables(org))


def _tables(org: Org) -> Iterator[str]:
    parts: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("team", org.teams),
        ("person", org.people),
        ("workflow", org.workflows),
        ("pool", org.pools),
        ("rule", org.rules),
        ("overlap", org.overlaps),
        ("budget", org.budgets),
        ("price", org.prices),
        ("bill", org.bills),
        ("invoice", org.invoices),
        ("connection", org.connections),
        ("benefit", org.benefits),
        ("override", org.overrides),
        ("expected", org.expected),
        ("fx", (org.fx,) if org.fx else ()),
    )
    for noun, facts in parts:
        yield from (_table(noun, _values(fact)) for fact in facts)
    if org.fiscal_year_starts != Org.fiscal_year_starts:
        yield _table("calendar", {"fiscal_year_starts": org.fiscal_year_starts})
    if chosen := _chosen(org.policy):
        yield _table("policy", chosen)


def _values(fact: Any) -> dict[str, object]:
    """The values of a fact by the file's keys, which are the names of its fields but for a few."""
    called = _OTHER_KEYS.get(type(fact), {})
    values: dict[str, object] = {
        called.get(field.name, field.name): getattr(fact, field.name) for field in fields(fact)
    }
    values |= {name: _exact(getattr(fact, name)) for name in _IN_QUOTES.get(type(fact), ())}
    match fact:
        case Person():
            values = {"email": fact.email, "name": fact.name, "ids": fact.ids, "teams": _memberships(fact)}
        case Workflow():
            values["customer_facing"] = values.pop("is_customer_facing")
            values["lag_days"] = fact.lag_days or None
        case Effort():
            values["rework_minutes"] = fact.rework_minutes or None
        case Pool() | Connection():
            pairs = "weights" if isinstance(fact, Pool) else "settings"
            values[pairs] = dict(getattr(fact, pairs)) or None
        case Match() | Overlap():
            del values["tags"]
            values["tag"] = dict(fact.tags) or None
        case Budget():
            del values["scope_kind"]
            values["scope"] = "org" if fact.scope is None else {fact.scope_kind: fact.scope}
        case NegotiatedPrice():
            values["currency"] = None if fact.per_million is None else fact.currency
        case Benefit():
            values["month"] = f"{fact.month:%Y-%m}"
            values["destination"] = None if fact.destination is Destination.UNKNOWN else fact.destination
            values["share"] = None if fact.share == 1 else values["share"]
        case Invoice():
            values["month"] = f"{fact.month:%Y-%m}"
    return values


def _chosen(policy: Policy) -> dict[str, object]:
    """The numbers that are not the method's own."""
    values: dict[str, object] = {name: getattr(policy, name) for name in KEYS["policy"] if name != "weights"}
    values = {name: value for name, value in values.items() if value != getattr(DEFAULT, name)}
    weights = {grade: weight for grade, weight in policy.weights.items() if weight != DEFAULT.weights[grade]}
    if weights:
        values["weights"] = {grade.name.lower(): _exact(weight) for grade, weight in weights.items()}
    return {name: _exact(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def _memberships(person: Person) -> list[dict[str, object]]:
    return [{"slug": m.team, "since": m.since, "until": m.until, "weight": m.weight} for m in person.memberships]


def _exact(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _table(noun: str, values: dict[str, object]) -> str:
    header = f"[{noun}]" if noun in ONCE else f"[[{noun}]]"
    return f"{header}\n" + "".join(f"{key} = {_value(value)}\n" for key, value in values.items() if _is_said(value))


def _is_said(value: object) -> bool:
    return value not in (None, (), [])


def _value(value: object) -> str:
    match value:
        case str():
            text = _quoted(value)
        case date():
            text = value.isoformat()
        case bool():
            text = "true" if value else "false"
        case Decimal():
            text = f"{value:f}"
        case dict():
            pairs = (f"{_key(name)} = {_value(item)}" for name, item in value.items() if _is_said(item))
            text = f"{{ {', '.join(pairs)} }}"
        case list() | tuple():
            text = f"[{', '.join(_value(item) for item in value)}]"
        case _:
            text = _value(_values(value)) if is_dataclass(value) else str(value)
    return text


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    """A JSON string is a TOML string too, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
