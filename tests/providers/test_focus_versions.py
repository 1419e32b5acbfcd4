"""Every version of FOCUS, in every kind of file, is the same charges."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts.charge import Charge, ChargeCategory, Scope
from bot.providers.focus import focus_files
from tests.providers.focus_samples import Row, write
from tests.providers.parquet_samples import write_parquet

IN_ALL = [
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingQuantity",
    "PricingUnit",
    "ServiceCategory",
    "ServiceName",
]
UNTIL_1_3 = ["ProviderName", "PublisherName"]
FROM_1_3 = ["ServiceProviderName", "HostProviderName"]
MANDATORY = {
    "1.0": [*IN_ALL, *UNTIL_1_3],
    "1.1": [*IN_ALL, *UNTIL_1_3],
    "1.2": [*IN_ALL, *UNTIL_1_3],
    "1.3": [*IN_ALL, *UNTIL_1_3, *FROM_1_3],
    "1.4": [*IN_ALL, *FROM_1_3],
}
"""What each version's Cost and Usage must have; 1.3 renamed the provider's columns and 1.4 took the old ones away."""

VALUES: Row = {
    "BilledCost": "1.50",
    "BillingAccountId": "4711",
    "BillingAccountName": "Acme",
    "BillingCurrency": "USD",
    "BillingPeriodEnd": "2026-10-01T00:00:00Z",
    "BillingPeriodStart": "2026-09-01T00:00:00Z",
    "ChargeCategory": "Usage",
    "ChargePeriodEnd": "2026-09-19T00:00:00Z",
    "ChargePeriodStart": "2026-09-18T00:00:00Z",
    "ContractedCost": "1.50",
    "EffectiveCost": "1.25",
    "HostProviderName": "Iron Halls",
    "InvoiceIssuerName": "Nimbus Resale",
    "ListCost": "2",
    "PricingQuantity": "1000",
    "PricingUnit": "Tokens",
    "ProviderName": "Nimbus Cloud",
    "PublisherName": "Opal Labs",
    "ServiceCategory": "AI and Machine Learning",
    "ServiceName": "Model Hosting",
    "ServiceProviderName": "Nimbus Cloud",
}


def read(*paths: Path) -> list[tuple[Scope, Charge]]:
    files = focus_files(paths)
    files.check(lambda _: None)
    return list(files.charges())


def of_version(version: str, one: Row = VALUES) -> Row:
    return {name: one.get(name, "") for name in MANDATORY[version]} | {
        name: text for name, text in one.items() if name not in VALUES
    }


@pytest.mark.parametrize("version", MANDATORY)
def test_the_mandatory_columns_of_a_version_alone_make_a_charge(tmp_path: Path, version: str) -> None:
    ((scope, charge),) = read(write(tmp_path / "a.csv", [of_version(version)]))
    assert scope == Scope("focus:4711", "Nimbus Resale|4711|2026-09-01..2026-10-01")
    assert (charge.provider, charge.billed_cost, charge.effective_cost, charge.list_cost) == (
        "nimbus-cloud",
        Decimal("1.5"),
        Decimal("1.25"),
        Decimal(2),
    )
    assert (charge.category, charge.line_item, charge.quantity) == (ChargeCategory.USAGE, "Model Hosting", 1000)


def test_who_sells_is_the_provider_and_neither_who_made_it_nor_who_runs_it(tmp_path: Path) -> None:
    both = {**of_version("1.3"), "ProviderName": "Old Name", "ServiceProviderName": "New Name"}
    ((_, charge),) = read(write(tmp_path / "a.csv", [both]))
    assert charge.provider == "new-name"


money = st.decimals(-(10**9), 10**9, places=11).map(lambda number: f"{number:f}")
words = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8) | st.just("NULL")
tags = st.dictionaries(words.filter(bool), words, max_size=2).map(json.dumps)
a_row = st.fixed_dictionaries(
    {
        "BilledCost": money,
        "EffectiveCost": money | st.just("NULL"),
        "ListCost": money | st.just(""),
        "BillingCurrency": st.sampled_from(["USD", "EUR"]),
        "ChargePeriodStart": st.sampled_from(["2026-09-03", "2026-09-04 05:00:00", "2026-09-04T05:00:00+02:00"]),
        "ChargePeriodEnd": st.sampled_from(["2026-09-05", "2026-09-04T06:00:00Z"]),
        "ChargeCategory": st.sampled_from(["Usage", "Purchase", "Tax", "Credit", "Adjustment"]),
        "ServiceName": words,
        "PricingQuantity": money | st.just("NULL"),
        "SubAccountId": words,
        "Tags": tags | st.just("NULL"),
        "x_Model": words,
    }
)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(a_row, min_size=1, max_size=5), codec=st.sampled_from(["snappy", "zstd", "gzip"]))
def test_random_bills_are_the_same_charges_as_csv_gzip_and_parquet_of_the_oldest_and_the_newest_version(
    rows: Sequence[Row], codec: str
) -> None:
    said = {}
    for version in ("1.0", "1.4"):
        bill = [of_version(version, {**VALUES, **one}) for one in rows]
        with TemporaryDirectory() as folder:
            plain = read(write(Path(folder) / "a.csv", bill))
            assert read(write(Path(folder) / "a.csv.gz", bill, gz=True)) == plain
            assert read(write_parquet(Path(folder) / "a.parquet", bill, codec=codec)) == plain
        said[version] = [(scope, replace(charge, id="")) for scope, charge in plain]
    assert said["1.0"] == said["1.4"]
    total = sum((charge.billed_cost or Decimal(0) for _, charge in said["1.4"]), Decimal(0))
    assert total == sum(Decimal(one["BilledCost"]) for one in rows)
