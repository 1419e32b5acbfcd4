"""What a workspace is made of: people, channels, messages, views. Frozen: an old copy is what a stale screen shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.slack.kit.shown import texts

TEAM, APP, BOT, BOT_USER = "T0LARKSPUR", "A0DENOMINA", "B0DENOMINA", "U0DENOMBOT"
Blocks = tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Person:
    """A member of the workspace, or a bot, or somebody who left."""

    id: str
    name: str
    email: str | None = None
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    team: str = TEAM
    timezone: str = "Europe/Berlin"


@dataclass(frozen=True)
class Channel:
    """A public or private channel, or (with `user`) the direct messages between the bot and one person."""

    id: str
    name: str = ""
    private: bool = False
    archived: bool = False
    members: frozenset[str] = frozenset()
    user: str | None = None


@dataclass(frozen=True)
class Message:
    """A message as it stands. `ephemeral_to` names the one who sees it; `reused` the block_ids an update kept."""

    channel: str
    ts: str
    text: str
    blocks: Blocks = ()
    user: str = BOT_USER
    metadata: dict[str, Any] | None = None
    thread_ts: str | None = None
    edited: int = 0
    ephemeral_to: str | None = None
    reused: frozenset[str] = frozenset()
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """All that a reader sees in the blocks, a text a line; the text where there are none."""
        return "\n".join(texts(self.blocks)) or self.text

    def shown(self, *, metadata: bool = False) -> dict[str, Any]:
        """As the Web API shows it."""
        shown: dict[str, Any] = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.text,
            "team": TEAM,
            "blocks": list(self.blocks),
        }
        if self.user == BOT_USER:
            shown |= {"bot_id": BOT, "app_id": APP}
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if self.edited:
            shown["edited"] = {"user": self.user, "ts": self.ts}
        if metadata and self.metadata:
            shown["metadata"] = self.metadata
        return shown


@dataclass(frozen=True)
class View:
    """A modal or a Home tab as one person sees it; `errors` stand under the fields with these block_ids."""

    id: str
    user: str
    hash: str
    content: dict[str, Any]
    blocks: Blocks
    root: str
    previous: str | None = None
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.content.get("title", {}).get("text", ""))

    @property
    def words(self) -> str:
        """All that a reader sees, a text a line."""
        return "\n".join(texts({**self.content, "blocks": self.blocks}))

    def shown(self) -> dict[str, Any]:
        """As the Web API and the payloads of interactions show it."""
        return {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            **self.content,
            "id": self.id,
            "team_id": TEAM,
            "app_id": APP,
            "bot_id": BOT,
            "app_installed_team_id": TEAM,
            "blocks": list(self.blocks),
            "hash": self.hash,
            "state": {"values": self.values},
            "root_view_id": self.root,
            "previous_view_id": self.previous,
        }


def elements(blocks: Blocks | list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every element that a person may press or fill in, with the block_id of its block."""
    for block in blocks:
        candidates = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        if block["type"] == "card":
            candidates += block.get("actions", [])
        for element in candidates:
            if isinstance(element, dict) and "action_id" in element:
                yield block["block_id"], element
        yield from elements(block.get("child_blocks", []))
        if block["type"] == "carousel":
            yield from elements(block["elements"])


def identified(blocks: list[dict[str, Any]], mark: str) -> Blocks:
    """The blocks with the block_ids and action_ids that Slack invents where none were given."""
    return tuple(_identified(block, f"{mark}{index}") for index, block in enumerate(blocks))


def _identified(block: dict[str, Any], mark: str) -> dict[str, Any]:
    named = {**block, "block_id": block.get("block_id", mark)}
    if "child_blocks" in named:
        named["child_blocks"] = list(identified(named["child_blocks"], f"{mark}."))
    if named["type"] == "carousel":
        named["elements"] = list(identified(named["elements"], f"{mark}."))
    if isinstance(named.get("element"), dict):
        named["element"] = {"action_id": f"{mark}a", **named["element"]}
    if named["type"] == "actions":
        named["elements"] = [{"action_id": f"{mark}a{i}", **each} for i, each in enumerate(named["elements"])]
    return named
