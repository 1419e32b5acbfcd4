from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from bot.doctor.rates import rates
from bot.facts.check import Check
from bot.facts.fx import Fx
from bot.facts.rates import Rate

TABLE = "date,currency,rate\n2026-11-09,USD,1.10\n2026-11-09,GBP,0.85\n"


def said(path: Path, *stored: Rate) -> Check:
    (check,) = rates(Fx(currency="EUR", rates=str(path)), stored)
    return check


def usd(per_euro: str, day: int = 9) -> Rate:
    return Rate(currency="USD", day=date(2026, 11, day), per_euro=Decimal(per_euro), source="rates.csv")


def test_without_a_file_nothing_is_said() -> None:
    assert list(rates(None, ())) == []
    assert list(rates(Fx(currency="EUR"), ())) == []


def test_a_file_that_says_what_it_said_is_in_order(tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_text(TABLE)
    assert said(tmp_path / "rates.csv", usd("1.1"), usd("1.2", day=6)).ok


def test_a_file_that_is_gone_or_refused_is_named(tmp_path: Path) -> None:
    assert "rates.csv:1: there is no such file" in said(tmp_path / "rates.csv").says
    (tmp_path / "rates.csv").write_text(TABLE.replace("0.85", "NaN"))
    check = said(tmp_path / "rates.csv")
    assert not check.ok
    assert "rates.csv:3:rate: 'NaN' is not a rate" in check.says


def test_a_file_that_was_corrected_is_told_that_what_is_stored_counts(tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_text(TABLE)
    check = said(tmp_path / "rates.csv", usd("1.3"))
    assert not check.ok
    assert "other figures for one rate than when they were first used, the first USD of 2026-11-09" in check.says
