from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

from bot.providers.github_report import MANDATORY, Line, ReportError, lines

HEADER = (
    "date,username,product,sku,model,quantity,unit_type,applied_cost_per_quantity,gross_amount,discount_amount,"
    "net_amount,total_monthly_quota,organization,repository,cost_center_name,aic_quantity,aic_gross_amount,"
    "input,output,cache_read,cache_write"
)
ROW = (
    "2026-11-19,ana,copilot,copilot_ai_credit,Claude Sonnet 5.5,12.345,ai-credits,0.01,0.12345,0.1,0.02345,"
    "1900,acme,acme/shop,Checkout,12.345,0.12345,38000,5000,900,100"
)
CELLS = dict(zip(HEADER.split(","), ROW.split(","), strict=True))


def read(text: str) -> list[Line]:
    return list(lines(io.StringIO(text, newline="")))


def report(*rows: dict[str, str], columns: list[str] | None = None) -> str:
    """A report with these columns, each row being the first one with other cells."""
    header = columns or list(CELLS)
    made = [",".join({**CELLS, **row}[name] for name in header) for row in rows]
    return "\n".join([",".join(header), *made]) + "\n"


def test_a_line_is_use_of_one_day_person_model_and_sku() -> None:
    [line] = read(f"{HEADER}\n{ROW}\n")
    assert line == Line(
        day=date(2026, 11, 19), product="copilot", sku="copilot_ai_credit", model="Claude Sonnet 5.5", unit="credits",
        quantity=Decimal("12.345"), gross=Decimal("0.12345"), discount=Decimal("0.1"), net=Decimal("0.02345"),
        price=Decimal("0.01"), username="ana", organization="acme", repository="acme/shop", cost_center="Checkout",
    )  # fmt: skip


def test_the_order_of_columns_their_letter_case_and_unknown_ones_change_nothing() -> None:
    shuffled = sorted(CELLS, key=lambda name: name[::-1])
    assert read(report({}, columns=shuffled)) == read(report({}))
    assert read(report({}).replace("net_amount", " Net_Amount ")) == read(report({}))
    assert read(report({}).replace("aic_quantity", "something_new")) == read(report({}))


@pytest.mark.parametrize("text", ["\ufeff" + report({}), report({}).replace("\n", "\r\n"), report({}) + "\n\n"])
def test_marks_and_line_ends_of_any_program_are_read(text: str) -> None:
    assert read(text) == read(report({}))


@pytest.mark.parametrize("column", MANDATORY)
def test_a_missing_mandatory_column_is_refused_by_its_name(column: str) -> None:
    with pytest.raises(ReportError, match="missing from the header") as caught:
        read(report({}, columns=[name for name in CELLS if name != column]))
    assert (caught.value.line, caught.value.column) == (1, column)


def test_columns_that_not_every_export_has_may_be_missing() -> None:
    [line] = read(report({}, columns=list(MANDATORY)))
    assert (line.price, line.organization, line.repository, line.cost_center) == (None,) * 4
    assert line.net == Decimal("0.02345")


def test_a_blank_username_is_nobody_and_a_label_is_a_model() -> None:
    agent, chosen = read(report({"username": "", "sku": "coding_agent_ai_credit"}, {"model": "Auto: Claude Haiku 4.5"}))
    assert (agent.username, agent.sku) == (None, "coding_agent_ai_credit")
    assert chosen.model == "Auto: Claude Haiku 4.5"


def test_a_quoted_cell_may_hold_commas_and_line_ends_and_the_next_line_is_still_found() -> None:
    text = report({"cost_center_name": '"Shop, and\nmore"'}, {"net_amount": "?"})
    with pytest.raises(ReportError) as caught:
        read(text)
    assert (caught.value.line, caught.value.column) == (4, "net_amount")


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("date", "19.11.2026"),
        ("date", ""),
        ("product", ""),
        ("sku", " "),
        ("unit_type", ""),
        ("quantity", ""),
        ("quantity", "many"),
        ("gross_amount", "NaN"),
        ("discount_amount", "1e400"),
        ("net_amount", ""),
        ("net_amount", "99999999999999"),
        ("applied_cost_per_quantity", "cheap"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_line(column: str, wrong: str) -> None:
    with pytest.raises(ReportError) as caught:
        read(report({}, {column: wrong}))
    assert (caught.value.line, caught.value.column) == (3, column)
    assert wrong.strip() == "" or wrong not in str(caught.value)


@pytest.mark.parametrize("tokens", ["-1", "0.5", "n/a"])
def test_columns_that_no_cost_needs_fail_no_bill(tokens: str) -> None:
    assert read(report({"input": tokens, "aic_quantity": tokens})) == read(report({}))


@pytest.mark.parametrize(
    "text",
    ["", "\n", "?\n", report({}) + "cut,short\n", report({}) + '"open', "\0\n"],
)
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(ReportError):
        read(text)


def test_a_header_alone_is_a_time_without_use() -> None:
    assert read(HEADER + "\n") == []


@pytest.mark.parametrize("unit", ["credits", "ai-credits", "ai_credits", "AICredits", "AI Credits", "ai-units"])
def test_credits_are_one_unit_however_they_are_spelled(unit: str) -> None:
    assert [line.unit for line in read(report({"unit_type": unit}))] == ["credits"]


def test_a_day_may_carry_its_midnight_and_use_of_legacy_plans_its_own_unit() -> None:
    [line] = read(report({"date": "2026-11-19T00:00:00Z", "unit_type": "requests"}))
    assert (line.day, line.unit) == (date(2026, 11, 19), "requests")
