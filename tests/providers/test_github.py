from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.errors import NothingToReadError, ProviderChangedError, ProviderError, ProviderUnavailableError, SettingsError
from bot.facts.periods import DAY, Period
from bot.facts.reason import NOT_GROUPED
from bot.providers.base import Reading
from bot.providers.github import GitHub
from tests.providers.fake_copilot import FILES, NOW, FakeCopilot, json_of, refusing, total, use
from tests.providers.replay import KEY, Replay, recording

pytestmark = pytest.mark.usefixtures("hasty")

ON = date(2026, 11, 16)
WHOLE = {"organization": "acme", "enterprise": "acme-group"}
COLUMNS = "date,username,product,sku,model,quantity,unit_type,gross_amount,discount_amount,net_amount,organization"
ROWS = (
    "2026-11-16,ana,copilot,copilot_ai_credit,GPT-6 Astra,50,ai-credits,0.5,0,0.5,acme",
    "2026-11-16,bo,copilot,copilot_ai_credit,GPT-6 Astra,100,ai-credits,1,1,0,ACME",
)


def exported(*rows: str, columns: str = COLUMNS) -> FakeCopilot:
    return FakeCopilot(csv="\n".join((columns, *rows)) + "\n")


def read(copilot: FakeCopilot, window: Period | None = None, **settings: str) -> Reading:
    return copilot.provider(**settings).read(window or Period(ON, ON + DAY), now=NOW)


def billed(reading: Reading) -> dict[str | None, Decimal]:
    return {charge.person: charge.billed_cost or Decimal(0) for charge in reading.charges if charge.model}


def test_an_organization_or_an_enterprise_must_be_named() -> None:
    with pytest.raises(SettingsError, match="GITHUB_ORG or GITHUB_ENTERPRISE"):
        GitHub(httpx.Client(), key=KEY)
    with pytest.raises(SettingsError):
        GitHub(httpx.Client(), key=KEY, organization="", enterprise="")
    for settings in ({"organization": "acme"}, {"enterprise": "acme-group"}):
        assert "acme" not in repr(GitHub(httpx.Client(), key=KEY, **settings))  # type: ignore[arg-type]


def test_names_in_paths_are_what_was_set_whatever_is_in_them() -> None:
    copilot = FakeCopilot()
    read(copilot, organization="a/../b?")
    assert {request.url.raw_path.split(b"/")[2] for request in copilot.asked} == {b"a%2F..%2Fb%3F"}


def test_with_an_enterprise_credits_are_known_by_person_and_without_by_model_alone() -> None:
    assert billed(read(exported(*ROWS), **WHOLE)) == {"github:ana": Decimal("0.5"), "github:bo": 0}
    assert billed(read(exported(*ROWS))) == {None: Decimal("0.5")}


def test_of_an_enterprises_report_only_the_organization_that_is_read_counts() -> None:
    others = ("2026-11-16,eve,copilot,copilot_ai_credit,GPT-6 Astra,900,ai-credits,9,0,9,acme-labs",)
    assert billed(read(exported(*ROWS, *others), **WHOLE)).keys() == {"github:ana", "github:bo"}
    alone = exported(*ROWS, *others)
    found = read(alone, enterprise="acme-group")
    assert {charge.person: charge.sub_account for charge in found.charges if charge.model} == {
        "github:ana": "acme", "github:bo": "acme", "github:eve": "acme-labs",
    }  # fmt: skip


def test_other_products_and_other_days_of_the_report_are_left_alone() -> None:
    others = (
        "2026-11-16,eve,spark,spark_ai_credit,GPT-6 Astra,900,ai-credits,9,0,9,acme",
        "2026-11-15,eve,copilot,copilot_ai_credit,GPT-6 Astra,900,ai-credits,9,0,9,acme",
    )
    assert billed(read(exported(*ROWS, *others), **WHOLE)).keys() == {"github:ana", "github:bo"}


def test_the_bill_by_model_is_the_control_of_the_report_by_person() -> None:
    reading = read(exported(ROWS[1]), **WHOLE)
    assert reading.control_total == Decimal("1.133333327")
    [gap] = [charge for charge in reading.charges if charge.line_item == NOT_GROUPED]
    assert (gap.billed_cost, gap.person) == (Decimal("0.5"), None)


def test_what_is_told_once_has_no_control() -> None:
    """It would be held against itself: an organization alone, and days before there were credits."""
    assert read(FakeCopilot()).control_total is None
    days = Period(date(2026, 5, 30), date(2026, 6, 1))
    assert read(exported(), days, **WHOLE).control_total is None
    assert read(exported(), Period(days.start, days.end + DAY), **WHOLE).control_total is not None


def test_the_order_of_lines_and_columns_changes_nothing() -> None:
    lines = (*ROWS, *(row.replace("ana", "cy") for row in ROWS))
    turned = [",".join(line.split(",")[::-1]) for line in (COLUMNS, *lines[::-1])]
    straight = read(exported(*lines), **WHOLE)
    assert len(straight.charges) == 6
    assert read(exported(*turned[1:], columns=turned[0]), **WHOLE).charges == straight.charges


def test_a_report_without_the_column_that_tells_organizations_apart_is_refused_by_its_name() -> None:
    short = [row.rpartition(",")[0] for row in (COLUMNS, *ROWS)]
    with pytest.raises(ProviderChangedError, match="column organization"):
        read(exported(*short[1:], columns=short[0]), **WHOLE)
    assert billed(read(exported(*short[1:], columns=short[0]), enterprise="acme-group")).keys() == {
        "github:ana", "github:bo",
    }  # fmt: skip


def test_a_report_without_use_is_no_fault() -> None:
    assert billed(read(exported(), **WHOLE)) == {}


def test_a_report_that_cannot_be_read_names_line_and_column_and_shows_no_cell() -> None:
    with pytest.raises(ProviderChangedError, match=r"line 2, column net_amount: is not a number") as caught:
        read(exported(ROWS[0].replace(",0.5,acme", ",Secret,acme")), **WHOLE)
    assert "Secret" not in str(caught.value)


def test_no_report_is_longer_than_31_days_and_none_is_of_days_before_there_were_credits() -> None:
    """AC-C4."""
    copilot = exported()
    copilot.bill, copilot.credits = [], []
    reading = read(copilot, Period(date(2026, 5, 20), date(2027, 1, 1)), **WHOLE)
    orders = [json.loads(request.content) for request in copilot.paths("/billing/reports")]
    spans = [(date.fromisoformat(order["start_date"]), date.fromisoformat(order["end_date"])) for order in orders]
    assert all((end - start).days < 31 for start, end in spans)
    assert [day for start, end in spans for day in Period(start, end + DAY).days()] == list(
        Period(date(2026, 6, 1), NOW.date() + DAY).days()
    )
    assert reading.window == Period(date(2026, 5, 20), NOW.date() + DAY)
    asked = {int(request.url.params["month"]) for request in copilot.paths("/ai_credit/usage")}
    assert min(asked) == 6


def test_a_report_is_ordered_first_and_fetched_when_all_else_of_its_days_was_asked() -> None:
    copilot = exported(*ROWS)
    read(copilot, **WHOLE)
    ends = [request.url.path.rpartition("/")[2] for request in copilot.asked]
    assert ends.index("reports") < ends.index("usage") < ends.index("csv")


@pytest.mark.parametrize(
    ("status", "error", "says"),
    [
        ({"status": "failed"}, ProviderUnavailableError, "could not make"),
        ({"status": "lost"}, ProviderChangedError, "status"),
        ({"status": None}, ProviderChangedError, "status"),
        ({"status": "completed"}, ProviderChangedError, "download_urls"),
        ({"status": "processing"}, ProviderUnavailableError, "did not finish"),
    ],
)
def test_a_report_that_does_not_come_fails_the_reading(
    status: dict[str, Any], error: type[ProviderError], says: str
) -> None:
    copilot = exported(*ROWS)
    copilot.instead["/billing/reports"] = lambda _: json_of({"id": "seven"}, 202)
    copilot.instead["/reports/seven"] = lambda _: json_of(status)
    with pytest.raises(error, match=says):
        read(copilot, **WHOLE)


def test_a_link_that_expired_is_asked_for_once_more() -> None:
    copilot = exported(*ROWS)
    fetched: list[str] = []

    def late(request: httpx.Request) -> httpx.Response:
        fetched.append(request.url.host)
        return httpx.Response(403) if len(fetched) == 1 else httpx.Response(200, text=copilot.csv)

    copilot.instead["/csv"] = late
    assert len(billed(read(copilot, **WHOLE))) == 2
    assert len(fetched) == 2


def test_the_token_goes_to_no_other_host() -> None:
    copilot = exported(*ROWS)
    copilot.reports["users-1-day"] = ""
    read(copilot, **WHOLE)
    files = [request for request in copilot.asked if str(request.url).startswith(FILES)]
    assert len(files) == 2
    assert not any("authorization" in request.headers for request in files)
    rest = [request for request in copilot.asked if request not in files]
    assert {request.headers["authorization"] for request in rest} == {f"Bearer {KEY}"}
    assert {request.headers["x-github-api-version"] for request in rest} == {"2022-11-28"}


def test_an_enterprise_is_read_from_its_summary_that_leaves_no_cost_center_out() -> None:
    replay = Replay(recording("github", "enterprise_alone"))
    replay.read()
    assert [
        request.url.path.rpartition("/")[2] for request in replay.asked if "/billing/usage" in request.url.path
    ] == ["summary"]


def test_figures_are_kept_for_24_months_and_days_to_come_have_none() -> None:
    copilot = FakeCopilot()
    with pytest.raises(NothingToReadError, match="GitHub Copilot reports costs from 2024-11-20"):
        read(copilot, Period(date(2024, 11, 1), date(2024, 11, 10)))
    with pytest.raises(NothingToReadError, match="days to come"):
        read(copilot, Period(date(2026, 12, 1), date(2026, 12, 2)))
    assert copilot.asked == []


@pytest.mark.parametrize("path", ["/copilot/billing", "/billing/seats", "/billing/usage", "/ai_credit/usage"])
def test_a_permanent_failure_of_anything_that_money_needs_yields_nothing(path: str) -> None:
    copilot = FakeCopilot(instead={path: refusing(500)})
    with pytest.raises(ProviderUnavailableError, match="GitHub Copilot"):
        read(copilot)


def test_a_limit_that_is_answered_with_403_is_waited_for() -> None:
    """GitHub's secondary limit (providers.md 15)."""
    answers = [httpx.Response(403, headers={"retry-after": "0"}, json={"message": "secondary rate limit"})]
    copilot = FakeCopilot(credits=[])
    copilot.instead["/copilot/billing"] = lambda _: answers.pop() if answers else json_of({"plan_type": "business"})
    assert total(read(copilot)) == Decimal("0.633333327")


def test_amounts_keep_every_digit() -> None:
    copilot = FakeCopilot(bill=[], credits=[])
    body = json.dumps({"timePeriod": {"year": 2026, "month": 11, "day": 16}, "usageItems": [use()]})
    exact = "0.123456789012345678901"
    copilot.instead["/ai_credit/usage"] = lambda _: httpx.Response(
        200, text=body.replace('"netAmount": 0.5', f'"netAmount": {exact}')
    )
    assert total(read(copilot)) == Decimal(exact)
