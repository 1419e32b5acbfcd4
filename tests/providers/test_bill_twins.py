"""One bill is not counted twice, and what only looks like one bill is counted whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ImportRefusedError
from bot.facts.charge import Scope
from bot.providers.bill_scope import billing_period
from bot.providers.bill_twins import may_be_one_bill, mostly_same
from bot.providers.focus import focus_files
from tests.providers.focus_samples import Row, row, write


def bill(rows: int, **cells: str) -> list[Row]:
    return [row(Id=str(n), BilledCost=str(n + 1), **cells) for n in range(rows)]


def refusal(*paths: Path) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        focus_files(paths).check(lambda _: None)
    return str(caught.value)


def scopes(*paths: Path) -> list[str]:
    return [scope.key for scope in focus_files(paths).check(lambda _: None).scopes]


def test_two_exports_of_one_month_to_date_are_refused_by_their_names(tmp_path: Path) -> None:
    older = write(tmp_path / "g.csv", bill(12))
    newer = write(tmp_path / "g2.csv", bill(13))
    assert refusal(older, newer) == (
        "g2.csv:1: 12 of its rows stand in g.csv too and would count twice; "
        "keep the newest export of a bill and leave the older one out"
    )


def test_parts_of_one_bill_with_half_of_their_rows_alike_are_added(tmp_path: Path) -> None:
    one = write(tmp_path / "1.csv", bill(4))
    other = write(tmp_path / "2.csv", [*bill(2), row(Id="8"), row(Id="9")])
    assert focus_files([one, other]).check(lambda _: None).rows == 8


def test_rows_that_cost_nothing_do_not_make_two_files_one_bill(tmp_path: Path) -> None:
    free = [row(Id=str(n), BilledCost="0", EffectiveCost="0.00", ListCost="0") for n in range(9)]
    one, other = write(tmp_path / "1.csv", [*free, *bill(2)]), write(tmp_path / "2.csv", [*free, row(Id="x")])
    assert focus_files([one, other]).check(lambda _: None).rows == 21


def test_rows_that_have_a_list_price_alone_would_double_its_sum_and_are_compared(tmp_path: Path) -> None:
    free = [row(Id=str(n), BilledCost="0", EffectiveCost="0") for n in range(9)]
    says = refusal(write(tmp_path / "1.csv", free), write(tmp_path / "2.csv", [*free, row(Id="x")]))
    assert says.startswith("2.csv:1: 9 of its rows stand in 1.csv too and would count twice")


def test_an_end_a_moment_before_midnight_is_the_midnight(tmp_path: Path) -> None:
    ends = ["2026-10-01", "2026-09-30T23:59:59Z", "2026-09-30 23:59:59.999999", "2026-10-01T00:00:00Z"]
    rows = [row(Id=str(n), BillingPeriodEnd=end) for n, end in enumerate(ends)]
    assert scopes(write(tmp_path / "a.csv", rows)) == ["Nimbus Cloud, Inc.|4711|2026-09-01..2026-10-01"]


def test_a_billing_period_shorter_than_a_day_is_that_day() -> None:
    assert len(billing_period(Scope("focus:1", "AWS|1|2026-09-01..2026-09-02"))) == 1


@pytest.mark.parametrize("cells", [{"InvoiceIssuerName": "Nimbus"}, {"BillingPeriodEnd": "2026-09-30"}])
def test_one_bill_under_two_labels_is_refused(tmp_path: Path, cells: dict[str, str]) -> None:
    says = refusal(write(tmp_path / "a.csv", bill(3)), write(tmp_path / "b.csv", bill(3, **cells)))
    assert says.startswith("b.csv:1:InvoiceIssuerName or BillingPeriodEnd: 3 of its rows stand in a.csv too and would")
    assert says.endswith("; leave one of the two out")
    assert "the bill of Nimbus Cloud, Inc. to 4711 for 1–30 Sep 2026" in says


def test_two_issuers_of_one_account_each_have_their_bill(tmp_path: Path) -> None:
    rows = [*bill(5), *bill(9, InvoiceIssuerName="Nimbus Canada, Inc.")[4:]]
    assert len(scopes(write(tmp_path / "a.csv", rows))) == 2


def test_the_same_charge_in_the_bills_of_two_months_is_two_charges(tmp_path: Path) -> None:
    support = row(ChargePeriodStart="2026-01-01", ChargePeriodEnd="2027-01-01", BilledCost="100")
    october = {**support, "BillingPeriodStart": "2026-10-01", "BillingPeriodEnd": "2026-11-01"}
    assert len(scopes(write(tmp_path / "a.csv", [support]), write(tmp_path / "b.csv", [october]))) == 2


@pytest.mark.parametrize(
    ("key", "same"),
    [
        ("Nimbus|1|2026-09-01..2026-09-30", True),
        ("A|B|1|2026-09-30..2026-10-30", True),
        ("AWS|1|2026-10-01..2026-11-01", False),
        ("AWS|1|2026-09-01..2026-10-01", False),
    ],
)
def test_only_billing_periods_of_one_account_that_share_a_day_may_be_one_bill(key: str, same: bool) -> None:
    bill = Scope("focus:1", "AWS|1|2026-09-01..2026-10-01")
    assert may_be_one_bill(Scope("focus:1", key), bill) is same
    assert not may_be_one_bill(Scope("focus:2", key), bill)


def test_half_of_the_smaller_bill_is_not_most_of_it() -> None:
    assert not mostly_same(2, 4, 100)
    assert mostly_same(3, 100, 4)
    assert not mostly_same(0, 0, 5)
