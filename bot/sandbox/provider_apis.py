"""The company's two providers as one ASGI app: `/openai/v1/…` and `/anthropic/v1/…`."""

from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.routing import Mount

from bot.sandbox import anthropic_api, openai_api
from bot.sandbox.company import Company
from bot.sandbox.faults import Faults

OPENAI_PATH = "/openai/v1"  # where the real base URL ends in /v1, this one does too
ANTHROPIC_PATH = "/anthropic"  # the real base URL has no /v1: the connector adds it


def provider_apis(
    company: Company,
    clock: Callable[[], datetime],
    *,
    openai_key: str,
    anthropic_key: str,
    faults: Faults | None = None,
) -> Starlette:
    """The admin APIs as of `clock()` (aware UTC) at each request; only the two given admin keys open them."""
    met = faults or Faults()
    return Starlette(
        routes=[
            Mount(OPENAI_PATH, routes=openai_api.routes(company, clock, openai_key, met)),
            Mount(f"{ANTHROPIC_PATH}/v1", routes=anthropic_api.routes(company, clock, anthropic_key, met)),
        ]
    )
