"""chat.*: say, change, delete (slack.md 1.7, 2.7, 6.2)."""

from __future__ import annotations

from typing import Any

from tests.slack.blocks import TEXT, problems
from tests.slack.facts import BOT_USER, Channel
from tests.slack.methods.method import Args, Desk, Method, scope
from tests.slack.refusal import Refused, for_problems

LONGEST_TEXT = 40_000


def post_message(desk: Desk, args: Args) -> dict[str, Any]:
    channel = _addressed(desk, args.get("channel"))
    text, blocks = content(desk, args)
    if len(text) > LONGEST_TEXT:
        raise Refused("msg_too_long")
    metadata = _metadata(args)
    if desk.paced:
        _pace(desk, channel)
    thread = args.get("thread_ts")
    message = desk.space.say(
        channel.id, text, blocks, metadata=metadata or None, thread_ts=thread, arguments=dict(args)
    )
    return {"channel": channel.id, "ts": message.ts, "message": message.shown(metadata=True)}


def update(desk: Desk, args: Args) -> dict[str, Any]:
    """`text` without `blocks` removes the blocks; metadata stays where none is sent."""
    message = desk.message(args)
    if message.user != BOT_USER:
        raise Refused("cant_update_message")
    text, blocks = content(desk, args)
    if len(text) > TEXT:
        raise Refused("msg_too_long")
    metadata = _metadata(args)
    changed = desk.space.change(
        message,
        text if "text" in args else message.text,
        blocks,
        metadata=message.metadata if metadata is None else metadata or None,
        arguments=dict(args),
    )
    return {"channel": changed.channel, "ts": changed.ts, "text": changed.text, "message": changed.shown()}


def post_ephemeral(desk: Desk, args: Args) -> dict[str, Any]:
    channel = _addressed(desk, args.get("channel"))
    user = args.get("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = content(desk, args)
    message = desk.space.say(channel.id, text, blocks, ephemeral_to=user, arguments=dict(args))
    return {"message_ts": message.ts}


def delete(desk: Desk, args: Args) -> dict[str, Any]:
    message = desk.message(args)
    if message.user != BOT_USER:
        raise Refused("cant_delete_message")
    del desk.space.said[message.channel, message.ts]
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(desk: Desk, args: Args) -> dict[str, Any]:
    message = desk.message(args, "message_ts")
    link = f"https://larkspur.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return {"channel": message.channel, "permalink": link}


def content(desk: Desk, args: Args) -> tuple[str, list[dict[str, Any]]]:
    """The text and the blocks of a message. Raises Refused when Slack would not show them."""
    text, blocks = args.get("text") or "", args.get("blocks") or []
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if not blocks and not str(text).strip():
        raise Refused("no_text")
    found = [*problems({"text": "said elsewhere", "blocks": blocks}, "message"), *desk.unsupported_in(blocks)]
    if found and all(problem.code == "blocks_too_long" for problem in found):
        raise Refused("msg_blocks_too_long")
    if found:
        raise for_problems("invalid_blocks", found)
    return str(text), blocks


def _addressed(desk: Desk, identity: object) -> Channel:
    """Where to say it: a person's id opens the direct messages."""
    person = desk.space.people.get(str(identity))
    channel = desk.space.direct(person.id) if person else desk.channel(identity)
    if channel.user and not desk.messages_tab:
        raise Refused("messages_tab_disabled")
    if channel.archived:
        raise Refused("is_archived")
    if BOT_USER not in channel.members and "chat:write.public" not in desk.scopes:
        raise Refused("not_in_channel")
    return channel


def _metadata(args: Args) -> dict[str, Any] | None:
    """What was sent as metadata; an empty object removes what was there."""
    given = args.get("metadata")
    if given is None:
        return None
    if given == {}:
        return {}
    if not isinstance(given, dict) or not isinstance(given.get("event_type"), str):
        raise Refused("invalid_metadata_format")
    if not isinstance(given.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    return given


def _pace(desk: Desk, channel: Channel) -> None:
    """One message a second in a channel."""
    now = desk.space.now()
    if now - desk.posted_at.get(channel.id, 0.0) < 1:
        raise Refused("ratelimited", retry_after=1)
    desk.posted_at[channel.id] = now


METHODS = {
    "chat.postMessage": Method(post_message, scope("chat:write")),
    "chat.update": Method(update, scope("chat:write")),
    "chat.postEphemeral": Method(post_ephemeral, scope("chat:write")),
    "chat.delete": Method(delete, scope("chat:write")),
    "chat.getPermalink": Method(get_permalink),
}
