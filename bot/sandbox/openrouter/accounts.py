"""Where marketing uses OpenRouter: its workspaces, its keys, and whose they are."""

from dataclasses import dataclass
from datetime import date

from bot.sandbox.accounts import Rule
from bot.sandbox.people import opaque


def _uuid(text: str) -> str:
    digits = opaque("", f"openrouter {text}", length=32).lower()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


@dataclass(frozen=True)
class Workspace:
    """A workspace; the keys of the default one alone are listed unless another is named."""

    id: str
    name: str
    is_default: bool = False


@dataclass(frozen=True)
class Key:
    """A key of one workspace. `used` says whether it ever was, `disabled_on` the first day on which it could not be."""

    hash: str
    name: str
    workspace: str
    used: bool = True
    disabled_on: date | None = None


DEFAULT = Workspace(_uuid("default workspace"), "Default Workspace", is_default=True)
BRAND = Workspace(_uuid("brand workspace"), "brand")
WORKSPACES = (DEFAULT, BRAND)


def _key(name: str, workspace: Workspace, *, used: bool = True, disabled_on: date | None = None) -> Key:
    return Key(opaque("", f"openrouter key {name}", length=64).lower(), name, workspace.id, used, disabled_on)


COPY = _key("copy-desk", BRAND)
DRAFTS = _key("social-drafts", DEFAULT)
DEMO = _key("old-demo", DEFAULT, disabled_on=date(2026, 11, 2))
SPARE = _key("spare", BRAND, used=False)
KEYS = (COPY, DRAFTS, DEMO, SPARE)

RULES = (
    Rule("openrouter", "marketing", None, BRAND.id),
    Rule("openrouter", "marketing", None, DEFAULT.id, DRAFTS.hash),
)
"""The disabled key and the chat page are nobody's."""
