"""`Connection`: one more account at a provider, as the org file declares it (design.md 4.2)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Connection:
    """`key_env` names the setting that holds its key, never the key itself.

    `base_url` is None where it is that of the provider's first account; `settings` are the provider's other settings by
    the words it knows them by, such as an organisation.
    """

    slug: str
    provider: str
    key_env: str
    base_url: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
