"""`denominator record PROVIDER`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import click

from bot import app, settings
from bot.commands.options import check_span, span
from bot.errors import ProviderError, UnknownNameError, UsageError
from bot.exports.file import new_file
from bot.facts.money import plain
from bot.facts.periods import Period
from bot.providers import PROVIDERS
from bot.providers.base import ApiProvider, Reading
from bot.providers.recorder import Player, recorder
from bot.providers.recording import scrubbed, written

_AS_MANY_DAYS = timedelta(days=3)


@click.command(short_help="Keep what a provider answers, without names, as a recording for tests.")
@click.argument("name", metavar="PROVIDER")
@span
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), required=True, help="The file to write.")
@click.option("--force", is_flag=True, help="Replace the file where it is there.")
def command(name: str, since: date | None, until: date | None, target: Path, force: bool) -> None:
    """Read a window, by default the last three days, and keep every answer as a recording for the tests.

    Names, addresses, ids and free text are replaced, the same by the same; amounts, counts, models and times stay.
    The recording is read once more before it is written, and must give the same figures. Look through it before you
    send it to somebody. The ledger is not touched.
    """
    check_span(since, until)
    provider = _provider(name)
    access = settings.access(
        key_setting=provider.key_setting,
        base_url_setting=provider.base_url_setting,
        default_base_url=provider.default_base_url,
        more_settings=provider.more_settings,
    )
    if access is None:
        raise UsageError(f"{provider.key_setting} is not set; put an admin key there to record {name}")
    now = app.utc_now()
    end = until or now.date()
    window = Period(since or end - _AS_MANY_DAYS, end)
    usual = provider.default_base_url or f"https://{name}.example.com"
    heard = recorder(access.key, access.base_url, usual)
    with app.client(heard) as http:
        reading = provider(http, key=access.key, base_url=access.base_url, connection=name, **access.more).read(
            window, now=now
        )
    exchanges, given = scrubbed(heard.exchanges, access.more, home=usual)
    address = {} if provider.default_base_url else {"base_url": usual}
    document = _document(reading, window, now, address | given) | {"exchanges": exchanges}
    with app.client(Player(exchanges, usual)) as http:
        again = provider(http, key="key", base_url=usual, connection=name, **given).read(window, now=now)
    if _figures(again) != _figures(reading):
        raise ProviderError(f"The recording of {name} gives other figures than {name} itself, so it was not written")
    with new_file(target, replace=force) as file:
        file.write(written(document, indent=1) + "\n")
    click.echo(f"{len(exchanges)} answers of {name}, {len(reading.charges):,} charges, in {target}", err=True)


def _provider(name: str) -> type[ApiProvider]:
    known = {one.name: one for one in PROVIDERS}
    if name not in known:
        raise UnknownNameError(f"There is no provider {name!r}; choose from: {', '.join(known)}")
    return known[name]


def _document(reading: Reading, window: Period, now: datetime, given: dict[str, str]) -> dict[str, object]:
    figures = {figure: value if value is None else plain(Decimal(value)) for figure, value in _figures(reading).items()}
    return {
        "what": "Say here in a sentence what is peculiar about this recording.",
        "window": [str(window.start), str(window.end)],
        "now": now.isoformat(),
        "settings": given,
        "expected": figures,
    }


def _figures(reading: Reading) -> dict[str, Decimal | int | None]:
    """What a recording must give."""
    known = [charge.billed_cost for charge in reading.charges if charge.billed_cost is not None]
    return {
        "charges": len(reading.charges),
        "billed_cost": sum(known, Decimal(0)),
        "control_total": reading.control_total,
        "names": len(reading.names),
    }
