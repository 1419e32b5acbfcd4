"""What applying an org file would change, in plain lines."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from bot.facts.benefit import Benefit
from bot.facts.bill_limit import BillLimit
from bot.facts.connection import Connection
from bot.facts.expected import ExpectedSpend
from bot.facts.fx import BudgetRate, Fx
from bot.facts.grade import Grade
from bot.facts.invoice import Invoice
from bot.facts.money import plain
from bot.facts.org import AllocationRule, Budget, Org, Person, Team, Workflow
from bot.facts.overlap import Overlap
from bot.facts.override import Override
from bot.facts.policy import Policy
from bot.facts.pool import Pool
from bot.facts.price import NegotiatedPrice

_Fact = TypeVar("_Fact", Team, Person, Workflow, Pool, Budget, Invoice, Connection, Benefit, Override, ExpectedSpend)
_Ordered = TypeVar("_Ordered", AllocationRule, Overlap, NegotiatedPrice, BillLimit, BudgetRate)


def plan(old: Org, new: Org) -> tuple[str, ...]:
    """One line per part that would be added (+), changed (~) or removed (-), in the file's order; empty when equal.

    Rules, overlaps, prices, bills and budget rates are compared by their place, other parts by what names them.
    """
    return tuple(
        line
        for lines in (
            _parts("team", old.teams, new.teams, lambda t: t.slug, lambda t: f'{t.slug} "{t.name}"'),
            _parts("person", old.people, new.people, lambda p: p.email, lambda p: p.email),
            _parts("workflow", old.workflows, new.workflows, lambda w: w.slug, lambda w: f'{w.slug} "{w.name}"'),
            _parts("pool", old.pools, new.pools, lambda p: p.slug, lambda p: f'{p.slug} "{p.name}"'),
            _places("rule", old.rules, new.rules, _rule),
            _places("overlap", old.overlaps, new.overlaps, _overlap),
            _parts("budget", old.budgets, new.budgets, _budget_name, _budget_with_amount),
            _places("price", old.prices, new.prices, _price),
            _places("bill", old.bills, new.bills, _bill),
            _parts("invoice", old.invoices, new.invoices, _invoice_name, _invoice_with_amount),
            _parts("connection", old.connections, new.connections, lambda c: c.slug, _account),
            _parts("benefit", old.benefits, new.benefits, _benefit_name, _benefit_with_size),
            _parts("override", old.overrides, new.overrides, _override_name, _override_with_verdict),
            _parts("expected", old.expected, new.expected, _expected_name, _expected_as_what),
            _fx(old.fx, new.fx),
            _places("budget rate", _rates(old.fx), _rates(new.fx), _rate),
            _fiscal_year(old.fiscal_year_starts, new.fiscal_year_starts),
            _policy(old.policy, new.policy),
        )
        for line in lines
    )


def _parts(
    noun: str,
    old: Sequence[_Fact],
    new: Sequence[_Fact],
    name: Callable[[_Fact], str],
    introduced: Callable[[_Fact], str],
) -> Iterator[str]:
    before = {name(fact): fact for fact in old}
    after = {name(fact): fact for fact in new}
    for called, fact in after.items():
        if called not in before:
            yield f"+ {noun} {introduced(fact)}"
        elif before[called] != fact:
            yield f"~ {noun} {called}: {'; '.join(_changes(before[called], fact))}"
    for called, fact in before.items():
        if called not in after:
            yield f"- {noun} {introduced(fact)}"


def _places(
    noun: str, old: Sequence[_Ordered], new: Sequence[_Ordered], introduced: Callable[[_Ordered], str]
) -> Iterator[str]:
    for what, i, i_end, j, j_end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "replace" and i_end - i == j_end - j:
            for place in range(j_end - j):
                changes = "; ".join(_changes(old[i + place], new[j + place]))
                yield f"~ {noun} {j + place + 1}: {changes}"
        elif what != "equal":
            yield from (f"- {noun} {number + 1} {introduced(old[number])}" for number in range(i, i_end))
            yield from (f"+ {noun} {number + 1} {introduced(new[number])}" for number in range(j, j_end))


def _rule(rule: AllocationRule) -> str:
    place = f"{rule.team}/{rule.workflow}" if rule.workflow else rule.team or f"pool {rule.pool}"
    return f"{_shown(rule.match)} -> {place}{_said(share=rule.share, since=rule.since, until=rule.until)}"


def _overlap(overlap: Overlap) -> str:
    of = f" for {overlap.provider}" if overlap.provider else ""
    of += f" with {_shown(overlap.tags)}" if overlap.tags else ""
    dates = _said(since=overlap.since, until=overlap.until)
    return f"{overlap.connection} covered by {overlap.covered_by}{of}{dates}"


def _price(price: NegotiatedPrice) -> str:
    tokens = f" {price.token_type}" if price.token_type else ""
    agreed = f"{_shown(price.per_million)} {price.currency} a million"
    if price.discount is not None:
        agreed = f"discount {_shown(price.discount)}"
    return f"{price.provider} {price.model}{tokens}: {agreed}{_said(since=price.since, until=price.until)}"


def _bill(limit: BillLimit) -> str:
    return _shown(limit)


def _invoice_name(invoice: Invoice) -> str:
    return f"{invoice.of} {invoice.month:%Y-%m} in {invoice.currency}{_said(number=invoice.number)}"


def _invoice_with_amount(invoice: Invoice) -> str:
    return f"{_invoice_name(invoice)}: {plain(invoice.amount)}"


def _account(connection: Connection) -> str:
    return f"{connection.slug} of {connection.provider}"


def _benefit_name(benefit: Benefit) -> str:
    return f"{benefit.workflow} {benefit.month:%Y-%m} {benefit.kind}{_said(name=benefit.name)}"


def _benefit_with_size(benefit: Benefit) -> str:
    size = f"{_shown(benefit.hours)} h, destination {benefit.destination}"
    if benefit.amount is not None:
        size = f"{plain(benefit.amount)} {benefit.currency}"
    return f"{_benefit_name(benefit)}: {size}, grade {benefit.grade}"


def _override_name(override: Override) -> str:
    return f"{override.workflow} since {override.since}"


def _override_with_verdict(override: Override) -> str:
    return f"{_override_name(override)} until {override.until}: {override.verdict} by {override.by}"


def _expected_name(expected: ExpectedSpend) -> str:
    return f"{expected.team} since {expected.since}"


def _expected_as_what(expected: ExpectedSpend) -> str:
    return f"{_expected_name(expected)} until {expected.until}: {expected.as_what}"


def _fx(old: Fx | None, new: Fx | None) -> Iterator[str]:
    if old and new:
        if changes := "; ".join(_changes(replace(old, budget_rates=()), replace(new, budget_rates=()))):
            yield f"~ fx: {changes}"
    elif found := new or old:
        yield f"{'+' if new else '-'} fx {found.currency}{_said(rates=found.rates)}"


def _rates(fx: Fx | None) -> tuple[BudgetRate, ...]:
    return fx.budget_rates if fx else ()


def _rate(rate: BudgetRate) -> str:
    return f"{rate.currency} at {_shown(rate.rate)}{_said(since=rate.since, until=rate.until)}"


def _fiscal_year(old: int, new: int) -> Iterator[str]:
    if old != new:
        yield f"~ calendar: fiscal year starts in month {old} -> {new}"


def _policy(old: Policy, new: Policy) -> Iterator[str]:
    if changes := "; ".join(_changes(old, new)):
        yield f"~ policy: {changes}"


def _budget_name(budget: Budget) -> str:
    scope = budget.scope_kind if budget.scope is None else f"{budget.scope_kind} {budget.scope}"
    since = f" since {budget.since}" if budget.since else ""
    return f"{scope} per {budget.period} in {budget.currency}{since}"


def _budget_with_amount(budget: Budget) -> str:
    return f"{_budget_name(budget)}: {plain(budget.amount)}, owner {budget.owner}"


def _changes(old: Any, new: Any) -> Iterator[str]:
    """Each field that differs, with both values; a part of a part is told by its own fields."""
    for field in fields(old):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after:
            continue
        if is_dataclass(before) and type(before) is type(after):
            yield from (f"{field.name} {change}" for change in _changes(before, after))
        elif isinstance(before, Mapping):  # of grades, in a policy
            yield from (
                f"{field.name} {grade.name.lower()} {_shown(before[grade])} -> {_shown(after[grade])}"
                for grade in Grade
                if before[grade] != after[grade]
            )
        else:
            yield f"{field.name.replace('_', ' ')} {_shown(before)} -> {_shown(after)}"


def _said(**values: Hashable) -> str:
    return "".join(f" {name} {_shown(value)}" for name, value in values.items() if value)


def _shown(value: Hashable) -> str:
    if value is None or value == ():
        return "none"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        if all(isinstance(item, tuple) for item in value):
            return ", ".join(f"{name}={text}" for name, text in value)
        return ", ".join(_shown(item) for item in value)
    if is_dataclass(value):
        said = ((field.name, getattr(value, field.name)) for field in fields(value))
        return " ".join(f"{name} {_shown(item)}" for name, item in said if item not in (None, ()))
    return str(value)
