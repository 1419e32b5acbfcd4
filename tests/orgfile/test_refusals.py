from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import OrgFileError
from bot.facts.effort import Effort
from bot.orgfile import read
from tests.orgfile.refusing import refused

VALID = """\
[[team]]
slug = "support"
name = "Support EU"
channel = "C0SUPPORT1"

[[team]]
slug = "sales"
name = "Sales"

[[person]]
email = "ana.silva@acme.example"
teams = [
  { slug = "support", since = 2026-01-01, until = 2026-07-01 },
  { slug = "support", since = 2026-07-01 },
]

[[workflow]]
slug = "refunds"
name = "Refund triage"
team = "support"
owner = "ana.silva@acme.example"
aliases = ["refund"]
launched = 2026-04-06
outcome = { unit = "refund resolved", level = 3 }
baseline = { cost = "14.70", currency = "USD", since = 2026-01-05, until = 2026-04-06, n = 4100 }

[[workflow]]
slug = "quotes"
name = "Quote drafting"
team = "sales"
owner = "ana.silva@acme.example"
aliases = ["quote"]
outcome = { unit = "quote sent" }

[[rule]]
match = { provider = "openai", sub_account = "proj_abc" }
team = "support"
workflow = "refunds"
since = 2026-01-01

[[budget]]
scope = { team = "support" }
period = "month"
amount = "5500"
currency = "USD"
thresholds = [50, 80, 100]
owner = "ana.silva@acme.example"
"""


def test_the_file_all_refusals_start_from_is_valid() -> None:
    assert len(read(VALID, "org.toml").workflows) == 2


_LONG = 'question = "does it help?", envelope = "9", currency = "EUR", since = 2026-01-01, until = 2026-04-03'

REFUSALS = [
    # what stands there, what it becomes, the line refused, what is said
    ('slug = "sales"', 'slug = "sales', 7, "this is not TOML"),
    ('slug = "sales"', 'slug = "Sales"', 7, "“Sales” is no slug; use lower-case letters, digits and dashes"),
    ('slug = "sales"', 'slug = "unallocated"', 7, "how charges without a team are called"),
    ('slug = "sales"', 'slug = "support"', 7, "the team support stands in line 2 already"),
    ('slug = "sales"', "slug = 3", 7, "slug must be text that is not empty, not 3"),
    ('slug = "sales"', 'slug = " "', 7, "slug must be text that is not empty"),
    ('name = "Sales"', 'nmae = "Sales"', 8, "nmae in a team is not known, did you mean name?"),
    ('name = "Sales"', "", 6, 'this team needs name, such as name = "Support EU"'),
    ('name = "Sales"', 'name = "Sa\\u0000les"', 8, "name holds a control character"),
    ('name = "Sales"', 'name = "S"\ntimezone = "Europe/Berln"', 9, "the time zone “Europe/Berln” is not known"),
    ('name = "Sales"', 'name = "S"\ntimezone = "../etc/passwd"', 9, "is not known; use a name such as Europe/Berlin"),
    (
        'name = "Sales"',
        'name = "S"\nparent = "suport"',
        9,
        "there is no team suport in this file, did you mean support?",
    ),
    ('name = "Sales"', 'name = "S"\nparent = "sales"', 9, "a team cannot be part of itself: sales in sales"),
    (
        'channel = "C0SUPPORT1"',
        'channel = "general"',
        4,
        '“general” is no channel id, such as "C0SUPPORT1"; it stands at the bottom of the channel\'s details in Slack',
    ),
    ('channel = "C0SUPPORT1"', 'channel = "#C0SUPPORT1"', 4, "“#C0SUPPORT1” is no channel id"),
    ('channel = "C0SUPPORT1"', 'channel = "D0SUPPORT1"', 4, "“D0SUPPORT1” is no channel id"),
    ('email = "ana.silva@acme.example"', 'email = "ana"', 11, "“ana” is no e-mail address"),
    (
        'email = "ana.silva@acme.example"\n',
        'email = "ana.silva@acme.example"\nids = ["github:ana", "Ana.Silva@acme.example"]\n',
        12,
        "Ana.Silva@acme.example stands in line 11 already; it is one person's",
    ),
    (
        'email = "ana.silva@acme.example"\n',
        'email = "ana.silva@acme.example"\nids = ["git:ana"]\n[[person]]\nemail = "r@a.example"\nids = ["Git:Ana"]\n',
        15,
        "Git:Ana stands in line 12 already; it is one person's",
    ),
    ('{ slug = "support", since = 2026-07-01 }', '{ slug = "suport", since = 2026-07-01 }', 14, "no team suport"),
    ('{ slug = "support", since = 2026-07-01 }', '{ slug = "support" }', 14, "needs since, such as since = 2026-01-01"),
    ('{ slug = "support", since = 2026-07-01 }', '"support"', 14, "a membership is a table of keys and values"),
    ("until = 2026-07-01 }", "until = 2026-07-02 }", 14, "already in support on these days (line 13)"),
    ("until = 2026-07-01 }", "until = 2026-01-01 }", 13, "no day is left; for one day write 2026-01-02"),
    ("until = 2026-07-01 }", "until = 2025-12-31 }", 13, "this ends on 2025-12-31, before it starts on 2026-01-01"),
    ("until = 2026-07-01 }", 'until = "2026-07-01" }', 13, "until must be a date without quotes"),
    ("until = 2026-07-01 }", "until = 2026-07-01T00:00:00Z }", 13, "until must be a date without quotes"),
    ("until = 2026-07-01 }", "until = 2026-07-01, weight = 0 }", 13, "weight must be a number above zero"),
    ("until = 2026-07-01 }", "until = 2026-07-01, weight = 1e-99999 }", 13, "weight must be a number above zero"),
    ('slug = "quotes"', 'slug = "refunds"', 28, "the workflow refunds stands in line 18 already"),
    ('slug = "quotes"', 'slug = "sales"', 28, "“sales” is the slug of the team in line 7"),
    ('slug = "quotes"', 'slug = "undo"', 28, "“undo” means something else in /ai-outcome"),
    ('team = "sales"', 'team = "sale"', 30, "there is no team sale in this file, did you mean sales?"),
    ('aliases = ["quote"]', 'aliases = ["Refund"]', 32, "the alias “Refund” stands in line 22 already"),
    ('aliases = ["quote"]', 'aliases = ["refunds"]', 32, "“refunds” is the slug of another workflow"),
    ('aliases = ["quote"]', 'aliases = ["refund-triage"]', 32, "“refund-triage” is the name of another workflow"),
    ('aliases = ["quote"]', 'aliases = [\n"quote",\n"4h"]', 34, "“4h” means something else in /ai-outcome"),
    ('aliases = ["quote"]', 'aliases = "quote"', 32, 'aliases must be a list of texts, not "quote"'),
    ('aliases = ["quote"]', 'owners = ["quote"]', 32, "owners in a workflow is not known, did you mean owner?"),
    ('outcome = { unit = "quote sent" }', "", 27, "this workflow needs outcome"),
    ('outcome = { unit = "quote sent" }', "outcome = { level = 2 }", 33, "this outcome needs unit"),
    ("level = 3", "levle = 3", 24, "levle in an outcome is not known, did you mean level?"),
    ("level = 3", "level = 1", 24, "level 1 is output produced, which never counts as an outcome"),
    ("level = 3", "level = 5", 24, "level must be a whole number from 1 to 4, not 5"),
    ("level = 3", "reversal_days = -1", 24, "reversal_days must be a whole number of at least 0, not -1"),
    ("level = 3", "level = true", 24, "level must be a whole number from 1 to 4, not true"),
    ("n = 4100", "n = 0", 25, "n must be a whole number of at least 1, not 0"),
    ("n = 4100", "grade = 0", 25, "grade must be a whole number from 1 to 4, not 0"),
    ("n = 4100", "minutes = 0", 25, "minutes must be a number above zero"),
    ('cost = "14.70"', "cost = 14.70", 25, 'write cost in quotes, cost = "14.70"'),
    ('cost = "14.70"', 'cost = "14,70"', 25, "cost must be an amount above zero"),
    ('cost = "14.70"', 'cost = "nan"', 25, "cost must be an amount above zero"),
    ('cost = "14.70"', 'cost = "99999999999"', 25, "up to 9,223,372,036"),
    ('cost = "14.70"', "cost = 0x" + "f" * 4000, 25, "not a very large number"),
    ('cost = "14.70", ', "", 25, 'this baseline needs cost, such as cost = "14.70"'),
    (", until = 2026-04-06, n", ", n", 25, "this baseline needs until"),
    (
        'outcome = { unit = "quote sent" }',
        'outcome = { unit = "quote" }\nlag_days = 5',
        34,
        "lag_days is one of 0, 7, 14, 30",
    ),
    (
        'outcome = { unit = "quote sent" }',
        'outcome = { unit = "quote" }\ncustomer_facing = 1',
        34,
        "must be true or false",
    ),
    ("launched = 2026-04-06", "launched = 2026-04-06\nstopped = 2026-04-06", 24, "for one day write 2026-04-07"),
    (
        'outcome = { unit = "quote sent" }',
        f'outcome = {{ unit = "quote" }}\nexperiment = {{ {_LONG} }}',
        34,
        "an experiment lasts 13 weeks at most",
    ),
    (
        'outcome = { unit = "quote sent" }',
        'outcome = { unit = "quote" }\nexperiment = { envelope = "9", currency = "EUR", since = 2026-01-01 }',
        34,
        "this experiment needs until",
    ),
    (
        'outcome = { unit = "quote sent" }',
        'outcome = { unit = "quote" }\neffort = { hourly = "63", currency = "USD" }',
        34,
        "this effort needs minutes, such as minutes = 4",
    ),
    (
        'outcome = { unit = "quote sent" }',
        'outcome = { unit = "quote" }\neffort = { minutes = -1, hourly = "63", currency = "USD" }',
        34,
        "minutes must be a number of at least 0, not -1",
    ),
    (
        'outcome = { unit = "quote sent" }',
        'outcome = { unit = "quote" }\neffort = { minutes = 4, hourly = 62.50, currency = "USD" }',
        34,
        'write hourly in quotes, hourly = "62.50"',
    ),
    (
        "launched = 2026-04-06",
        "launched = 2026-04-05",
        25,
        "the baseline runs to 2026-04-06, past the launch on 2026-04-05",
    ),
    ('sub_account = "proj_abc"', 'sub_account = "proj_*_abc"', 36, "a * stands at the end only"),
    ('sub_account = "proj_abc"', 'subaccount = "proj_abc"', 36, "did you mean sub_account?"),
    ('sub_account = "proj_abc"', "tag = { env = 1 }", 36, "tag must be text that is not empty, not 1"),
    ('sub_account = "proj_abc"', 'tag = "env"', 36, "tag must be names with their values"),
    ('sub_account = "proj_abc"', 'person = "ana.sliva@acme.example"', 36, "did you mean ana.silva@acme.example?"),
    ('match = { provider = "openai", sub_account = "proj_abc" }', "", 35, "this rule needs match"),
    (
        'match = { provider = "openai", sub_account = "proj_abc" }',
        "match = {}",
        36,
        "an empty match would claim every charge",
    ),
    ('workflow = "refunds"', 'workflow = "quotes"', 38, "the workflow quotes belongs to team sales, not to support"),
    (
        'workflow = "refunds"',
        'workflow = "refund"',
        38,
        "there is no workflow refund in this file, did you mean refunds?",
    ),
    (
        "since = 2026-01-01\n",
        "since = 2026-01-01\nuntil = 2025-01-01\n",
        40,
        "this ends on 2025-01-01, before it starts",
    ),
    ("since = 2026-01-01\n", "since = 2028-02-28\nuntil = 2028-02-28\n", 40, "for one day write 2028-02-29"),
    ("since = 2026-01-01\n", "since = 9999-12-31\nuntil = 9999-12-31\n", 40, "no day is left; start it earlier"),
    ('scope = { team = "support" }', 'scope = { team = "sales" }', 42, "the team sales (line 6) has no channel"),
    ('scope = { team = "support" }', 'scope = { workflow = "quotes" }', 42, "the team sales (line 6) has no channel"),
    (
        'scope = { team = "support" }',
        'scope = { team = "x" }',
        42,
        "there is no team x in this file; add a [[team]] for it",
    ),
    ('scope = { team = "support" }', 'scope = "support"', 42, "the scope is one of"),
    ('scope = { team = "support" }', 'scope = { team = "support", provider = "x" }', 42, "a budget has one scope"),
    ('scope = { team = "support" }', "", 41, "this budget needs scope"),
    ('period = "month"', 'period = "week"', 43, "“week” is no period; write one of month, quarter, year"),
    ('amount = "5500"', "amount = 5500.50", 44, "TOML numbers with a point are floats, which lose cents"),
    ('amount = "5500"', "amount = 0", 44, "amount must be an amount above zero"),
    ('amount = "5500"\ncurrency = "USD"', 'amount = "5500"\ncurrency = "US$"', 45, "“US$” is no currency"),
    ("thresholds = [50, 80, 100]", "thresholds = [80, 50]", 46, "each higher than the one before it"),
    ("thresholds = [50, 80, 100]", "thresholds = [0, 50]", 46, "per cents above zero"),
    ("thresholds = [50, 80, 100]", "thresholds = []", 46, "per cents above zero"),
    ("thresholds = [50, 80, 100]", 'thresholds = ["50%"]', 46, "thresholds must be a list of whole numbers"),
    ('100]\nowner = "ana.silva@acme.example"', "100]", 41, "this budget needs owner"),
    (
        '100]\nowner = "ana.silva@acme.example"',
        '100]\nowner = "cfo@acme.example"',
        47,
        "no person cfo@acme.example in this file",
    ),
    ("100]\nowner", '100]\ndelegate = "ana.slva@acme.example"\nowner', 47, "did you mean ana.silva@acme.example?"),
]


@pytest.mark.parametrize(("before", "after", "line", "says"), REFUSALS)
def test_what_is_wrong_is_refused_with_its_line(before: str, after: str, line: int, says: str) -> None:
    assert before in VALID
    problems = refused(VALID.replace(before, after, 1))
    assert any(problem.startswith(f"org.toml:{line}: ") and says in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("[[teams]]", "[teams] is not known, did you mean team?"),
        ("[[person]]\nemail = 'ANA.Silva@acme.example'", "the person ana.silva@acme.example stands in line 11 already"),
        (VALID[VALID.index("[[budget]]") :], "this budget stands in line 41 already"),
    ],
)
def test_what_does_not_belong_at_the_end_is_refused(more: str, says: str) -> None:
    problems = refused(VALID + more)
    assert says in problems[0]
    assert len(problems) == 1


def test_a_table_that_may_stand_several_times_wants_double_brackets() -> None:
    assert refused("[team]\nslug = 'a'\n") == [
        "org.toml:1: write [[team]] in double brackets: there may be several, not a table"
    ]


def test_teams_that_lie_in_each_other_are_refused() -> None:
    ring = "".join(f'[[team]]\nslug = "{a}"\nname = "x"\nparent = "{b}"\n' for a, b in ("ab", "bc", "ca"))
    assert "a in b in c in a" in refused(ring)[0]
    assert len(refused(ring)) == 3
    hanging = ring + '[[team]]\nslug = "d"\nname = "x"\nparent = "a"\n'
    assert len(refused(hanging)) == 3


def test_every_problem_is_told_at_once_in_the_order_of_the_file() -> None:
    text = VALID.replace('"Europe', "").replace('slug = "sales"', 'slug = "Sales"').replace("n = 4100", "n = 0")
    problems = refused(text.replace('period = "month"', 'periods = "month"'))
    lines = [int(problem.split(":")[1]) for problem in problems]
    assert lines == sorted(lines)
    assert {7, 25, 30, 41, 43} <= set(lines)


def test_a_file_that_ends_too_early_is_refused_at_its_end() -> None:
    assert refused('[[team]]\nslug = "a"\nname = """x\n\n')[0].startswith("org.toml:4: this is not TOML")


def test_somebody_who_stands_in_may_be_outside_the_file() -> None:
    text = VALID.replace("100]\nowner", '100]\napprover = "board@elsewhere.example"\nowner')
    assert read(text, "org.toml").budgets[0].approver == "board@elsewhere.example"


def test_an_outcome_that_nobody_touches_any_more_takes_no_minutes() -> None:
    outcome = 'outcome = { unit = "quote sent" }'
    text = VALID.replace(outcome, outcome + '\neffort = { minutes = 0, hourly = "60", currency = "usd" }')
    effort = read(text, "org.toml").workflows[1].effort
    assert effort == Effort(minutes=Decimal(0), hourly=Decimal(60), currency="USD")


def test_a_mark_at_the_beginning_and_windows_lines_change_nothing() -> None:
    assert read("\ufeff" + VALID.replace("\n", "\r\n"), "org.toml") == read(VALID, "org.toml")


@pytest.mark.parametrize("text", ["a = " + "[" * 400 + "]" * 400, "a = " + "[" * 5000, "a = 9" + "9" * 5000])
def test_a_hostile_file_is_refused_like_any_other(text: str) -> None:
    assert refused(text)


@given(st.data())
def test_no_value_is_too_odd_to_be_refused_in_a_sentence(data: st.DataObject) -> None:
    odd = st.sampled_from(
        ['""', '"x"', "3", "-1", "1.5", "true", "inf", "nan", "[]", "[[]]", "[1]", "{}", "{ a = 1 }", "2026-01-01",
         "07:30:00", "2026-01-01T00:00:00Z", '"\\u0000"', '["x", "x"]', '[{ slug = "x" }]']
    )  # fmt: skip
    rows = VALID.splitlines()
    for number in data.draw(st.sets(st.sampled_from([n for n, row in enumerate(rows) if " = " in row]), max_size=3)):
        key = rows[number].split(" = ")[0]
        rows[number] = f"{key} = {data.draw(odd)}" if not key.startswith(" ") else data.draw(odd) + ","
    problems = ""
    try:
        read("\n".join(rows), "org.toml")
    except OrgFileError as error:
        problems = str(error)
    assert all(problem.startswith("org.toml:") for problem in problems.splitlines())


def test_a_slug_is_short_enough_for_every_form() -> None:
    slug = "a" * 65
    with pytest.raises(OrgFileError, match=r"org\.toml:2: .* has 65 characters; a slug has at most 64"):
        read(f'[[team]]\nslug = "{slug}"\nname = "A"\n', "org.toml")
