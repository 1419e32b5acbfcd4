"""Exchanges with a provider as they happen, and played back: what a recording is made from and tried with."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from bot.providers.recording import Exchange, read, written

_OURS: Final = frozenset({"accept", "accept-encoding", "connection", "content-length", "content-type", "host"})
_KEPT: Final = frozenset({"content-type", "link", "retry-after"})


@dataclass
class Recorder(httpx.BaseTransport):
    """Passes requests on and keeps what was asked and answered; a header that holds the key is kept without a value.

    Paths and links are kept as they are below `usual_url`, wherever the provider was reached at `base_url`.
    """

    through: httpx.BaseTransport
    key: str
    base_url: str
    usual_url: str
    exchanges: list[Exchange] = field(default_factory=list)

    def close(self) -> None:
        """Close what asks."""
        self.through.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, and keep a copy of both."""
        answer = self.through.handle_request(request)
        content = answer.read()
        asked = _asked(request, self.base_url, self.usual_url, self.key)
        said = _answered(answer, content)
        if "link" in said["headers"]:
            said["headers"]["link"] = _as_usual(said["headers"]["link"], self.base_url, self.usual_url)
        self.exchanges.append({"request": asked, "response": said})
        headers = [(name, value) for name, value in answer.headers.items() if name != "content-encoding"]
        return httpx.Response(answer.status_code, headers=headers, content=content, request=request)


@dataclass
class Player(httpx.BaseTransport):
    """Answers each recorded request once; any other is none of the recording's."""

    exchanges: Sequence[Exchange]
    base_url: str
    used: set[int] = field(default_factory=set)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The first answer to this request that was not given yet."""
        asked = _asked(request, self.base_url, self.base_url)
        for number, exchange in enumerate(self.exchanges):
            if number not in self.used and _means(exchange["request"], asked):
                self.used.add(number)
                answer = exchange["response"]
                content = answer["text"] if "text" in answer else written(answer["body"])
                return httpx.Response(answer["status"], headers=answer["headers"], content=content.encode())
        return httpx.Response(404, content=b"{}")


def recorder(key: str, base_url: str, usual_url: str) -> Recorder:
    """One that asks the provider itself."""
    return Recorder(httpx.HTTPTransport(), key, base_url, usual_url)


def _asked(request: httpx.Request, base_url: str, usual_url: str, key: str = "") -> dict[str, Any]:
    base, usual = httpx.URL(base_url), httpx.URL(usual_url)
    secrets = {key, b64encode(f"{key}:".encode()).decode()} if key else set()
    held = {name for name, value in request.headers.items() if any(secret in value for secret in secrets)}
    headers = {
        name: None if name == "user-agent" or name in held else value
        for name, value in request.headers.items()
        if name not in _OURS
    }
    params = {
        name: values if name.endswith("[]") else values[0]
        for name in request.url.params
        if (values := request.url.params.get_list(name))
    }
    is_of_the_api = request.url.host == base.host and (held or not key)  # a signed link needs no key, wherever it leads
    path = usual.path.rstrip("/") + request.url.path.removeprefix(base.path.rstrip("/"))
    where = {"path": path, "params": params} if is_of_the_api else {"path": str(request.url), "params": {}}
    asked = {"method": request.method, **where, "headers": headers}
    return asked | ({"body": json.loads(request.content)} if request.content else {})


def _answered(answer: httpx.Response, content: bytes) -> dict[str, Any]:
    headers = {name: value for name, value in answer.headers.items() if name in _KEPT}
    said: dict[str, Any] = {"status": answer.status_code, "headers": headers}
    try:
        return said | {"body": read(content.decode())}
    except ValueError:
        return said | {"text": content.decode("utf-8", "replace")}


def _as_usual(links: str, base_url: str, usual_url: str) -> str:
    return links.replace(f"<{base_url.rstrip('/')}/", f"<{usual_url.rstrip('/')}/")


def _means(recorded: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    return all(recorded.get(name) == asked.get(name) for name in ("method", "path", "params", "body"))
