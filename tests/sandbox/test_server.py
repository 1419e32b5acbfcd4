import socket
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.sandbox.faults import Faults
from bot.sandbox.server import PortTakenError, ServerDidNotStartError, serving

COSTS = "/organization/costs"
ASKED: dict[str, Any] = {"start_time": 1_795_000_000}


def hello(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


APP = Starlette(routes=[Route("/", hello)])


def test_an_app_is_served_on_a_free_port_and_gone_afterwards() -> None:
    with serving(APP) as url:
        assert httpx.get(url).text == "hello"
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_small_answers_are_not_held_back() -> None:
    """Nagle's delay is off for each connection: 40 ms an answer otherwise."""
    undelayed: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            connection = receive.__self__.transport.get_extra_info("socket")  # type: ignore[attr-defined]
            undelayed.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        await APP(scope, receive, send)

    with serving(app) as url:
        assert httpx.get(url).text == "hello"
    assert undelayed == [1]


def test_a_port_in_use_is_said_before_anything_runs() -> None:
    with serving(APP) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(PortTakenError, match=f"Port {port} on 127.0.0.1 is taken"), serving(APP, port=port):
            pass
        assert httpx.get(url).text == "hello"
    with serving(APP, port=port) as again:
        assert again == url


def test_an_app_that_cannot_start_is_said() -> None:
    class Broken:
        def __init__(self, _app: Any) -> None:
            pass

        async def __aenter__(self) -> None:
            raise RuntimeError("no")

        async def __aexit__(self, *_: object) -> None:
            pass

    with pytest.raises(ServerDidNotStartError), serving(Starlette(lifespan=Broken)):
        pass


@pytest.fixture
def statuses(openai: httpx.Client) -> Any:
    def ask(times: int, path: str = COSTS) -> list[int]:
        return [openai.get(path, params=ASKED if path == COSTS else None).status_code for _ in range(times)]

    return ask


def test_every_nth_call_is_throttled_with_or_without_retry_after(
    openai: httpx.Client, anthropic: httpx.Client, faults: Faults
) -> None:
    faults.throttle_every = 2
    answers = [openai.get("/organization/users") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 429, 200, 429]
    assert answers[1].headers["retry-after"] == "1"
    faults.retry_after = None
    anthropic.get("/organizations/users")
    refused = anthropic.get("/organizations/users")
    assert refused.status_code == 429
    assert "retry-after" not in refused.headers
    assert refused.json()["error"]["type"] == "rate_limit_error"


def test_every_nth_call_fails(statuses: Any, anthropic: httpx.Client, faults: Faults) -> None:
    faults.fail_every = 3
    assert statuses(5) == [200, 200, 500, 200, 200]
    assert anthropic.get("/organizations/users").json()["error"]["type"] == "api_error"


def test_a_path_dies_from_its_third_page_for_ever_until_healed(statuses: Any, faults: Faults) -> None:
    faults.die(COSTS, page=3)
    assert statuses(5) == [200, 200, 500, 500, 500]
    assert statuses(1, "/organization/users") == [200]
    faults.heal()
    assert statuses(2) == [200, 200]


def test_a_connection_can_be_cut_in_the_middle_of_an_answer(openai: httpx.Client, faults: Faults) -> None:
    faults.cut_every = 1
    with pytest.raises(httpx.RemoteProtocolError):
        openai.get(COSTS, params={"start_time": 1_795_000_000})
    faults.heal()
    assert openai.get(COSTS, params=ASKED).status_code == 200


def test_a_slow_server_makes_a_short_timeout_fail(openai: httpx.Client, faults: Faults) -> None:
    faults.slow_seconds = 0.3
    with pytest.raises(httpx.ReadTimeout):
        openai.get(COSTS, params=ASKED, timeout=0.05)
