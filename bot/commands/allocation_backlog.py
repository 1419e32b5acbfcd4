"""`denominator allocation backlog`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import click

from bot import app, orgfile
from bot.commands import output
from bot.commands.allocation_words import Names, amount, beside, cost_row, many, money, say
from bot.commands.options import json_output, lately, span
from bot.errors import UsageError
from bot.facts.org import AllocationRule, Match, Org
from bot.facts.periods import Period
from bot.ledger import orgs
from bot.ledger.backlog import Line, Reason, backlog, by_reason
from bot.ledger.claimed import claimed, unclaimed
from bot.ledger.rule_claims import share_of, whole
from bot.ledger.rule_words import match_said, percent
from bot.ledger.sums import NOTHING, Sums
from bot.surfaces.columns import clean

_TEAM = "TEAM"
"""Where the team goes in a rule that is printed: no team can be called so, and `org check` says it."""


@click.command("backlog", short_help="Say what nobody has claimed yet, and what a rule could match on.")
@span
@click.option("--top", default=10, show_default=True, type=click.IntRange(1, 10_000), help="How many lines.")
@click.option("--toml", "toml_wanted", is_flag=True, help="Print a [[rule]] to complete for each line.")
@json_output
def command(since: date | None, until: date | None, top: int, toml_wanted: bool, json_wanted: bool) -> None:
    """Say what is unallocated in UTC days from --since (in) to --until (out): why, and the largest lines.

    By default the last 30 complete days. Nobody's own use stands alone: it is told together.
    """
    if toml_wanted and json_wanted:
        raise UsageError("Say which form you want: --toml or --json")
    bot = app.build()
    period = lately(since, until, bot.now().date())
    with bot.database.reading() as connection:
        placement = orgs.placement(connection)
        lines = backlog(unclaimed(connection, period, placement), placement.index)
        total, names = whole(claimed(connection, period)), Names(connection)
        missing = beside(connection, period)
    if json_wanted:
        output.as_json({**_as_json(period, lines, total, top, names), **missing})
        return
    if toml_wanted:
        click.echo("\n".join(_toml(line, names) for line in _largest(lines, top)), nl=False)
    else:
        _say(period, lines, total, top, names)
    say(missing)


def _largest(lines: Sequence[Line], top: int) -> list[Line]:
    """The first lines of each currency."""
    return [line for currency in _currencies(lines) for line in _of(lines, currency)[:top]]


def _currencies(lines: Sequence[Line]) -> list[str]:
    return list(dict.fromkeys(line.currency for line in lines))


def _of(lines: Sequence[Line], currency: str) -> list[Line]:
    return [line for line in lines if line.currency == currency]


def _sum(lines: Sequence[Line]) -> Sums:
    return sum((line.sums for line in lines), NOTHING)


def _say(period: Period, lines: Sequence[Line], total: Mapping[str, Sums], top: int, names: Names) -> None:
    if not lines:
        output.words(f"Nothing is unallocated on {period.shown()}, UTC days, of {money(total)}.")
    for currency in _currencies(lines):
        mine = _of(lines, currency)
        left, share = _sum(mine), share_of(_sum(mine), total[currency])
        part = "" if share is None else f", {percent(share)} of all"
        output.words(f"Unallocated on {period.shown()}, UTC days: {amount(left, currency)}{part}")
        click.echo()
        output.table(
            ("why", "cost", "of it"),
            [
                (reason.value, amount(sums, currency), "–" if (its := share_of(sums, left)) is None else percent(its))
                for (its_currency, reason), sums in by_reason(lines).items()
                if its_currency == currency
            ],
            right=("cost", "of it"),
        )
        click.echo()
        output.words("The largest, and what a rule could match on (--toml prints the rules):")
        for number, line in enumerate(mine[:top], 1):
            output.words(f"{number}. {amount(line.sums, currency)}: {_what(line, names)}", indent=4)
        if rest := mine[top:]:
            output.words(f"And {many(len(rest), 'line')} more, {amount(_sum(rest), currency)}; see --top", indent=4)
        if currency != _currencies(lines)[-1]:
            click.echo()


def _what(line: Line, names: Names) -> str:
    """What a rule could match on, and why none does."""
    why = line.reason.value
    if line.rules:
        why += f" ({'rule' if len(line.rules) == 1 else 'rules'} {', '.join(map(str, line.rules))})"
    if line.people is not None:
        why += f" ({line.people} people)"
    return f"{match_said(line.match, names.called)}: {why}"


def _toml(line: Line, names: Names) -> str:
    comment = f"# {amount(line.sums, line.currency)}: {clean(_what(line, names))}\n"
    if line.reason is Reason.PERSONAL:
        return f"{comment}# No rule is needed: give these people their teams, [[person]] with teams.\n"
    return comment + orgfile.write(Org(rules=(AllocationRule(match=line.match, team=_TEAM),)))


def _as_json(
    period: Period, lines: Sequence[Line], total: Mapping[str, Sums], top: int, names: Names
) -> dict[str, object]:
    return {
        "since": period.start,
        "until": period.end,
        "totals": [cost_row(currency, sums) for currency, sums in total.items()],
        "reasons": [
            {"reason": reason.value, **cost_row(currency, sums)}
            for (currency, reason), sums in by_reason(lines).items()
        ],
        "lines": [_row(line, names) for line in _largest(lines, top)],
        "others": [
            {"lines": len(rest), **cost_row(currency, _sum(rest))}
            for currency in _currencies(lines)
            if (rest := _of(lines, currency)[top:])
        ],
    }


def _row(line: Line, names: Names) -> dict[str, object]:
    match: Match = line.match
    return {
        "reason": line.reason.value,
        "rules": line.rules,
        "people": line.people,
        "connection": match.connection,
        "billing_account": match.billing_account,
        "sub_account": match.sub_account,
        "sub_account_name": names.of("sub_account", match.sub_account),
        "key": match.key,
        "key_name": names.of("key", match.key),
        "service_account": match.service_account,
        "line_item": match.line_item,
        "tags": dict(match.tags),
        **cost_row(line.currency, line.sums),
    }
