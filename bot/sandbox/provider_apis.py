"""The admin APIs of the company's providers as one ASGI app, each below its own path: `/openai/v1/…`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from bot.sandbox.anthropic import api as anthropic
from bot.sandbox.company import Company
from bot.sandbox.faults import Faults
from bot.sandbox.litellm import api as litellm
from bot.sandbox.openai import api as openai

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class AdminApi:
    """One provider: `path` ends as its real base URL does, `mounted` is what comes between that and its routes."""

    provider: str
    path: str
    mounted: str = ""
    routes: Callable[[Company, Clock, str, Faults], Sequence[BaseRoute]]


APIS = (
    AdminApi(provider="openai", path="/openai/v1", routes=openai.routes),
    AdminApi(provider="anthropic", path="/anthropic", mounted="/v1", routes=anthropic.routes),
    AdminApi(provider="litellm", path="/litellm", routes=litellm.routes),
)
"""The register of the sandbox: a new provider is its package and one line here."""

PATHS: Mapping[str, str] = {api.provider: api.path for api in APIS}
"""What a provider's base URL has behind the address of the server."""


def provider_apis(
    company: Company, clock: Clock, *, keys: Mapping[str, str], faults: Faults | None = None
) -> Starlette:
    """The admin APIs as of `clock()` (aware UTC) at each request.

    `keys` are the admin keys by provider: each opens its provider's API alone, one without a key is not there.
    """
    met = faults or Faults()
    return Starlette(
        routes=[
            Mount(api.path + api.mounted, routes=list(api.routes(company, clock, keys[api.provider], met)))
            for api in APIS
            if api.provider in keys
        ]
    )
