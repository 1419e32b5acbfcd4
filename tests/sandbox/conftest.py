from collections.abc import Iterator

import httpx
import pytest

from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.faults import Faults
from bot.sandbox.provider_apis import provider_apis
from bot.sandbox.server import serving

KEYS = {
    "openai": "sk-admin-larkspur",
    "anthropic": "sk-ant-admin01-larkspur",
    "github": "ghp-larkspur",
    "cursor": "key_larkspur",
    "litellm": "sk-master-larkspur",
    "openrouter": "management-key-of-larkspur",
}
OPENAI_KEY, ANTHROPIC_KEY, GITHUB_KEY = KEYS["openai"], KEYS["anthropic"], KEYS["github"]
CURSOR_KEY, LITELLM_KEY, OPENROUTER_KEY = KEYS["cursor"], KEYS["litellm"], KEYS["openrouter"]
VERSION = {"anthropic-version": "2023-06-01"}
BETA = {"anthropic-beta": "analytics-usage-cost-2026-08-24"}


class Stage:
    """What a served company is asked about: one server for a file of tests, a fresh clock for each of them."""

    def __init__(self) -> None:
        self.clock = CompanyClock()
        self.faults = Faults()


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage()


@pytest.fixture(scope="module")
def served(stage: Stage) -> Iterator[str]:
    app = provider_apis(
        larkspur(),
        lambda: stage.clock.now,
        keys=KEYS,
        faults=stage.faults,
    )
    with serving(app) as url:
        yield url


@pytest.fixture
def clock(base_url: str, stage: Stage) -> CompanyClock:
    return stage.clock


@pytest.fixture
def faults(base_url: str, stage: Stage) -> Faults:
    return stage.faults


@pytest.fixture
def base_url(served: str, stage: Stage) -> Iterator[str]:
    stage.clock = CompanyClock()
    stage.faults.heal()
    stage.faults.calls = 0
    yield served
    stage.faults.heal()


@pytest.fixture
def openai(base_url: str) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {OPENAI_KEY}"}
    with httpx.Client(base_url=f"{base_url}/openai/v1", headers=headers, timeout=20) as client:
        yield client


@pytest.fixture
def anthropic(base_url: str) -> Iterator[httpx.Client]:
    headers = {"x-api-key": ANTHROPIC_KEY, **VERSION, **BETA}
    with httpx.Client(base_url=f"{base_url}/anthropic/v1", headers=headers, timeout=20) as client:
        yield client


@pytest.fixture
def github(base_url: str) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {GITHUB_KEY}", "x-github-api-version": "2022-11-28"}
    with httpx.Client(base_url=f"{base_url}/github", headers=headers, timeout=20) as client:
        yield client


@pytest.fixture
def cursor(base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{base_url}/cursor", auth=(CURSOR_KEY, ""), timeout=20) as client:
        yield client


@pytest.fixture
def openrouter(base_url: str) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {OPENROUTER_KEY}"}
    with httpx.Client(base_url=f"{base_url}/openrouter/api/v1", headers=headers, timeout=20) as client:
        yield client


@pytest.fixture
def litellm(base_url: str) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {LITELLM_KEY}"}
    with httpx.Client(base_url=f"{base_url}/litellm", headers=headers, timeout=20) as client:
        yield client
