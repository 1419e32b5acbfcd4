"""A provider that is nobody's, for what all of them share."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from bot.providers.http import Api

KEY = "sk-ant-admin01-Secret/+=0123"

Handler = Callable[[httpx.Request], httpx.Response]


def api(
    handler: Handler,
    *,
    key: str = KEY,
    base_url: str = "https://api.acme.example/v1/",
    busy_seconds: float | None = None,
) -> Api:
    return Api(
        httpx.Client(transport=httpx.MockTransport(handler)),
        provider="Acme",
        base_url=base_url,
        base_url_setting="ACME_BASE_URL",
        key=key,
        key_setting="ACME_ADMIN_KEY",
        headers={"x-api-key": key},
        busy_seconds=busy_seconds,
    )


def answering(*responses: httpx.Response | Exception) -> tuple[Handler, list[httpx.Request]]:
    """Each answer in its turn, the last one from then on; and what was asked."""
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        answer = responses[min(len(asked), len(responses)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    return handler, asked


OK = httpx.Response(200, json={"ok": True})
