"""Slack: whether the app may speak, is heard, and everything that is to be said has somebody to say it to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import SurfaceError, SurfaceRefusedError
from bot.facts.check import Check, bad, good
from bot.facts.delivery import State
from bot.facts.org import Team
from bot.ledger.directory import Listed
from bot.manifest import OPTIONAL_SCOPES, SCOPES
from bot.runtime import Bot
from bot.surfaces.base import Voice
from bot.surfaces.slack import Slack

_MEANING = {
    State.FAILED: "was given up",
    State.UNKNOWN: "may or may not have been said",
    State.QUEUED: "waits",
    State.SENDING: "waits",
}


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Who is to be told: the teams that have a digest, the owners of the budgets in force by e-mail (None: not in
    the directory), and what could not be said lately, as `deliveries.troubles` gives it.
    """

    teams: Sequence[Team]
    owners: Mapping[str, Listed | None]
    troubles: Sequence[tuple[str, State, str]]


def slack(bot: Bot, audience: Audience) -> Iterator[Check]:
    """Everything about Slack; where it is off, only what that means."""
    voice = bot.voices.get(Slack.name)
    if not isinstance(voice, Slack):
        yield _off(bot, audience)
        return
    yield _ear(bot)
    reached = _scopes(voice)
    yield reached
    answering = voice if reached.ok else None
    yield from _channels(answering, audience.teams)
    yield from _owners(answering, audience.owners)
    for key, state, why in audience.troubles:
        yield bad(f"delivery {key}", f"{key} {_MEANING.get(state, state.value)}: {why.rstrip('.')}.")


def _off(bot: Bot, audience: Audience) -> Check:
    if bot.speaks_on is not None or not audience.owners:
        return good("slack", "Slack is off; set SLACK_BOT_TOKEN to log outcomes, post digests and tell owners there.")
    return bad("slack", "Budgets are watched, but nobody is told while Slack is off; set SLACK_BOT_TOKEN.")


def _ear(bot: Bot) -> Check:
    name, settings = "slack hears", bot.settings
    if settings.slack_app_token is not None:
        return good(name, "SLACK_APP_TOKEN is set: Slack is heard over a socket.")
    if settings.slack_signing_secret is not None:
        return good(name, "SLACK_SIGNING_SECRET is set: Slack is heard over HTTP, at /slack/events.")
    return bad(name, "Nothing typed in Slack is heard; set SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET for HTTP.")


def _scopes(voice: Slack) -> Check:
    name = "slack"
    try:
        granted = voice.scopes()
    except SurfaceError as error:
        return bad(name, f"{str(error).rstrip('.')}.")
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        return bad(
            name,
            f"The Slack app lacks {', '.join(missing)}; paste denominator manifest into its App Manifest "
            "and install it again.",
        )
    optional = [scope for scope in OPTIONAL_SCOPES if scope not in granted]
    without = f" (works without {', '.join(optional)}, but cannot look before it speaks again)" if optional else ""
    return good(name, f"Slack answers and grants what is needed{without}.")


def _channels(voice: Slack | None, teams: Sequence[Team]) -> Iterator[Check]:
    """Teams without a channel, and channels that the app can see it could not post in."""
    for team in teams:
        name = f"team {team.slug} channel"
        if team.channel is None:
            yield bad(
                name,
                f'{team.name} has no channel, so its digest is posted nowhere; add channel = "C…" in the org file.',
            )
        elif voice is not None:
            try:
                voice.visit(team.channel)
            except SurfaceRefusedError as error:
                yield bad(name, f"{team.name}'s digest cannot be posted: {str(error).rstrip('.')}.")
            except SurfaceError as error:
                yield bad(name, f"Whether {team.name}'s digest can be posted is not known: {str(error).rstrip('.')}.")
                return


def _owners(voice: Voice | None, owners: Mapping[str, Listed | None]) -> Iterator[Check]:
    """Budgets without somebody to tell; nobody is looked up where Slack (None) does not answer."""
    for email, listed in owners.items():
        name = f"budget owner {email}"
        if listed is None:
            yield bad(name, f"{email} owns a budget and is not in the directory; name an owner and apply the org file.")
        elif listed.slack_id is None and voice is not None:
            try:
                voice.find_person(email)
            except SurfaceRefusedError as error:
                yield bad(name, f"{email} owns a budget and cannot be told: {str(error).rstrip('.')}.")
            except SurfaceError as error:
                yield bad(name, f"Whether {email} can be told is not known: {str(error).rstrip('.')}.")
                return
