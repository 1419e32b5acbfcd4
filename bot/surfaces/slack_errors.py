"""What Slack's refusals mean for whoever speaks: say it again, later, elsewhere, or tell somebody what to type.

The codes are those of the method pages of docs.slack.dev (chat.postMessage, chat.update, users.lookupByEmail).
"""

from __future__ import annotations

import re
from typing import Any

from bot.errors import (
    SurfaceBusyError,
    SurfaceError,
    SurfaceGoneError,
    SurfaceRefusedError,
    SurfaceShutError,
    SurfaceUnknownError,
)

BLOCKS_LACKING = {"invalid_blocks", "invalid_blocks_format"}
"""Refusals of blocks that a workspace may not have yet."""
BLOCKS_REFUSED = {*BLOCKS_LACKING, "msg_blocks_too_long", "block_mismatch"}
"""Refusals that another form of the same message may pass."""

_GONE = {"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"}
_UNKNOWN = {
    "fatal_error",
    "internal_error",
    "request_timeout",
    "service_unavailable",
    "duplicate_message_not_found",
    "duplicate_channel_not_found",
}
_SHUT = re.compile(
    r"missing_scope|team_not_found|team_access_not_granted|account_inactive|token_revoked|token_expired|invalid_auth"
    r"|not_authed|no_permission|not_allowed_token_type|access_denied|org_login_required|two_factor_setup_required"
    r"|ekm_access_denied|http_\d+"
)
"""Refusals of the app, its token or its workspace, or of somebody on the way to Slack: not of what was said."""
_INSTALL = "put the bot token of an installed app into SLACK_BOT_TOKEN"
_PERSON = {"U", "W"}
"""What the ids of people begin with."""
_ADVICE = {
    "not_in_channel": "the app is not in {place}; type /invite @denominator there",
    "channel_not_found": "there is no channel {place} that the app can see; check its id in the org file, and type "
    "/invite @denominator there when it is private",
    "is_archived": "{place} is archived; unarchive it or give the team another channel in the org file",
    "messages_tab_disabled": "the app may not send direct messages; switch its Messages tab on under App Home",
    "restricted_action": "the workspace does not let the app post in {place}; ask an administrator of the workspace",
    "user_not_found": "{place} is nobody in this workspace; check the e-mail in the org file",
    "users_not_found": "nobody in this workspace has that e-mail; check it in the org file",
    "user_disabled": "{place} is deactivated; name another owner in the org file",
    "cannot_dm_bot": "{place} is a bot; name a person in the org file",
    "metadata_too_large": "the message's mark is too large; please report this",
    "no_text": "the message is empty; please report this",
    "msg_too_long": "the message is too long; please report this",
    "team_not_found": "the token is for another workspace; " + _INSTALL,
    "team_access_not_granted": "the token may not use this workspace; " + _INSTALL,
    "account_inactive": "the app was removed from the workspace; install it again and " + _INSTALL,
    "token_revoked": "the token was revoked; install the app again and " + _INSTALL,
    "token_expired": "the token has expired; " + _INSTALL,
    "invalid_auth": "the token is not right; " + _INSTALL,
    "not_authed": "no token was sent; " + _INSTALL,
}


def error_of(code: str, answer: dict[str, Any], *, place: str, retry_after: float | None = None) -> SurfaceError:
    """The error a refusal stands for; `place` is the channel or person that was spoken to."""
    if code in {"ratelimited", "rate_limited", "message_limit_exceeded"}:
        return SurfaceBusyError("Slack takes no more just now", retry_after=retry_after or 1)
    if code in _GONE:
        return SurfaceGoneError(f"The message in {place} cannot be changed any more ({code})")
    if code in _UNKNOWN:
        return SurfaceUnknownError(f"Slack failed while it took the message ({code})")
    if code == "missing_scope":
        needed = answer.get("needed") or "a scope"
        advice = f"the app lacks {needed}; add it under OAuth & Permissions and install the app again"
        return SurfaceShutError(f"Slack says {advice}", code=code)
    if code == "channel_not_found" and place[:1] in _PERSON:
        return SurfaceRefusedError(f"Slack says {_ADVICE['user_not_found'].format(place=place)}", code=code)
    known = next((text for name, text in _ADVICE.items() if code.startswith(name)), None)
    advice = known.format(place=place) if known else f"{code}; see docs.slack.dev for what it means"
    refusal = SurfaceShutError if _SHUT.fullmatch(code) else SurfaceRefusedError
    return refusal(f"Slack says {advice}", code=code)
