"""Connections of the org file: second accounts at providers, whose keys stand in the environment."""

from __future__ import annotations

import re

from bot.facts.connection import Connection
from bot.facts.org import Org
from bot.orgfile.lines import Path
from bot.orgfile.names import once
from bot.orgfile.source import Source
from bot.orgfile.table import Table
from bot.orgfile.words import meant
from bot.providers import PROVIDERS

_SETTING = re.compile(r"[A-Z][A-Z0-9_]*")


def connection(table: Table) -> Connection:
    """One account."""
    return Connection(
        slug=table.slug("slug"),
        provider=table.text("provider"),
        key_env=_setting(table),
        base_url=_address(table),
        settings=table.mapping("settings"),
    )


def _setting(table: Table) -> str:
    name = table.text("key_env")
    if name and not _SETTING.fullmatch(name):  # it may be the key itself, which no refusal shows
        table.refuse("key_env", "key_env is the name of a setting in capitals, such as OPENAI_ADMIN_KEY_RESEARCH")
    return name


def _address(table: Table) -> str | None:
    address = table.optional_text("base_url")
    if address and not address.startswith(("https://", "http://")):
        table.refuse("base_url", "base_url must begin with https://")
    return address and address.rstrip("/")


def check_connections(org: Org, source: Source) -> None:
    """Refuse accounts of no provider, with settings it does not know, or under one slug."""
    providers = {one.name: one for one in PROVIDERS}
    once(source, "connection", "slug", [one.slug for one in org.connections])
    for number, one in enumerate(org.connections):
        path: Path = ("connection", number)
        if one.slug in providers:
            first = providers[one.slug].key_setting
            source.refuse((*path, "slug"), f"{one.slug} is what {first} reads; choose another slug")
        provider = providers.get(one.provider)
        if provider is None:
            likely = meant(one.provider, providers) or f"; choose one of {', '.join(providers)}"
            source.refuse((*path, "provider"), f"there is no provider {one.provider}{likely}")
            continue
        if one.key_env == provider.key_setting:
            source.refuse((*path, "key_env"), f"{one.key_env} holds the key of the first account; name another setting")
        for word, _ in one.settings:
            if word not in provider.more_settings:
                known = ", ".join(provider.more_settings) or "none"
                source.refuse((*path, "settings", word), f"{one.provider} has no setting {word}; it has {known}")
