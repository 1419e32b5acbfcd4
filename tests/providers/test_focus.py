from __future__ import annotations

import gzip
import random
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ImportRefusedError
from bot.facts.charge import Basis, Charge, ChargeCategory, Scope
from bot.facts.periods import Period
from bot.providers.bill_check import BillSummary
from bot.providers.focus import focus_files
from tests.providers.focus_samples import Row, csv_text, row, without, write


def read(*paths: Path) -> list[tuple[Scope, Charge]]:
    files = focus_files(paths)
    files.check(lambda _: None)
    return list(files.charges())


def only(path: Path) -> Charge:
    ((_, charge),) = read(path)
    return charge


def test_a_row_becomes_a_charge_in_every_field(tmp_path: Path) -> None:
    ((scope, charge),) = read(write(tmp_path / "a.csv", [row()]))
    assert scope == Scope(connection="focus:4711", key="Nimbus Cloud, Inc.|4711|2026-09-01..2026-10-01")
    assert charge == Charge(
        id=charge.id,
        provider="nimbus-cloud",
        starts_at=datetime(2026, 9, 18, 22, tzinfo=UTC),
        ends_at=datetime(2026, 9, 18, 23, tzinfo=UTC),
        currency="USD",
        billed_cost=Decimal("0.0000008"),
        effective_cost=Decimal("0.0000007"),
        list_cost=Decimal("0.0000009"),
        category=ChargeCategory.USAGE,
        basis=Basis.MEASURED,
        correction=False,
        billing_account="4711",
        sub_account="acc-9",
        line_item="Model Hosting",
        token_type="Output tokens",
        quantity=Decimal(2),
        unit="Tokens",
        tags={"team": "support", "Project": "Foo"},
    )
    assert len(charge.id) == 32


def test_the_summary_tells_rows_bytes_scopes_and_days(tmp_path: Path) -> None:
    september = write(tmp_path / "a.csv", [row(), row(Id="18", BillingAccountId="NULL")])
    late = row(ChargePeriodStart="2026-10-02", ChargePeriodEnd="2026-10-05")
    october = write(
        tmp_path / "b.csv", [{**late, "BillingPeriodStart": "2026-10-01", "BillingPeriodEnd": "2026-11-01"}]
    )
    files = focus_files([september, october])
    read_bytes: list[int] = []
    assert files.check(read_bytes.append) == BillSummary(
        rows=3,
        bytes=september.stat().st_size + october.stat().st_size,
        scopes=(
            Scope("focus:4711", "Nimbus Cloud, Inc.|4711|2026-09-01..2026-10-01"),
            Scope("focus:4711", "Nimbus Cloud, Inc.|4711|2026-10-01..2026-11-01"),
            Scope("focus:nimbus-cloud", "Nimbus Cloud, Inc.||2026-09-01..2026-10-01"),
        ),
        period=Period(date(2026, 9, 18), date(2026, 10, 3)),
    )
    assert sum(read_bytes) == files.size() == september.stat().st_size + october.stat().st_size


def test_sub_accounts_have_their_names_by_connection_once_checked(tmp_path: Path) -> None:
    rows = [row(), row(SubAccountId="acc-1", SubAccountName="NULL"), row(SubAccountId="NULL")]
    files = focus_files([write(tmp_path / "a.csv", [*rows, row(BillingAccountId="8", SubAccountName="Search")])])
    files.check(lambda _: None)
    assert files.names() == {
        "focus:4711": {("sub_account", "acc-9"): "Refund bot"},
        "focus:8": {("sub_account", "acc-9"): "Search"},
    }


@pytest.mark.parametrize(
    ("cells", "field", "expected"),
    [
        ({"BilledCost": "-3.5"}, "billed_cost", Decimal("-3.5")),
        ({"BilledCost": "1.2E-7"}, "billed_cost", Decimal("0.00000012")),
        ({"EffectiveCost": "NULL"}, "effective_cost", None),
        ({"ListCost": ""}, "list_cost", None),
        ({"BillingCurrency": "eur"}, "currency", "EUR"),
        ({"ChargeCategory": "Purchase"}, "category", ChargeCategory.COMMITMENT),
        ({"ChargeCategory": "Tax"}, "category", ChargeCategory.TAX),
        ({"ChargeCategory": "Credit"}, "category", ChargeCategory.CREDIT),
        ({"ChargeCategory": "Adjustment"}, "category", ChargeCategory.ADJUSTMENT),
        ({"ChargeClass": "Correction"}, "correction", True),
        ({"SubAccountId": "NULL"}, "sub_account", None),
        ({"BillingAccountId": "NULL"}, "billing_account", None),
        ({"ServiceProviderName": "AWS"}, "provider", "aws"),
        ({"ServiceProviderName": "NULL"}, "provider", "nimbus-cloud"),
        ({"x_Model": "opal-2"}, "model", "opal-2"),
        ({"x_model": "opal-3"}, "model", "opal-3"),
        ({"ConsumedQuantity": "NULL"}, "quantity", Decimal("0.000002")),
        ({"ConsumedQuantity": "NULL"}, "unit", "1M Tokens"),
        ({"ConsumedQuantity": "", "PricingQuantity": ""}, "quantity", None),
        ({"x_Lane": "batch", "x_None": "NULL"}, "tags", {"team": "support", "Project": "Foo", "x_Lane": "batch"}),
        ({"Tags": "NULL"}, "tags", {}),
        ({"Tags": "no tags at all"}, "tags", {"tags": "no tags at all"}),
    ],
)
def test_a_cell_is_read_as_focus_means_it(tmp_path: Path, cells: dict[str, str], field: str, expected: object) -> None:
    assert getattr(only(write(tmp_path / "a.csv", [row(**cells)])), field) == expected


def test_billed_is_effective_only_where_the_file_has_no_effective_column(tmp_path: Path) -> None:
    charge = only(write(tmp_path / "a.csv", [without("EffectiveCost")]))
    assert charge.effective_cost == charge.billed_cost == Decimal("0.0000008")


def test_the_new_provider_column_is_enough_and_stands_in_for_a_missing_issuer(tmp_path: Path) -> None:
    newer = {**without("ProviderName", "InvoiceIssuerName"), "ServiceProviderName": "Google Cloud"}
    ((scope, charge),) = read(write(tmp_path / "a.csv", [newer]))
    assert charge.provider == "google-cloud"
    assert scope.key == "Google Cloud|4711|2026-09-01..2026-10-01"


def test_identical_rows_both_count_and_have_ids_of_their_own(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(), row(Id="18"), row(), row()])
    ids = [charge.id for _, charge in read(path)]
    assert len(set(ids)) == 4
    assert [ids[2], ids[3]] == [f"{ids[0]}-2", f"{ids[0]}-3"]


def test_identical_rows_of_two_files_both_count(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", [row(), row(Id="18")])
    other = write(tmp_path / "b.csv", [row(), row(Id="19")])
    charges = read(one, other)
    assert len({charge.id for _, charge in charges}) == 4
    assert {charge.id for _, charge in charges} == {charge.id for _, charge in read(other, one)}


def test_an_id_does_not_depend_on_how_null_is_written_or_on_empty_columns(tmp_path: Path) -> None:
    plain = only(write(tmp_path / "a.csv", [without("ChargeClass")]))
    empty = only(write(tmp_path / "b.csv", [row(ChargeClass="", x_Later="NULL")]))
    assert plain.id == empty.id


def test_any_changed_cell_makes_another_id(tmp_path: Path) -> None:
    ids = {only(write(tmp_path / "a.csv", [row(**{column: "NULL"})])).id for column in ("Id", "ListCost", "Tags")}
    assert len(ids | {only(write(tmp_path / "a.csv", [row()])).id}) == 4


def test_quoted_line_ends_and_blank_lines_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = csv_text([row(ServiceName='Two\nlines, "quoted"'), row()])
    path.write_text(f"\n{text}\n\n", newline="")
    assert [charge.line_item for _, charge in read(path)] == ['Two\nlines, "quoted"', "Model Hosting"]


def test_gzip_is_known_by_its_content_not_by_its_name(tmp_path: Path) -> None:
    packed = write(tmp_path / "packed.csv", [row()], gz=True)
    plain = write(tmp_path / "plain.csv.gz", [row()])
    assert read(packed) == read(plain)


def test_a_gzip_file_of_several_members_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    text = csv_text([row(), row(Id="18")]).encode()
    path.write_bytes(gzip.compress(text[:500]) + gzip.compress(text[500:]))
    assert len(read(path)) == 2


def test_a_file_that_changed_after_the_check_is_refused(tmp_path: Path) -> None:
    files = focus_files([write(tmp_path / "a.csv", [row()])])
    files.check(lambda _: None)
    write(tmp_path / "a.csv", [row(BilledCost="9")])
    with pytest.raises(ImportRefusedError, match=r"^a\.csv:1: the file has changed since it was checked; import it"):
        list(files.charges())


def test_charges_are_not_handed_over_unchecked(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="check"):
        next(focus_files([write(tmp_path / "a.csv", [row()])]).charges())


def test_eight_thousand_rows_leave_next_to_nothing_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    head, line = csv_text([row(Id="@")]).splitlines()
    path.write_text("\n".join([head, *(line.replace("@", str(n // 2)) for n in range(8_000))]))
    files = focus_files([path])
    tracemalloc.start()
    files.check(lambda _: None)
    total = sum((charge.billed_cost or Decimal(0) for _, charge in files.charges()), Decimal(0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 8_000 * Decimal("0.0000008")
    assert path.stat().st_size > 2_500_000
    assert peak < 3_000_000


def in_letters(case: Callable[[str], str], one: Row) -> Row:
    """The row with its column names in another letter case, those of the provider's own as they are."""
    return {name if name.startswith("x_") else case(name): text for name, text in one.items()}


@pytest.mark.parametrize("case", [str.lower, str.upper, str.swapcase])
def test_column_names_are_known_in_any_letter_case(tmp_path: Path, case: Callable[[str], str]) -> None:
    plain = write(tmp_path / "a.csv", [row(x_Model="opal-2", x_Lane="batch")])
    other = write(tmp_path / "b.csv", [in_letters(case, row(x_Model="opal-2", x_Lane="batch"))])
    assert read(plain) == read(other)


def test_a_column_in_another_letter_case_beside_the_focus_one_is_a_column_of_its_own(tmp_path: Path) -> None:
    assert only(write(tmp_path / "a.csv", [row(billedcost="9")])).billed_cost == Decimal("0.0000008")


money = st.decimals(-(10**9), 10**9, places=11).map(str) | st.sampled_from(["0", "-0.0", "1.2E-7", "5e3", "+.5"])
words = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12) | st.just("NULL")
rows_of_a_bill = st.lists(
    st.fixed_dictionaries(
        {
            "BilledCost": money,
            "EffectiveCost": money | st.sampled_from(["", "NULL"]),
            "BillingCurrency": st.sampled_from(["USD", "EUR", "jpy"]),
            "BillingPeriodStart": st.just("2026-09-01T00:00:00Z"),
            "BillingPeriodEnd": st.just("2026-10-01"),
            "ChargePeriodStart": st.sampled_from(["2026-09-03", "2026-09-04 05:00:00", "2026-09-04T05:00:00+02:00"]),
            "ChargePeriodEnd": st.sampled_from(["2026-09-05", "2026-09-04T06:00:00Z"]),
            "ChargeCategory": st.sampled_from(["Usage", "Purchase", "Tax", "Credit", "Adjustment"]),
            "ProviderName": st.sampled_from(["AWS", "Google Cloud"]),
            "SubAccountId": words,
            "ServiceName": words,
            "Tags": words | st.dictionaries(words, words, max_size=2).map(lambda tags: str(tags).replace("'", '"')),
            "x_note": words,
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=80, deadline=None)
@given(
    rows=rows_of_a_bill,
    order=st.randoms(use_true_random=False),
    bom=st.booleans(),
    gz=st.booleans(),
    crlf=st.booleans(),
)
def test_the_same_rows_are_the_same_charges_however_the_file_is_written(
    rows: Sequence[Row], order: random.Random, bom: bool, gz: bool, crlf: bool
) -> None:
    columns = list(rows[0])
    order.shuffle(columns)
    shuffled = [{column: one[column] for column in columns} for one in rows]
    with TemporaryDirectory() as folder:
        first = read(write(Path(folder) / "first.csv", rows))
        other = read(write(Path(folder) / "other.csv", shuffled, bom=bom, gz=gz, end="\r\n" if crlf else "\n"))
    assert first == other
    assert len({charge.id for _, charge in first}) == len(first)
    assert sum(not charge.continued for _, charge in first) == len(rows)
    assert sum(charge.billed_cost or 0 for _, charge in first) == sum(Decimal(one["BilledCost"]) for one in rows)
    known = [one["EffectiveCost"] for one in rows if one["EffectiveCost"] not in {"", "NULL"}]
    effective = sum((charge.effective_cost or Decimal(0) for _, charge in first), Decimal(0))
    assert abs(effective - sum(map(Decimal, known))) <= len(known) * Decimal("0.5e-9")
