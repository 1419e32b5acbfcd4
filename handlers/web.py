"""What machines ask: is it alive, is it ready, how fresh are its sources."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import DenominatorError
from bot.facts.periods import midnight
from bot.ledger.migrate import require_migrated
from bot.ledger.sources import Source, sources
from bot.runtime import Bot


def routes(bot: Bot) -> list[Route]:
    """`/healthz` (the process answers), `/readyz` (the ledger does too), `/metrics` (Prometheus)."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        problem = await run_in_threadpool(_problem, bot)
        return PlainTextResponse(f"{problem or 'ready'}\n", status_code=503 if problem else 200)

    async def metrics(_: Request) -> Response:
        return Response(await run_in_threadpool(_metrics, bot), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


def _problem(bot: Bot) -> str | None:
    try:
        require_migrated(bot.database)
    except DenominatorError as error:
        return str(error)
    return None


_SAID = {
    "age_seconds": "Seconds since a connection was last read successfully.",
    "failing": "1 when the last attempt to read a connection failed.",
    "figures_age_seconds": "Seconds since the provider made the figures that were read last, where it says so.",
    "complete_until_seconds": "Unix time up to which every day of a connection was read to its end.",
    "charges": "Charges that the last reading of a connection brought.",
    "billed": "Their sum as billed, where it is in one currency and known.",
    "restated_days": "Days whose total the last reading of a connection changed after they had been complete.",
}


def _metrics(bot: Bot) -> bytes:
    registry = CollectorRegistry()
    gauges = {
        name: Gauge(f"denominator_source_{name}", said, ["connection"], registry=registry)
        for name, said in _SAID.items()
    }
    with bot.database.reading() as connection:
        for source in sources(connection):
            for name, value in _figures(source, bot.now()).items():
                if value is not None:  # what is not known has no line, rather than a zero
                    gauges[name].labels(source.connection).set(float(value))
    return generate_latest(registry)


def _figures(source: Source, now: datetime) -> dict[str, Decimal | float | None]:
    brought = source.brought
    return {
        "age_seconds": None if source.read_at is None else (now - source.read_at).total_seconds(),
        "failing": 1 if source.error else 0,
        "figures_age_seconds": None if source.as_of is None else (now - source.as_of).total_seconds(),
        "complete_until_seconds": None if source.reaches_to is None else midnight(source.reaches_to).timestamp(),
        "charges": None if brought is None else brought.charges,
        "billed": None if brought is None else brought.billed_cost,
        "restated_days": None if brought is None else brought.restated,
    }
