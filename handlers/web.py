"""What machines ask: is it alive, is it ready, how fresh are its sources."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import DenominatorError
from bot.ledger.migrate import require_migrated
from bot.ledger.sources import sources
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


def _metrics(bot: Bot) -> bytes:
    registry = CollectorRegistry()
    age = Gauge(
        "denominator_source_age_seconds",
        "Seconds since a connection was last read successfully.",
        ["connection"],
        registry=registry,
    )
    failing = Gauge(
        "denominator_source_failing",
        "1 when the last attempt to read a connection failed.",
        ["connection"],
        registry=registry,
    )
    now = bot.now()
    with bot.database.reading() as connection:
        for source in sources(connection):
            failing.labels(source.connection).set(1 if source.error else 0)
            if source.read_at is not None:
                age.labels(source.connection).set((now - source.read_at).total_seconds())
    return generate_latest(registry)
