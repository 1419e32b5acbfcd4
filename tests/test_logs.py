"""What of the libraries' logs reaches people, and what the log of a service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stamina
import structlog

from bot import logs


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def tried_twice() -> None:
    with stamina.set_testing(True, attempts=2):
        for attempt in stamina.retry_context(on=ConnectionError, attempts=2, wait_initial=0, wait_jitter=0):
            with attempt:
                if attempt.num == 1:
                    raise ConnectionError("no route")


@pytest.mark.parametrize("verbose", [True, False])
def test_what_is_tried_again_is_for_the_log_of_a_service_alone(
    verbose: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(verbose=verbose)
    tried_twice()
    structlog.get_logger().warning("something else")
    said = capsys.readouterr().err
    assert ("stamina.retry_scheduled" in said) == verbose
    assert "something else" in said
