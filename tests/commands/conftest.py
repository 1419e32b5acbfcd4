from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.faults import Faults
from bot.sandbox.provider_apis import PATHS, provider_apis
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
    apis = provider_apis(larkspur(), clock, keys={"openai": "sk-1", "anthropic": "sk-2"}, faults=faults)
    with serving(apis) as url:
        shell.environment |= {
            "OPENAI_ADMIN_KEY": "sk-1",
            "OPENAI_BASE_URL": url + PATHS["openai"],
            "ANTHROPIC_ADMIN_KEY": "sk-2",
            "ANTHROPIC_BASE_URL": url + PATHS["anthropic"],
        }
        yield clock, faults
