"""What the measurement promises, on few days: the figures themselves are for `denominator bench collect`."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.bench.collect import Report, measure
from bot.bench.collect_copies import multiplied
from bot.commands import bench_collect
from bot.providers import PROVIDERS
from tests.bench.bars import bar


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return measure(tmp_path_factory.mktemp("collect"), bar, copies=2, back=timedelta(days=3))


def test_every_provider_is_measured_beside_parsing_its_answers_alone(report: Report) -> None:
    assert [source.provider for source in report.sources] == [provider.name for provider in PROVIDERS]
    for source in report.sources:
        assert source.charges > 0
        assert source.pages > 0
        assert source.ratio > 0
    assert report.charges == sum(source.charges for source in report.sources)


def test_memory_is_measured_in_a_process_that_holds_nothing_else(report: Report) -> None:
    (target,) = report.targets
    assert report.peak_mb is not None
    assert report.idle_mb is not None
    assert target.figure == round(report.peak_mb - report.idle_mb, 1) > 0


def test_the_report_is_said_and_has_its_json(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    bench_collect.show(report)
    said = capsys.readouterr().out
    assert all(provider.name in said for provider in PROVIDERS)
    found = json.loads(json.dumps(bench_collect.as_json(report), default=str))
    assert len(found["sources"]) == len(PROVIDERS)


def test_a_copy_differs_in_ids_and_people_alone_so_that_sums_grow_as_the_rows_do() -> None:
    page = b'{"data": [{"day": 1, "results": [{"project_id": "p", "user_id": 7, "amount": {"value": 0.10}}]}]}'
    (bucket,) = json.loads(multiplied(page, 3), parse_float=Decimal)["data"]
    assert [row["project_id"] for row in bucket["results"]] == ["p", "c1.p", "c2.p"]
    assert [row["user_id"] for row in bucket["results"]] == [7, 10_000_007, 20_000_007]
    assert sum(row["amount"]["value"] for row in bucket["results"]) == Decimal("0.30")
    bill = b'{"usageItems": [{"sku": "seats", "quantity": 0.7, "netAmount": 13.30}]}'
    assert json.loads(multiplied(bill, 3), parse_float=Decimal)["usageItems"] == [
        {"sku": "seats", "quantity": Decimal("2.1"), "netAmount": Decimal("39.90")}
    ]
    table = b"date,username,net\n2026-11-13,ana,0.1\n2026-11-13,,0.2\n"
    assert multiplied(table, 2).decode().splitlines() == [
        "date,username,net",
        "2026-11-13,ana,0.1",
        "2026-11-13,c1.ana,0.1",
        "2026-11-13,,0.2",
        "2026-11-13,,0.2",
    ]
    lines = b'{"user_login": "ana", "n": 1}\n{"user_login": "rui", "n": 2}\n'
    assert [json.loads(line)["user_login"] for line in multiplied(lines, 2).splitlines()] == [
        "ana", "c1.ana", "rui", "c1.rui"
    ]  # fmt: skip


def test_a_gateways_keys_are_names_of_fields_and_its_sums_grow_as_they_do() -> None:
    def used(spend: str, **more: object) -> str:
        return json.dumps({"metrics": {"spend": 0, "api_requests": 3}, **more}).replace("0", spend, 1)

    keys = f'{{"k": {used("1e-05", metadata={"user_id": "ana", "team_id": "t"})}, "unattributed": {used("0.1")}}}'
    model = f'{{"metrics": {{"spend": 0.10001}}, "api_key_breakdown": {keys}}}'
    day = f'{{"date": "2026-11-13", "metrics": {{"spend": 0.10001}}, "breakdown": {{"models": {{"m": {model}}}}}}}'
    (found,) = json.loads(multiplied(f'{{"results": [{day}]}}'.encode(), 3), parse_float=Decimal)["results"]
    grown = found["breakdown"]["models"]["m"]
    listed = grown["api_key_breakdown"]
    assert found["date"] == "2026-11-13"
    assert found["metrics"]["spend"] == grown["metrics"]["spend"] == Decimal("0.30003")
    assert sum(one["metrics"]["spend"] for one in listed.values()) == Decimal("0.30003")
    assert [*listed] == ["k", "c1.k", "c2.k", "unattributed"]
    assert listed["c2.k"]["metadata"] == {"user_id": "c2.ana", "team_id": "t"}
    assert listed["unattributed"]["metrics"] == {"spend": Decimal("0.3"), "api_requests": 9}
