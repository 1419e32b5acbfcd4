"""What `costs` says beside its sums: in the JSON, and in a line each."""

from __future__ import annotations

from tests.commands.shell import Shell

HEADER = (
    "BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,"
    "ChargeCategory,ProviderName,BillingAccountId\n"
)
ROW = "{cost},{cost},USD,2026-10-01,2026-11-01,2026-10-05,2026-10-06,Usage,{who},{account}\n"
ORG = """[[team]]
slug = "support"
name = "Support"
[[overlap]]
connection = "focus:gateway"
covered_by = "focus:acme"
"""


def bill(shell: Shell, *, who: str, account: str, cost: str) -> None:
    row = ROW.format(cost=cost, who=who, account=account)
    (shell.folder / "bill.csv").write_text(HEADER + row, encoding="utf-8")
    shell.run("import", "focus", "bill.csv")


def test_two_sources_of_the_same_money_yield_one_figure_and_a_notice_of_what_was_suppressed(shell: Shell) -> None:
    """AC-B5."""
    (shell.folder / "org.toml").write_text(ORG, encoding="utf-8")
    bill(shell, who="OpenAI", account="acme", cost="100")
    bill(shell, who="Gateway", account="gateway", cost="12.34")
    shell.run("org", "apply", "--yes", "org.toml")
    found = shell.json("costs", "--by", "")
    assert [row["effective_cost"] for row in found["rows"]] == ["100"]
    assert found["suppressed"] == [
        {
            "connection": "focus:gateway",
            "overlap": 1,
            "covered_by": "focus:acme",
            "currency": "USD",
            "billed_cost": "12.34",
            "effective_cost": "12.34",
        }
    ]
    said = shell.run("costs").stderr.splitlines()
    assert said[-1] == "Not counted: $12.34 of focus:gateway, because focus:acme is declared to say it too (overlap 1)"


def test_without_an_overlap_nothing_is_said_not_to_count(shell: Shell) -> None:
    bill(shell, who="OpenAI", account="acme", cost="100")
    assert shell.json("costs")["suppressed"] == []
    assert shell.run("costs").stderr == ""


def test_an_amount_that_is_not_known_is_said_to_be_unknown(shell: Shell) -> None:
    """AC-D2: it is not 0."""
    bill(shell, who="OpenAI", account="acme", cost="100")
    (row,) = shell.json("costs")["rows"]
    assert row["list_cost"] is None
    assert shell.run("costs").stdout.split()[-4:] == ["$100.00", "$100.00", "unknown", "1"]


def test_figures_that_may_still_change_are_said_to_be_provisional_in_one_line(shell: Shell, company: object) -> None:
    """AC-C6."""
    shell.run("collect", "--since", "2026-11-02", "--until", "2026-11-16")
    assert shell.json("costs")["provisional"] == [{"connection": "anthropic", "provisional_since": "2026-11-15"}]
    assert shell.json("costs", "--since", "2026-11-02", "--until", "2026-11-15")["provisional"] == []
    said = shell.run("costs").stderr.splitlines()
    assert said == ["Provisional: anthropic from 2026-11-15; their figures may still change"]
