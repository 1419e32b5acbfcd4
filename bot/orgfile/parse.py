"""From the text of an org file to an `Org`."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.facts.org import Budget, Membership, Org, Person, Team
from bot.orgfile.benefits import benefit
from bot.orgfile.bills import bill
from bot.orgfile.checks import check
from bot.orgfile.connections import connection
from bot.orgfile.expected import expected
from bot.orgfile.invoices import invoice
from bot.orgfile.keys import ONCE, TABLES
from bot.orgfile.overlaps import overlap
from bot.orgfile.overrides import override
from bot.orgfile.policy import policy
from bot.orgfile.prices import price
from bot.orgfile.reporting import fiscal_year_starts, fx
from bot.orgfile.rules import pool, rule
from bot.orgfile.source import Source
from bot.orgfile.table import Table
from bot.orgfile.words import refuse_unknown, shown
from bot.orgfile.workflows import workflow

_PERIODS = ("month", "quarter", "year")


def read(text: str, name: str) -> Org:
    """The organisation a file describes; OrgFileError with `name:line: sentence` per problem, one per line."""
    source = Source(text, name)
    for key in source.values:
        refuse_unknown(source, (key,), key, (*TABLES, *ONCE))
    money, calendar, chosen = (_table(source, noun) for noun in ("fx", "calendar", "policy"))
    org = Org(
        teams=tuple(_team(table) for table in _tables(source, "team")),
        people=tuple(_person(table) for table in _tables(source, "person")),
        workflows=tuple(workflow(table) for table in _tables(source, "workflow")),
        pools=tuple(pool(table) for table in _tables(source, "pool")),
        rules=tuple(rule(table) for table in _tables(source, "rule")),
        overlaps=tuple(overlap(table) for table in _tables(source, "overlap")),
        budgets=tuple(_budget(table) for table in _tables(source, "budget")),
        prices=tuple(price(table) for table in _tables(source, "price")),
        bills=tuple(bill(table) for table in _tables(source, "bill")),
        invoices=tuple(invoice(table) for table in _tables(source, "invoice")),
        connections=tuple(connection(table) for table in _tables(source, "connection")),
        benefits=tuple(benefit(table) for table in _tables(source, "benefit")),
        overrides=tuple(override(table) for table in _tables(source, "override")),
        expected=tuple(expected(table) for table in _tables(source, "expected")),
        fx=fx(money) if money else None,
        fiscal_year_starts=fiscal_year_starts(calendar) if calendar else Org.fiscal_year_starts,
        policy=policy(chosen) if chosen else Org.policy,
    )
    check(org, source)
    source.done()
    return org


def _tables(source: Source, noun: str) -> list[Table]:
    values = source.values.get(noun, [])
    if not isinstance(values, list):
        source.refuse((noun,), f"write [[{noun}]] in double brackets: there may be several, not {shown(values)}")
        return []
    return [Table(source, (noun, number), noun, value) for number, value in enumerate(values)]


def _table(source: Source, noun: str) -> Table | None:
    if isinstance(source.values.get(noun), list):
        source.refuse((noun,), f"write [{noun}] in single brackets: there is one")
        return None
    return Table(source, (noun,), noun, source.values[noun]) if noun in source.values else None


def _team(table: Table) -> Team:
    return Team(
        slug=table.slug("slug"),
        name=table.text("name"),
        channel=table.optional_channel("channel"),
        parent=table.optional_text("parent"),
        cost_centre=table.optional_text("cost_centre"),
        timezone=table.optional_text("timezone") or "UTC",
    )


def _person(table: Table) -> Person:
    return Person(
        email=table.email("email"),
        name=table.optional_text("name"),
        ids=table.texts("ids"),
        memberships=tuple(_membership(item) for item in table.several("teams", "membership")),
    )


def _membership(table: Table) -> Membership:
    since = table.day("since")
    membership = Membership(team=table.text("slug"), since=since, until=table.end("until", since))
    weight = table.positive("weight")
    return membership if weight is None else replace(membership, weight=weight)


def _budget(table: Table) -> Budget:
    kind, scope = _scope(table)
    return Budget(
        scope_kind=kind,
        scope=scope,
        period=table.choice("period", _PERIODS),
        amount=table.amount("amount"),
        currency=table.currency("currency"),
        owner=table.email("owner"),
        delegate=table.optional_email("delegate"),
        approver=table.optional_email("approver"),
        thresholds=_thresholds(table),
        since=table.optional_day("since"),
    )


def _scope(budget: Table) -> tuple[str, str | None]:
    """What the budget is for: `{ team = "…" }`, `{ workflow = "…" }`, `{ provider = "…" }` or "org" for everything."""
    if budget.values.get("scope") == "org":
        return "org", None
    if budget.has("scope") and not isinstance(budget.values["scope"], dict):
        budget.refuse("scope", 'the scope is one of { team = "…" }, { workflow = "…" }, { provider = "…" } or "org"')
        return "org", None
    table = budget.inside("scope", "scope")
    if budget.has("scope") and len(table.values) != 1:
        budget.refuse("scope", "a budget has one scope: one team, one workflow or one provider")
    kind = next((key for key in ("team", "workflow", "provider") if table.has(key)), "org")
    return kind, None if kind == "org" else table.text(kind)


def _thresholds(table: Table) -> tuple[int, ...]:
    thresholds = table.integers("thresholds", Budget.thresholds)
    rising = all(low < high for low, high in pairwise(thresholds))
    if not thresholds or thresholds[0] <= 0 or not rising:
        table.refuse("thresholds", "thresholds are per cents above zero, each higher than the one before it")
    return thresholds
