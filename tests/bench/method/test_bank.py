"""The shipped bank of forecast errors is what its command makes."""

from __future__ import annotations

import pytest

from bot.value.default_bank import DEFAULT
from bot.value.record import HORIZONS

pytest.importorskip("numpy")


def test_the_shipped_bank_is_what_its_command_makes() -> None:
    from bot.bench.method.bank import made  # noqa: PLC0415  (the bench extra)

    again = made()
    for horizon in HORIZONS:
        assert again[horizon] == pytest.approx(DEFAULT[horizon], abs=0.005)  # numpy may draw otherwise one day
