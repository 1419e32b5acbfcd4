from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.providers import PROVIDERS
from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.faults import Faults
from bot.sandbox.provider_apis import MORE, PATHS, provider_apis
from bot.sandbox.server import serving
from tests.commands.shell import Shell
from tests.slack.fixtures import served_slack, slack

__all__ = ["served_slack", "slack"]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def company(shell: Shell) -> Iterator[tuple[CompanyClock, Faults]]:
    """The company's admin APIs, switched on in the shell."""
    clock, faults = CompanyClock(), Faults()
    apis = provider_apis(
        larkspur(), clock, keys={name: f"sk-{number}" for number, name in enumerate(PATHS, 1)}, faults=faults
    )
    with serving(apis) as url:
        shell.environment |= {
            "OPENAI_ADMIN_KEY": "sk-1",
            "OPENAI_BASE_URL": url + PATHS["openai"],
            "ANTHROPIC_ADMIN_KEY": "sk-2",
            "ANTHROPIC_BASE_URL": url + PATHS["anthropic"],
        }
        yield clock, faults


@pytest.fixture
def every_provider(shell: Shell, company: tuple[CompanyClock, Faults]) -> tuple[CompanyClock, Faults]:
    """The company's admin APIs, all of them switched on."""
    address = shell.environment["OPENAI_BASE_URL"].removesuffix(PATHS["openai"])
    for number, name in enumerate(PATHS, 1):
        provider = next(one for one in PROVIDERS if one.name == name)
        shell.environment |= {provider.key_setting: f"sk-{number}", provider.base_url_setting: address + PATHS[name]}
        shell.environment |= {provider.more_settings[word]: value for word, value in MORE[name].items()}
    return company
