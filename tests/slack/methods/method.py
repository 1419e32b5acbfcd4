"""`Method`: one method of the Web API: what it needs and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.slack.facts import BOT_USER, Channel, Message
from tests.slack.kit.part import Problem
from tests.slack.refusal import Refused
from tests.slack.tickets import ResponseUrl, Triggers
from tests.slack.workspace import Workspace

Args = Mapping[str, Any]
BASIC = frozenset({"chat:write", "commands", "users:read", "users:read.email"})
HISTORY = frozenset({"channels:history", "groups:history", "im:history"})
READING = frozenset({"channels:read", "groups:read"})


@dataclass
class Desk:
    """What the methods work on: the workspace, what was granted, and the switches of a test.

    `unsupported` are block types that this workspace does not have (yet): Slack rolls new ones out in phases.
    """

    space: Workspace
    triggers: Triggers
    scopes: set[str] = field(default_factory=lambda: set(BASIC))
    urls: dict[str, ResponseUrl] = field(default_factory=dict)
    home_tab: bool = True
    messages_tab: bool = True
    paced: bool = False
    unsupported: set[str] = field(default_factory=set)
    posted_at: dict[str, float] = field(default_factory=dict)
    socket_url: Callable[[], str] | None = None

    def channel(self, identity: object) -> Channel:
        """A channel by its id. Raises Refused for a private one that the bot is not in, as if there were none."""
        found = self.space.channels.get(str(identity))
        if found is None or (found.private and BOT_USER not in found.members):
            raise Refused("channel_not_found")
        return found

    def unsupported_in(self, blocks: Any) -> list[Problem]:
        listed = enumerate(blocks if isinstance(blocks, list) else [])
        return [
            Problem("unknown_type", f"unsupported type: {block['type']}", f"/blocks/{index}")
            for index, block in listed
            if isinstance(block, dict) and block.get("type") in self.unsupported
        ]

    def message(self, args: Args, key: str = "ts") -> Message:
        found = self.space.said.get((self.channel(args.get("channel")).id, str(args.get(key))))
        if found is None or found.ephemeral_to:
            raise Refused("message_not_found")
        return found


@dataclass(frozen=True)
class Method:
    """`needs` names the scopes of which one is enough for these arguments; none: a token is enough."""

    run: Callable[[Desk, Args], dict[str, Any]]
    needs: Callable[[Desk, Args], tuple[str, ...]] = lambda _desk, _args: ()
    form_only: bool = False
    app_token: bool = False


def scope(*names: str) -> Callable[[Desk, Args], tuple[str, ...]]:
    """The same scopes for any arguments."""
    return lambda _desk, _args: names


def page(items: list[Any], args: Args, *, default: int) -> tuple[list[Any], str]:
    """A page of items and the cursor of the next, empty at the end. Raises Refused on a cursor that is none."""
    start = 0
    if cursor := args.get("cursor"):
        if not str(cursor).startswith("next:") or not str(cursor)[5:].isdigit():
            raise Refused("invalid_cursor")
        start = int(str(cursor)[5:])
    limit = int(args.get("limit") or default)
    until = start + min(max(limit, 1), 1000)
    return items[start:until], f"next:{until}" if until < len(items) else ""
