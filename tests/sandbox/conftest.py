from collections.abc import Iterator

import httpx
import pytest

from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.faults import Faults
from bot.sandbox.provider_apis import provider_apis
from bot.sandbox.server import serving

OPENAI_KEY, ANTHROPIC_KEY, LITELLM_KEY = "sk-admin-larkspur", "sk-ant-admin01-larkspur", "sk-master-larkspur"
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
        keys={"openai": OPENAI_KEY, "anthropic": ANTHROPIC_KEY, "litellm": LITELLM_KEY},
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
def litellm(base_url: str) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {LITELLM_KEY}"}
    with httpx.Client(base_url=f"{base_url}/litellm", headers=headers, timeout=20) as client:
        yield client
