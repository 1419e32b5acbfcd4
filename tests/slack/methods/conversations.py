"""conversations.*: read channels, their members, and what was said (slack.md 3.1, 3.7)."""

from __future__ import annotations

from typing import Any

from tests.slack.facts import BOT_USER, Channel
from tests.slack.methods.method import Args, Desk, Method, page
from tests.slack.refusal import Refused


def history(desk: Desk, args: Args) -> dict[str, Any]:
    """Newest first, between `oldest` and `latest` (both exclusive unless `inclusive`), without what was ephemeral."""
    channel = desk.channel(args.get("channel"))
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    inclusive = truth(args.get("inclusive"))
    found = [
        message.shown(metadata=truth(args.get("include_all_metadata")))
        for message in reversed(desk.space.messages(channel.id))
        if not message.thread_ts
        if oldest < float(message.ts) < latest or (inclusive and float(message.ts) in {oldest, latest})
    ]
    messages, cursor = page(found, args, default=100)
    answer: dict[str, Any] = {"messages": messages, "has_more": bool(cursor), "pin_count": 0}
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def replies(desk: Desk, args: Args) -> dict[str, Any]:
    """A thread, oldest first: the message it hangs under, and what was said there after `oldest`."""
    parent, oldest = desk.message(args), float(args.get("oldest") or 0)
    if BOT_USER not in desk.channel(args.get("channel")).members:
        raise Refused("not_in_channel")
    found = [
        message.shown(metadata=truth(args.get("include_all_metadata")))
        for message in desk.space.messages(parent.channel)
        if message == parent or (message.thread_ts == parent.ts and float(message.ts) > oldest)
    ]
    messages, cursor = page(found, args, default=1000)
    return {"messages": messages, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def info(desk: Desk, args: Args) -> dict[str, Any]:
    return {"channel": shown(desk.channel(args.get("channel")))}


def members(desk: Desk, args: Args) -> dict[str, Any]:
    found, cursor = page(sorted(desk.channel(args.get("channel")).members), args, default=100)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


def listed(desk: Desk, args: Args) -> dict[str, Any]:
    """Public channels, and with `types` the private ones that the bot is in."""
    types = set(str(args.get("types") or "public_channel").split(","))
    found = [
        shown(channel)
        for channel in desk.space.channels.values()
        if _type(channel) in types
        and not (channel.archived and truth(args.get("exclude_archived")))
        and (not channel.private or BOT_USER in channel.members)
    ]
    channels, cursor = page(found, args, default=100)
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def shown(channel: Channel) -> dict[str, Any]:
    """A channel as the Web API shows it."""
    if channel.user:
        return {"id": channel.id, "is_im": True, "user": channel.user, "is_archived": False}
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not channel.private,
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_im": False,
        "is_member": BOT_USER in channel.members,
        "num_members": len(channel.members),
    }


def truth(given: object) -> bool:
    """What a form or a JSON body means by a flag."""
    return given is True or str(given).lower() in {"1", "true"}


def _type(channel: Channel) -> str:
    return "im" if channel.user else "private_channel" if channel.private else "public_channel"


def _needs_history(desk: Desk, args: Args) -> tuple[str, ...]:
    return (_by_type(desk, args, "history"),)


def _needs_read(desk: Desk, args: Args) -> tuple[str, ...]:
    return (_by_type(desk, args, "read"),)


def _needs_list(_desk: Desk, args: Args) -> tuple[str, ...]:
    types = str(args.get("types") or "public_channel").split(",")
    return ("groups:read",) if types == ["private_channel"] else ("channels:read",)


def _by_type(desk: Desk, args: Args, verb: str) -> str:
    channel = desk.space.channels.get(str(args.get("channel")))
    family = {"im": "im", "private_channel": "groups"}.get(_type(channel) if channel else "", "channels")
    return f"{family}:{verb}"


METHODS = {
    "conversations.history": Method(history, _needs_history, form_only=True),
    "conversations.replies": Method(replies, _needs_history, form_only=True),
    "conversations.info": Method(info, _needs_read, form_only=True),
    "conversations.members": Method(members, _needs_read, form_only=True),
    "conversations.list": Method(listed, _needs_list, form_only=True),
}
