"""The admin APIs of the company's providers as one ASGI app, each below its own path: `/openai/v1/…`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from bot.sandbox.anthropic import api as anthropic
from bot.sandbox.company import Company
from bot.sandbox.cursor import api as cursor
from bot.sandbox.faults import Faults
from bot.sandbox.github import api as github
from bot.sandbox.github.holders import ENTERPRISE, ORGANIZATION
from bot.sandbox.litellm import api as litellm
from bot.sandbox.openai import api as openai
from bot.sandbox.openrouter import api as openrouter

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class AdminApi:
    """One provider: `path` ends as its real base URL does, `mounted` is what comes between that and its routes.

    `more` is what a reader of it must be told beside key and address, by the words of its `more_settings`.
    """

    provider: str
    path: str
    mounted: str = ""
    routes: Callable[[Company, Clock, str, Faults], Sequence[BaseRoute]]
    more: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


APIS = (
    AdminApi(provider="openai", path="/openai/v1", routes=openai.routes),
    AdminApi(provider="anthropic", path="/anthropic", mounted="/v1", routes=anthropic.routes),
    AdminApi(
        provider="github",
        path="/github",
        routes=github.routes,
        more=MappingProxyType({"organization": ORGANIZATION, "enterprise": ENTERPRISE}),
    ),
    AdminApi(provider="cursor", path="/cursor", routes=cursor.routes),
    AdminApi(provider="openrouter", path="/openrouter/api/v1", routes=openrouter.routes),
    AdminApi(provider="litellm", path="/litellm", routes=litellm.routes),
)
"""The register of the sandbox: a new provider is its package and one line here."""

PATHS: Mapping[str, str] = {api.provider: api.path for api in APIS}
"""What a provider's base URL has behind the address of the server."""

MORE: Mapping[str, Mapping[str, str]] = {api.provider: api.more for api in APIS}
"""What a provider's reader must be told beside key and address."""


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
