"""How the organisation of an org file reports: in which currency, at which budget rates, and from which month on."""

from __future__ import annotations

from decimal import Decimal

from bot.facts.fx import BudgetRate, Fx
from bot.facts.org import Org
from bot.orgfile.dates import clashes
from bot.orgfile.source import Source
from bot.orgfile.table import Table

_MONTHS = 12


def fx(table: Table) -> Fx:
    """The reporting currency and the rates of `[fx]`."""
    return Fx(
        currency=table.currency("currency"),
        rates=table.optional_text("rates"),
        budget_rates=tuple(_budget_rate(item) for item in table.several("budget_rates", "budget rate")),
    )


def _budget_rate(table: Table) -> BudgetRate:
    since = table.day("since")
    rate = table.positive("rate")
    if rate is None:
        table.required("rate", None)
    return BudgetRate(
        currency=table.currency("currency"), rate=rate or Decimal(1), since=since, until=table.end("until", since)
    )


def fiscal_year_starts(table: Table) -> int:
    """The month of `[calendar]` the fiscal year begins in."""
    return table.integer("fiscal_year_starts", Org.fiscal_year_starts, least=1, most=_MONTHS) or Org.fiscal_year_starts


def check_fx(org: Org, source: Source) -> None:
    """Refuse a second budget rate for the same days, and one of the reporting currency itself."""
    if org.fx is None:
        return
    rates = org.fx.budget_rates
    for number, rate in enumerate(rates):
        if rate.currency and rate.currency == org.fx.currency:
            source.refuse(
                ("fx", "budget_rates", number), f"everything is reported in {rate.currency}; take its own rate out"
            )
    for number, earlier in clashes(rates, lambda rate: rate.currency):
        line = source.line(("fx", "budget_rates", earlier))
        source.refuse(
            ("fx", "budget_rates", number),
            f"{rates[number].currency} has a budget rate on these days already (line {line}); "
            "end one with until before the other starts",
        )
