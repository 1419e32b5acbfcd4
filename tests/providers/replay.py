"""Recorded exchanges played back: a transport that answers what was recorded and refuses everything else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from bot.facts.periods import Period
from bot.providers import PROVIDERS
from bot.providers.base import Provider, Reading

FOLDER = Path(__file__).parent / "recorded"
KEY = "sk-admin-Secret-0123456789abcdef"
Instead = Callable[[httpx.Request], httpx.Response]


@dataclass(frozen=True)
class Recording:
    """One reading of one window: what is asked, what is answered, what comes of it."""

    provider: str
    name: str
    said: Mapping[str, Any]

    @property
    def window(self) -> Period:
        since, until = self.said["window"]
        return Period(date.fromisoformat(since), date.fromisoformat(until))

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.said["now"])

    @property
    def exchanges(self) -> list[dict[str, Any]]:
        return list(self.said["exchanges"])

    @property
    def costs(self) -> list[int]:
        """Which exchanges the reading cannot do without: it needs an answer to each of them.

        Those that say `"needed": true`, else those about costs.
        """
        said = [exchange.get("needed") for exchange in self.exchanges]
        about = ["cost" in exchange["request"]["path"] for exchange in self.exchanges]
        return [n for n, needed in enumerate(said if any(said) else about) if needed]

    def is_signed(self, number: int) -> bool:
        """Whether an exchange is about a file behind a signed link: a refusal says nothing about the key."""
        return bool(self.exchanges[number].get("signed"))

    def survived(self, number: int) -> frozenset[int]:
        """The statuses at which the reading goes on without the answer, or asks in another way."""
        return frozenset(self.exchanges[number].get("survives", ()))

    def expected(self, figure: str) -> Decimal | None:
        """The figure that a person has checked."""
        value = self.said["expected"][figure]
        return None if value is None else Decimal(str(value))


@dataclass
class Replay:
    """Answers each recorded exchange once, and as often as it is asked where the recording says `"again": true`;
    `instead` answers one of them otherwise, as often as it is asked.
    """

    recording: Recording
    instead: Mapping[int, Instead] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        for number, exchange in enumerate(self.recording.exchanges):
            if (number in self.used and not exchange.get("again")) or not _is_same(request, exchange["request"]):
                continue
            if number in self.instead:
                return self.instead[number](request)
            self.used.add(number)
            answer = exchange["response"]
            return httpx.Response(answer["status"], headers=answer.get("headers", {}), content=_content(answer))
        raise AssertionError(f"nothing is recorded for {request.url}")

    @property
    def left_over(self) -> list[str]:
        """What was recorded and never asked for."""
        return [str(e["request"]) for n, e in enumerate(self.recording.exchanges) if n not in self.used]

    def provider(self) -> Provider:
        """The provider, reading from here."""
        cls = next(cls for cls in PROVIDERS if cls.name == self.recording.provider)
        more = self.recording.said.get("settings", {})
        return cls(httpx.Client(transport=httpx.MockTransport(self)), key=KEY, **more)

    def read(self) -> Reading:
        """The recorded window, read now as it was then."""
        return self.provider().read(self.recording.window, now=self.recording.now)


def recording(provider: str, name: str) -> Recording:
    """The recording of that name."""
    text = (FOLDER / provider / f"{name}.json").read_text(encoding="utf-8")
    return Recording(provider, name, json.loads(text))


def recordings() -> list[Recording]:
    """All there are."""
    return [recording(path.parent.name, path.stem) for path in sorted(FOLDER.glob("*/*.json"))]


def _content(answer: Mapping[str, Any]) -> bytes:
    """The recorded body: JSON, or with `text` what stands there word for word."""
    return answer["text"].encode() if "text" in answer else json.dumps(answer["body"]).encode()


def _is_same(request: httpx.Request, recorded: Mapping[str, Any]) -> bool:
    """Whether the request is the recorded one: method, path, parameters, headers (null: any value), JSON body.

    A recorded path that begins with `https://` is of another host than the provider's.
    """
    params = {
        name: values if name.endswith("[]") else values[0]
        for name in request.url.params
        if (values := request.url.params.get_list(name))
    }
    headers = recorded["headers"]
    path = recorded["path"]
    asked = str(request.url.copy_with(query=None)) if path.startswith("https://") else request.url.path
    return (
        request.method == recorded.get("method", "GET")
        and asked == path
        and (json.loads(request.content) if request.content else None) == recorded.get("body")
        and params == recorded["params"]
        and all(request.headers.get(name) == value for name, value in headers.items() if value is not None)
        and all(name in request.headers for name in headers)
    )
