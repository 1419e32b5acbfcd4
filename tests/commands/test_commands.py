"""The commands as a person types them, each in a process of its own."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal

import pytest

from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.faults import Faults
from bot.sandbox.org import org_toml
from bot.sandbox.truth import truth
from tests.commands.shell import Shell
from tests.providers.focus_samples import row, write
from tests.providers.test_github_report import report

BILL = """BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,\
ChargePeriodEnd,ChargeCategory,ProviderName,BillingAccountId
0.10,0.08,USD,2026-10-01,2026-11-01,2026-10-05,2026-10-06,Usage,AWS,1
-0.02,-0.02,USD,2026-10-01,2026-11-01,2026-10-05,2026-10-06,Credit,AWS,1
"""


def test_a_bill_is_imported_asked_for_and_imported_again_without_any_change(shell: Shell) -> None:
    (shell.folder / "bill.csv.gz").write_bytes(gzip.compress(BILL.encode()))
    assert "2 rows" in shell.run("import", "focus", "bill.csv.gz").stdout
    rows = shell.json("costs", "--by", "provider")["rows"]
    assert rows == [
        {
            "provider": "aws",
            "currency": "USD",
            "billed_cost": "0.08",
            "effective_cost": "0.06",
            "list_cost": None,
            "charges": 2,
        }
    ]
    assert "0 added, 0 removed, 0 days restated" in shell.run("import", "focus", "bill.csv.gz").stdout


def test_what_the_org_file_leaves_out_of_a_bill_is_said_by_service(shell: Shell) -> None:
    bill = BILL.replace("ProviderName,", "ProviderName,ServiceName,").replace("AWS,", "AWS,Amazon EC2,", 1)
    (shell.folder / "bill.csv").write_text(bill.replace("AWS,1", "AWS,Amazon Bedrock,1"))
    (shell.folder / "org.toml").write_text('[[bill]]\nprovider = "aws"\nservice = ["Amazon Bedrock*"]\n')
    shell.run("migrate")
    shell.run("org", "apply", "org.toml", "--yes")
    lines = shell.run("import", "focus", "bill.csv").stdout.splitlines()
    assert lines[0].startswith("1 row in 1 bill")
    assert lines[1] == "Left out, as [[bill]] in the org file says: 1 row"
    assert lines[-1].split() == ["aws", "Amazon", "EC2", "1", "0.1", "USD"]
    assert shell.json("costs")["rows"][0]["billed_cost"] == "-0.02"


def test_what_is_left_out_of_a_report_of_githubs_is_said_without_the_org_file(shell: Shell) -> None:
    (shell.folder / "usage.csv").write_text(report({}, {"product": "actions"}))
    lines = shell.run("import", "github", "usage.csv").stdout.splitlines()
    assert lines[1] == "Left out, for other products than Copilot: 1 row"


def test_csv_of_ones_own_is_imported_and_what_stands_there_twice_is_said(shell: Shell) -> None:
    row = "2026-10-05,fal,1.50,USD,F-1\n"
    (shell.folder / "own.csv").write_text(f"date,provider,amount,currency,id\n{row}{row}")
    said = shell.run("import", "csv", "own.csv").stdout
    assert "1 row in 1 bill, 5 Oct 2026: 1 added, 0 removed, 0 days restated" in said
    assert "1 row stood there again under the same id, and count once" in said
    assert shell.json("costs", "--by", "connection")["rows"][0]["connection"] == "csv:fal"


def test_a_refused_set_of_files_stores_nothing_and_says_where_the_fault_is(shell: Shell) -> None:
    (shell.folder / "good.csv").write_text(BILL)
    (shell.folder / "bad.csv").write_text(BILL.replace("0.10", "0,10").replace(",AWS,1", ",AWS,2"))
    done = shell.run("import", "focus", "good.csv", "bad.csv", code=2)
    assert "bad.csv:2" in done.stderr
    assert shell.json("costs")["rows"] == []


def test_collecting_equals_the_truth_and_a_failing_provider_ends_with_exit_code_three(
    shell: Shell, company: tuple[CompanyClock, Faults]
) -> None:
    clock, _ = company
    span = ("--since", "2026-11-02", "--until", "2026-11-09")
    done = shell.json("collect", *span)["connections"]
    assert {one["connection"]: one["error"] for one in done} == {"openai": None, "anthropic": None}
    planted = truth(larkspur(), clock())["days"]
    for provider in ("openai", "anthropic"):
        rows = shell.json("costs", *span, "--by", "provider,day")["rows"]
        found = {row["day"]: Decimal(row["billed_cost"]) for row in rows if row["provider"] == provider}
        assert len(found) == 7
        assert all(abs(found[day] - Decimal(planted[provider][day])) < Decimal("1e-6") for day in found)
    shell.environment["OPENAI_ADMIN_KEY"] = "sk-revoked"
    failed = shell.json("collect", *span, code=3)["connections"]
    assert [one["charges"] is None for one in failed if one["connection"] == "openai"] == [True]
    incomplete = shell.json("costs", "--until", "2026-11-20")["incomplete"]
    assert "openai" in [gap["connection"] for gap in incomplete]


def test_an_org_file_is_planned_applied_and_the_second_time_nothing_changes(shell: Shell) -> None:
    (shell.folder / "org.toml").write_text(org_toml(larkspur()), encoding="utf-8")
    assert "it can be applied" in shell.run("org", "check", "org.toml").stdout
    assert '+ team support "Support EU"' in shell.run("org", "apply", "--yes", "org.toml").stdout
    assert "Nothing to change" in shell.run("org", "apply", "--yes", "org.toml").stdout
    exported = shell.run("org", "export").stdout
    (shell.folder / "again.toml").write_text(exported, encoding="utf-8")
    assert "Nothing to change" in shell.run("org", "apply", "--yes", "again.toml").stdout


def test_a_changed_overlap_share_or_pool_places_what_was_read_anew(shell: Shell) -> None:
    (shell.folder / "bill.csv").write_text(BILL)
    shell.run("import", "focus", "bill.csv")
    pool = '[[pool]]\nslug = "platform"\nname = "Platform"\nkey = "headcount"\n'
    rule = '[[rule]]\nmatch = { provider = "aws" }\npool = "platform"\nshare = "0.25"\n'
    overlap = '[[overlap]]\nconnection = "focus:*"\ncovered_by = "aws"\n'
    found = []
    for text in (pool + rule, pool + rule + overlap, pool):
        (shell.folder / "org.toml").write_text(text)
        assert "1 pools" in shell.run("org", "check", "org.toml").stdout
        shell.run("org", "apply", "--yes", "org.toml")
        rows = shell.json("costs", "--by", "class,team")["rows"]
        found.append([(row["class"], row["team"], row["billed_cost"]) for row in rows])
    assert found == [
        [("shared", "shared:platform", "0.02"), ("unallocated", "unallocated", "0.06")],
        [("suppressed", "unallocated", "0.08")],
        [("unallocated", "unallocated", "0.08")],
    ]
    assert shell.json("verify")["ok"]


def test_a_wrong_org_file_is_refused_with_its_line(shell: Shell) -> None:
    (shell.folder / "org.toml").write_text('[[team]]\nslug = "a"\nname = "A"\nchanel = "C1"\n')
    assert "org.toml:4:" in shell.run("org", "check", "org.toml", code=2).stderr


def test_a_digest_is_built_from_what_was_collected_and_logged(
    shell: Shell, company: tuple[CompanyClock, Faults]
) -> None:
    (shell.folder / "org.toml").write_text(org_toml(larkspur()), encoding="utf-8")
    shell.run("org", "apply", "--yes", "org.toml")
    shell.run("collect", "--since", "2026-11-02", "--until", "2026-11-16")
    text = shell.run("digest", "--team", "support", "--week", "2026-W46").stdout
    assert text.startswith("Support EU · week 46 · 9–15 Nov 2026 (UTC days)")
    frozen = json.loads(shell.run("digest", "--team", "support", "--week", "2026-W46", "--format", "json").stdout)
    assert frozen["week"] == "2026-W46"
    assert "2099" in shell.run("digest", "--all", "--week", "2099-W01", code=2).stderr
    assert "finance-ops" in shell.run("digest", "--team", "nope", code=2).stderr
    assert "operations" in shell.run("digest", "--team", "finance-ops", "--week", "2026-W46", code=2).stderr
    whole = shell.run("why", "support", "--week", "2026-W46").stdout
    one = shell.run("why", frozen["workflows"][0]["slug"], "--week", "2026-W46").stdout
    (called,) = (w for w in larkspur().workflows if w.slug == frozen["workflows"][0]["slug"])
    for name in (called.name, *called.aliases):
        assert shell.run("why", name, "--week", "2026-W46").stdout == one
    assert frozen["workflows"][0]["name"] in one.splitlines()[0]
    assert "The team's spend" in whole
    assert "The team's spend" not in one
    assert "is not published yet" in one
    assert "finance-ops" in shell.run("why", "nope", code=2).stderr
    assert "too few people" in shell.run("why", "month-end", "--week", "2026-W46", code=2).stderr


def test_outcomes_are_logged_once_an_event_listed_and_undone(shell: Shell) -> None:
    for _ in range(2):
        shell.run("outcome", "log", "3", "--event", "e1")
    found = json.loads(shell.run("outcome", "list", "--json").stdout)
    assert [(one["event_id"], one["quantity"], one["workflow"]) for one in found] == [("e1", 3, None)]
    assert shell.run("outcome", "undo", "e1").stdout == "Undone: 3 accepted, unsorted (e1)\n"
    assert json.loads(shell.run("outcome", "list", "--json").stdout) == []


def test_an_outcome_of_a_past_day_is_logged_for_it_and_none_of_a_day_to_come(shell: Shell) -> None:
    done = shell.run("outcome", "log", "40", "2026-W38", "--day", "2026-09-16", "--event", "e1")
    assert done.stdout == "40 accepted on 2026-09-16, unsorted (e1)\n"
    (found,) = shell.json("outcome", "list")
    assert (found["occurred_on"], found["note"]) == ("2026-09-16", "2026-W38")
    assert "is still to come" in shell.run("outcome", "log", "40", "--day", "2199-01-01", code=2).stderr
    assert "You typed: 40 2026-W38" in shell.run("outcome", "log", "40", "2026-W38", code=2).stderr
    assert len(shell.json("outcome", "list")) == 1


def test_an_import_that_takes_days_away_says_which(shell: Shell) -> None:
    days = [
        row(Id=day, ChargePeriodStart=f"2026-09-{day}", ChargePeriodEnd=f"2026-09-{day} 12:00:00")
        for day in ("01", "02", "03")
    ]
    write(shell.folder / "bill.csv", days)
    assert "has none there now" not in shell.run("import", "focus", "bill.csv").stdout
    write(shell.folder / "bill.csv", days[1:2])
    said = shell.run("import", "focus", "bill.csv").stdout
    assert "focus:4711 had charges on 1 Sep 2026, 3 Sep 2026 and has none there now; where" in said


def test_applying_another_limit_of_bills_says_which_to_import_again(shell: Shell) -> None:
    write(shell.folder / "bill.csv", [row(ServiceName="Disks")])
    shell.run("import", "focus", "bill.csv")
    (shell.folder / "org.toml").write_text('[[bill]]\nprovider = "nimbus-cloud"\nservice = ["Model*"]\n')
    said = "1 bill of focus:4711 (1–30 Sep 2026) was read under another [[bill]]"
    assert said in shell.run("org", "apply", "--yes", "org.toml").stdout
    assert said in shell.run("doctor", code=1).stdout
    shell.run("import", "focus", "bill.csv")
    assert said not in shell.run("doctor", code=1).stdout


def test_doctor_names_a_missing_key_and_an_unreachable_provider_in_a_sentence_each(shell: Shell) -> None:
    found = shell.json("doctor", code=1)
    said = {check["name"]: check for check in found["checks"]}
    assert found["ok"] is False
    assert said["openai key"]["ok"] is False
    assert "OPENAI_ADMIN_KEY is not set" in said["openai key"]["says"]
    shell.environment |= {"OPENAI_ADMIN_KEY": "sk-secret", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    done = shell.run("doctor", "--json", code=1)
    said = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert "OPENAI_BASE_URL" in said["openai reachable"]["says"]
    assert said["openai reachable"]["ok"] is False
    assert "sk-secret" not in done.stdout + done.stderr


def test_an_unmigrated_database_is_one_sentence_and_exit_code_two(shell: Shell) -> None:
    done = shell.run("costs", code=2)
    assert done.stderr == (
        "denominator: The database sqlite:///denominator.db has no tables yet; run: denominator migrate\n"
    )
    shell.run("migrate")
    shell.run("costs")


def test_json_stands_alone_on_stdout(shell: Shell) -> None:
    shell.run("migrate")
    done = shell.run("costs", "--json")
    assert json.loads(done.stdout)["rows"] == []


@pytest.mark.parametrize(
    "words", [("costs", "--by", "colour"), ("costs", "--since", "yesterday"), ("digest",), ("fly",)]
)
def test_wrong_use_is_refused_with_exit_code_two(shell: Shell, words: tuple[str, ...]) -> None:
    shell.run("migrate")
    assert shell.run(*words, code=2).stderr


def test_the_demo_prints_every_teams_digest_and_exits(shell: Shell) -> None:
    text = shell.run("demo", "--once", "--no-browser").stdout
    for team in ("Support EU", "Sales", "Engineering", "Marketing", "Operations"):
        assert f"{team} · week 46" in text
    assert "Finance Ops · week" not in text
    for said in (
        "Refund triage       Expand.",
        "Self-help articles  Measure first. Uncertain value: say where",
        "Invoice matching  Keep.",
        "Contract review   Fix.",
        "Incident notes  Experiment. Protected until",
        "Test migration  Keep (small)",
    ):
        assert said in text


def test_costs_are_converted_when_asked_and_say_at_which_rates(shell: Shell) -> None:
    """AC-J1."""
    (shell.folder / "bill.csv").write_text(BILL.replace("-0.02,-0.02,USD", "-0.02,-0.02,XAF"))
    shell.run("import", "focus", "bill.csv")
    found = shell.json("costs", "--by", "provider", "--currency", "eur")
    assert [(row["currency"], row["billed_cost"]) for row in found["rows"]] == [
        ("EUR", "0.089253838"),
        ("XAF", "-0.02"),
    ]
    assert (found["rates"]["source"], found["rates"]["as_of"]) == ("ECB", "2026-10-05")
    (unknown,) = found["rates"]["unknown"]
    assert (unknown["currency"], unknown["since"], unknown["until"]) == ("XAF", "2026-10-05", "2026-10-06")
    said = shell.run("costs", "--currency", "EUR")
    assert "1 USD = 0.8925 EUR, ECB 5 Oct 2026" in said.stderr
    assert "Not converted: XAF, ECB has no rate of XAF" in said.stderr
    assert "rates" not in shell.json("costs")


def test_a_file_of_rates_that_cannot_be_used_is_refused_with_the_org_file_and_stops_no_budget(shell: Shell) -> None:
    org = '[fx]\ncurrency = "EUR"\nrates = "rates.csv"\n'
    (shell.folder / "org.toml").write_text(org)
    missing = shell.run("org", "check", "org.toml", code=2).stderr
    assert "org.toml: [fx] rates: rates.csv:1: there is no such file" in missing
    assert f"the folder Denominator runs in, here {shell.folder}" in missing
    rates = shell.folder / "rates.csv"
    rates.write_text("date,currency,rate\n2026-10-05,USD,NaN\n")
    assert "rates.csv:2:rate: 'NaN' is not a rate" in shell.run("org", "apply", "org.toml", "--yes", code=2).stderr
    rates.write_text("date,currency,rate\n2026-10-05,USD,2\n")
    shell.run("org", "apply", "org.toml", "--yes")
    rates.unlink()
    (shell.folder / "bill.csv").write_text(BILL)
    shell.run("import", "focus", "bill.csv")
    listed = shell.run("budgets", "list")
    assert "No budget is in force" in listed.stdout
    assert "No new rate is known: rates.csv:1: there is no such file" in listed.stderr


def test_a_file_of_rates_counts_from_when_it_is_declared_also_for_what_was_converted_before(shell: Shell) -> None:
    (shell.folder / "bill.csv").write_text(BILL)
    shell.run("import", "focus", "bill.csv")
    shell.run("costs", "--currency", "EUR")
    (shell.folder / "rates.csv").write_text("date,currency,rate\n2026-10-05,USD,2\n")
    (shell.folder / "org.toml").write_text('[fx]\ncurrency = "EUR"\nrates = "rates.csv"\n')
    applied = shell.run("org", "apply", "org.toml", "--yes").stdout
    assert "converted at the rates of rates.csv now, not of ECB" in applied
    found = shell.json("costs", "--currency", "EUR")
    assert [row["billed_cost"] for row in found["rows"]] == ["0.04"]
    assert found["rates"]["source"] == "rates.csv"
    assert "1 USD = 0.5 EUR, rates.csv 5 Oct 2026" in shell.run("costs", "--currency", "EUR").stderr
    assert "write it like EUR" in shell.run("costs", "--currency", "euro", code=2).stderr
