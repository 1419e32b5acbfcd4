"""The state of one Slack workspace, safe to use from several threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count
from threading import RLock
from typing import Any

from tests.slack.facts import BOT_USER, Blocks, Channel, Message, Person, View, identified
from tests.slack.refusal import Refused

ANA, JONAS, EVE, GUEST = "U0ANASILVA", "U0JONASWEB", "U0EVEADLER", "U0GUEST001"
SUPPORT, ELSEWHERE, PRIVATE, SECRET, ARCHIVED = "C0SUPPORT1", "C0ELSEWHER", "C0PRIVATE1", "C0SECRET01", "C0ARCHIVED"
STACK = 3

PEOPLE = (
    Person(ANA, "ana.silva", "ana.silva@acme.example"),
    Person(JONAS, "jonas.weber", "jonas.weber@acme.example"),
    Person(EVE, "eve.adler", "eve.adler@acme.example", deleted=True),
    Person(GUEST, "guest", "guest@other.example", is_restricted=True),
    Person(BOT_USER, "denominator", is_bot=True),
)
EVERYBODY = frozenset({ANA, JONAS, GUEST})
CHANNELS = (
    Channel(SUPPORT, "support", members=EVERYBODY | {BOT_USER}),
    Channel(ELSEWHERE, "elsewhere", members=EVERYBODY),
    Channel(PRIVATE, "leads", private=True, members=frozenset({ANA, BOT_USER})),
    Channel(SECRET, "salaries", private=True, members=frozenset({ANA})),
    Channel(ARCHIVED, "old", archived=True, members=EVERYBODY | {BOT_USER}),
)


class Workspace:
    """People, channels, what was said in them, and the views on people's screens."""

    def __init__(
        self,
        now: Callable[[], float],
        *,
        people: Iterable[Person] = PEOPLE,
        channels: Iterable[Channel] = CHANNELS,
    ) -> None:
        self.now = now
        self.lock = RLock()
        self.people = {person.id: person for person in people}
        self.channels = {channel.id: channel for channel in channels}
        self.groups: list[dict[str, Any]] = []
        self.said: dict[tuple[str, str], Message] = {}
        self.stacks: dict[str, list[str]] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self._numbers = count(1)
        self._last_ts = 0

    def number(self) -> int:
        """The next number for an id that nothing else has."""
        return next(self._numbers)

    def ts(self) -> str:
        """The next timestamp, later than all before."""
        with self.lock:
            self._last_ts = max(self._last_ts + 1, int(self.now() * 1_000_000))
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def direct(self, user: str) -> Channel:
        """The direct messages with a person, opened where they were not."""
        with self.lock:
            person = self.people.get(user)
            if person is None or person.deleted:
                raise Refused("channel_not_found")
            channel = Channel(f"D{user[1:]}", members=frozenset({user, BOT_USER}), user=user)
            return self.channels.setdefault(channel.id, channel)

    def say(self, channel: str, text: str, blocks: list[dict[str, Any]], **more: Any) -> Message:
        """A new message at the end of a channel."""
        with self.lock:
            mark = f"b{self.number()}-"
            message = Message(channel, self.ts(), text, identified(blocks, mark), **more)
            self.said[channel, message.ts] = message
            return message

    def change(self, message: Message, text: str, blocks: list[dict[str, Any]], **more: Any) -> Message:
        """The same message with other content."""
        with self.lock:
            reused = {block.get("block_id") for block in blocks} & {block["block_id"] for block in message.blocks}
            changed = replace(
                message,
                text=text,
                blocks=identified(blocks, f"b{self.number()}-"),
                edited=message.edited + 1,
                reused=frozenset(map(str, reused)),
                **more,
            )
            self.said[message.channel, message.ts] = changed
            return changed

    def messages(self, channel: str) -> list[Message]:
        """What everybody in a channel sees now, oldest first; a person's id stands for the direct messages."""
        at = self._at(channel)
        return [message for message in self._all() if message.channel == at and not message.ephemeral_to]

    def ephemerals(self, user: str) -> list[Message]:
        """What only this person sees, oldest first, in all channels."""
        return [message for message in self._all() if message.ephemeral_to == user]

    def _all(self) -> list[Message]:
        with self.lock:
            return list(self.said.values())

    def _at(self, channel: str) -> str:
        return f"D{channel[1:]}" if channel in self.people else channel

    def show(self, user: str, content: dict[str, Any], *, push: bool = False) -> View:
        """A modal on a person's screen: alone, or (`push`) on top of what is there."""
        with self.lock:
            stack = self.stacks.get(user, []) if push else []
            if len(stack) >= STACK:
                raise Refused("push_limit_reached")
            identity = f"V{self.number():08d}"
            view = self._view(
                identity, user, content, root=stack[0] if stack else identity, previous=stack[-1] if stack else None
            )
            self.stacks[user] = [*stack, identity]
            self.views[identity] = view
            return view

    def redraw(self, view: View, content: dict[str, Any]) -> View:
        """A view with other content; what was typed stays where block_id and action_id stay."""
        with self.lock:
            drawn = self._view(view.id, view.user, content, root=view.root, previous=view.previous)
            kept = {
                block["block_id"]: view.values[block["block_id"]]
                for block in drawn.blocks
                if block["block_id"] in view.values
                and set(view.values[block["block_id"]]) == {block.get("element", {}).get("action_id")}
            }
            self.views[view.id] = replace(drawn, values=kept)
            return self.views[view.id]

    def publish(self, user: str, content: dict[str, Any]) -> View:
        """The Home tab of a person."""
        with self.lock:
            identity = self.homes[user].id if user in self.homes else f"V{self.number():08d}"
            self.homes[user] = self._view(identity, user, content, root=identity, previous=None)
            return self.homes[user]

    def close(self, view: View, *, everything: bool = False) -> None:
        """Take a view off its stack, or the whole stack."""
        with self.lock:
            stack = self.stacks.get(view.user, [])
            left = [] if everything else [identity for identity in stack if identity != view.id]
            for identity in set(stack) - set(left):
                del self.views[identity]
            self.stacks[view.user] = left

    def on_top(self, user: str) -> View | None:
        """The modal a person sees, if any."""
        with self.lock:
            stack = self.stacks.get(user)
            return self.views[stack[-1]] if stack else None

    def _view(self, identity: str, user: str, content: dict[str, Any], *, root: str, previous: str | None) -> View:
        mark = self.number()
        blocks: Blocks = identified(content["blocks"], f"v{mark}-")
        return View(identity, user, f"{int(self.now())}.{mark:08x}", content, blocks, root, previous)
