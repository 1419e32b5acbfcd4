"""The servers whose acknowledgement is compared, and the Slack they talk to; each in a process of its own.

All three stand in the same arrangement: uvicorn, one process, the work in Starlette's thread pool.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from slack_bolt import Ack, App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot import app, logs, orgfile, settings
from bot.ledger import orgs
from bot.manifest import COMMAND, PATH
from bot.sandbox.company import larkspur
from bot.sandbox.org import org_toml
from bot.sandbox.server import serving

SECRET = "a-signing-secret-for-the-bench"  # noqa: S105  (it opens nothing)
BOT_TOKEN = "xoxb-bench"  # noqa: S105
ANSWERS = "/answers"
_START_SECONDS = 30


def bare() -> Starlette:
    """The least an app can do: check the signature, say 200."""
    verifier = SignatureVerifier(SECRET)

    async def check(request: Request) -> Response:
        body, headers = await request.body(), dict(request.headers)
        signed = await run_in_threadpool(verifier.is_valid_request, body, headers)
        return PlainTextResponse("", 200 if signed else 401)

    return Starlette(routes=[Route(PATH, check, methods=["POST"])])


def bolt(slack_url: str) -> Starlette:
    """The least a Bolt app can do: acknowledge, and do nothing lazily."""
    bolt_app = App(
        client=WebClient(token=BOT_TOKEN, base_url=f"{slack_url}/api/"),
        signing_secret=SECRET,
        process_before_response=True,
        token_verification_enabled=False,
    )

    def acknowledged(ack: Ack) -> None:
        ack()

    def nothing() -> None:
        pass

    bolt_app.command(COMMAND)(ack=acknowledged, lazy=[nothing])

    async def receive(request: Request) -> Response:
        body = await request.body()
        return to_starlette_response(await run_in_threadpool(bolt_app.dispatch, to_bolt_request(request, body)))

    return Starlette(routes=[Route(PATH, receive, methods=["POST"])])


def ours(slack_url: str, database_url: str) -> Starlette:
    """Denominator itself, on a fresh ledger with an organisation of six teams."""
    chosen = settings.load(
        database_url=database_url,
        slack_bot_token=BOT_TOKEN,
        slack_signing_secret=SECRET,
        slack_api_url=f"{slack_url}/api/",
    )
    bot = app.build(chosen, accounts=(), may_migrate=True)
    with bot.database.writing() as connection:
        org = orgfile.read(org_toml(larkspur()), "larkspur.toml")
        orgs.save(connection, org, now=bot.now(), pseudonym=bot.pseudonym)
    return app.edge(bot)


def slack() -> Starlette:
    """A Slack that knows everybody, takes every answer and remembers when each came (monotonic seconds)."""
    arrived: dict[str, float] = {}

    async def call(request: Request) -> Response:
        method = request.path_params["method"]
        if method == "users.info":
            return JSONResponse(_member(parse_qs((await request.body()).decode())["user"][0]))
        return JSONResponse(_AUTH if method == "auth.test" else {"ok": True})

    async def answered(request: Request) -> Response:
        arrived[request.path_params["number"]] = time.monotonic()
        return PlainTextResponse("ok")

    async def answers(request: Request) -> Response:
        tag = request.path_params["tag"]
        return JSONResponse({name: at for name, at in arrived.items() if name.startswith(f"{tag}-")})

    return Starlette(
        routes=[
            Route("/api/{method}", call, methods=["POST"]),
            Route(ANSWERS + "/{number}", answered, methods=["POST"]),
            Route(ANSWERS + "/{tag}", answers),
        ]
    )


@contextmanager
def servers(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Start everything; yields Slack's address, and the servers' own by name."""
    with _process("slack") as slack_url:
        chosen = f"sqlite:///{folder / 'bench.db'}"
        with (
            _process("bare") as bare_url,
            _process("bolt", slack_url) as bolt_url,
            _process("ours", slack_url, chosen) as ours_url,
        ):
            yield slack_url, {"bare": bare_url, "bolt": bolt_url, "ours": ours_url}


@contextmanager
def _process(name: str, *arguments: str) -> Iterator[str]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, name, *arguments), name=f"bench {name}", daemon=True)
    process.start()
    there.close()
    try:
        if not here.poll(_START_SECONDS):
            raise TimeoutError(f"the server {name!r} of the bench did not start within {_START_SECONDS} s")
        yield str(here.recv())
    finally:
        here.close()
        process.join(timeout=10)
        if process.is_alive():
            process.terminate()


def _serve(pipe: Connection, name: str, *arguments: str) -> None:
    """Serve until the other end of the pipe is closed."""
    logs.configure(verbose=False)
    application = _APPS[name](*arguments)
    app.settled()
    with serving(application) as url:
        pipe.send(url)
        try:
            pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return


_APPS: dict[str, Any] = {"bare": bare, "bolt": bolt, "ours": ours, "slack": slack}
_AUTH = {"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "B1", "user": "bot", "team": "bench"}


def _member(user: str) -> dict[str, Any]:
    email = f"{user.lower()}@larkspur.example"
    return {"ok": True, "user": {"id": user, "team_id": _AUTH["team_id"], "profile": {"email": email}}}
