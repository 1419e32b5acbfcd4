"""What the measurement promises, on a small company: the figures themselves are for `denominator bench ledger`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.bench import ledger, ledger_questions
from bot.bench.company import CONNECTIONS, FIRST_DAY, Company
from bot.bench.ledger import Report
from bot.bench.ledger_gateway import team_of
from bot.bench.target import Target
from bot.commands import bench_ledger
from bot.facts.charge import Charge
from bot.facts.periods import DAY
from bot.ledger.allocation import COUNTED
from bot.ledger.costs import CostRow, costs
from bot.ledger.db import Database
from tests.bench.bars import bar
from tests.postgres import Server

SMALL = Company(people=40, teams=4)
DAYS = 15


def _charges(days: int) -> list[Charge]:
    return [one for n in range(days) for slug in CONNECTIONS for one in SMALL.charges(slug, FIRST_DAY + n * DAY)]


def _billed(charges: list[Charge]) -> Decimal:
    return sum((one.billed_cost or Decimal(0) for one in charges), Decimal(0))


def _measure(folder: Path, *, years: int = 0, postgres: str | None = None) -> Report:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ledger, "ROUNDS", 3)
        patched.setattr(ledger, "DAYS_A_ROUND", DAYS // 3)
        patched.setattr(ledger, "DAYS_A_YEAR", DAYS)
        patched.setattr(ledger_questions, "TIMES", 2)
        return ledger.measure(folder, bar, years=years, postgres=postgres, company=SMALL)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory, postgres: Server) -> tuple[Path, str, Report]:
    """One run without years, with its folder and the address of its PostgreSQL."""
    folder, address = tmp_path_factory.mktemp("short"), postgres.new_database()
    return folder, address, _measure(folder, postgres=address)


def _asked(file: Path, *by: str) -> tuple[CostRow, ...]:
    database = Database(f"sqlite:///{file}")
    try:
        with database.reading() as connection:
            return costs(connection, since=None, until=None, by=by)
    finally:
        database.close()


def _in_ledger(file: Path) -> tuple[int, Decimal]:
    (row,) = _asked(file)
    return row.charges, row.billed_cost or Decimal(0)


def test_a_day_is_the_same_whenever_it_is_made_and_no_other_day_is() -> None:
    for slug in CONNECTIONS:
        made = SMALL.charges(slug, FIRST_DAY)
        assert repr(made) == repr(Company(people=40, teams=4).charges(slug, FIRST_DAY))
        assert made != SMALL.charges(slug, FIRST_DAY + DAY)
        assert [charge.id for charge in made] == sorted({charge.id for charge in made})


def test_a_company_of_five_thousand_is_billed_ten_million_charges_a_year() -> None:
    week = sum(len(Company().charges(slug, FIRST_DAY + n * DAY)) for n in range(7) for slug in CONNECTIONS)
    assert week * 52 >= 10_000_000


def test_every_charge_of_the_rounds_is_in_the_ledger_to_the_nano_and_the_second_time_changes_nothing(
    short: tuple[Path, str, Report],
) -> None:
    folder, _, report = short
    made = _charges(DAYS)
    assert _in_ledger(folder / "ledger.db") == (len(made), _billed(made))
    assert report.history == report.intake.charges == report.intake.bare_rows == len(made)
    assert [(one.number, one.changed_again) for one in report.intake.rounds] == [(1, 0), (2, 0), (3, 0)]
    assert all(one.ratio > 0 and one.again_ratio > 0 for one in report.intake.rounds)
    assert (report.loaded, report.growth) == (None, None)


def test_the_questions_are_about_the_last_full_week_and_each_has_its_baselines(
    short: tuple[Path, str, Report],
) -> None:
    _, _, report = short
    assert report.week.shown() == "8–14 Jan 2024"
    asked = [(one.bare_ms is not None, one.gateway_ms is not None) for one in report.answered]
    assert asked == [(False, False), (True, True), (True, False)]
    assert all(one.our_ms > 0 and one.rows > 0 for one in report.answered)
    assert [(target.limit, target.unit) for target in report.targets] == [
        (0.5, "×"),
        (0.6, "×"),
        (5, "ms"),
        (2, "×"),
        (300, "×"),
        (2, "×"),
    ]


def test_the_company_has_every_way_of_being_placed_and_little_that_is_not(short: tuple[Path, str, Report]) -> None:
    folder, _, _ = short
    spent = {row.key("class"): row.billed_cost or Decimal(0) for row in _asked(folder / "ledger.db", "class")}
    assert spent.keys() == {kind.value for kind in COUNTED}
    assert spent["direct"] > spent["team-only"] > 0
    charges = {row.key("class"): row.charges for row in _asked(folder / "ledger.db", "class")}
    assert charges["unallocated"] * 20 < sum(charges.values())


def test_years_are_loaded_by_a_process_of_its_own_into_one_file_and_asked_before_and_after(tmp_path: Path) -> None:
    report = _measure(tmp_path, years=2)
    made = _charges(2 * DAYS)
    assert _in_ledger(tmp_path / "years.db") == (len(made), _billed(made))
    first = _charges(DAYS)
    assert _in_ledger(tmp_path / "one-year.db") == (len(first), _billed(first))
    assert report.loaded is not None
    assert (report.loaded.days, report.loaded.charges, report.history) == (DAYS, len(first), len(first))
    assert report.growth is not None
    assert report.postgres is None
    assert report.growth.years == 2
    names = [target.name for target in report.targets]
    assert names[-1].startswith("one team's week when the history grows to 2 years")


def test_postgresql_is_measured_in_a_schema_that_is_gone_afterwards(short: tuple[Path, str, Report]) -> None:
    _, address, report = short
    assert report.postgres is not None
    assert report.postgres.charges == report.postgres.bare_rows == len(_charges(DAYS))
    assert [one.changed_again for one in report.postgres.rounds] == [0, 0, 0]
    database = Database(address)
    try:
        with database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT count(*) FROM information_schema.tables WHERE table_schema IN ('public', 'denominator_bench')"
            )
            assert found.scalar_one() == 0
    finally:
        database.close()


def test_a_gateway_knows_the_team_of_most_charges_and_none_of_what_nobody_claims() -> None:
    teams = {team_of(charge) for charge in _charges(1)}
    assert teams == {None, *(team for team, _ in SMALL.workflows)}
    claimed = {charge.sub_account for charge in _charges(1) if team_of(charge) is None}
    assert claimed == {"proj_default", "proj_gateway", "wrkspc_default"}


def test_what_falls_short_is_said_with_its_figure_its_limit_and_its_reason(
    short: tuple[Path, str, Report], capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, report = short
    bench_ledger.show(report)
    said = capsys.readouterr().out
    for target in report.targets:
        assert f"{target.name}: {target.figure:g} {target.unit}, at " in said
        assert target.holds or f"  {target.reason}" in said
    assert bench_ledger.as_json(report)["week"] == "8–14 Jan 2024"


def test_a_target_holds_at_its_limit_and_not_on_its_wrong_side() -> None:
    most = {"name": "time", "limit": 5.0, "unit": "ms", "reason": "it is what it is"}
    assert Target(figure=5.0, **most).holds
    assert not Target(figure=5.01, **most).holds
    assert Target(figure=5.0, at_least=True, **most).holds
    assert not Target(figure=4.99, at_least=True, **most).holds
