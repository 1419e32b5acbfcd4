"""`denominator allocation explain`."""

from __future__ import annotations

from datetime import date

import click

from bot import app
from bot.commands import allocation_charge, allocation_ways, output
from bot.commands.allocation_words import Names, beside, say
from bot.commands.options import Day, json_output, lately
from bot.errors import UnknownNameError
from bot.facts.periods import DAY
from bot.ledger import lookup, orgs
from bot.ledger.charge_pieces import of_charge
from bot.ledger.explained import placed
from bot.ledger.explanation import ways


@click.command("explain", short_help="Say whose a key, a project, a model or one charge is, and why.")
@click.argument("word")
@click.option("--day", type=Day(), help="The UTC day that is meant; today by default.")
@json_output
def command(word: str, day: date | None, json_wanted: bool) -> None:
    """Say whose the charges of WORD are, by which rule, from when to when, and which rules nearly took them.

    WORD is the id or the name of a key, sub account or service account, a model, line item, billing account, provider
    or connection, a tag as NAME=VALUE, or the source's id of one charge. CONNECTION/WORD looks in that connection.
    """
    bot = app.build()
    today = bot.now().date()
    period = lately(None, None if day is None else day + DAY, today)
    with bot.database.reading() as connection:
        placement, called = orgs.placement(connection), Names(connection).called
        named = lookup.find(connection, word)
        if named:
            cells = placed(connection, named, placement, cost_of=period, since_ever=day is None)
            found = ways(cells, placement.rules, day or today)
            missing = beside(connection, period, only={one.connection for one in named})
        else:
            charges = of_charge(connection, word, day=day)
            if not charges:
                raise UnknownNameError(_unknown(word, day, lookup.near(connection, word)))
    if named and json_wanted:
        told = allocation_ways.as_json(word, day or today, period, named, found, placement, called)
        output.as_json({**told, **missing})
    elif named:
        allocation_ways.show(word, period, named, found, placement, called)
        say(missing)
    elif json_wanted:
        output.as_json(
            {"word": word, "charges": [allocation_charge.as_json(one, placement, called) for one in charges]}
        )
    else:
        allocation_charge.show(charges, placement, called)


def _unknown(word: str, day: date | None, near: tuple[str, ...]) -> str:
    looked = ", ".join(kind.replace("_", " ") for kind in lookup.KINDS)
    on = f" on {day}" if day is not None else ""
    likely = f"; there are: {', '.join(near)}" if near else "; denominator costs --by key shows the keys there are"
    return f"Nothing is called {word!r}: it is no {looked} or name of one, and no id of a charge{on}{likely}"
