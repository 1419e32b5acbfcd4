"""Golden files: what people read, kept word for word.

`pytest tests/reports --update-golden` writes them anew, for a person to review.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Hold a text against the golden file of that name."""

    def hold(name: str, text: str) -> None:
        kept = GOLDEN / name
        if request.config.getoption("--update-golden", default=False):
            kept.write_text(text, encoding="utf-8")
        assert text == kept.read_text(encoding="utf-8")

    return hold


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")
