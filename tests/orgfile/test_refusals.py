from __future__ import annotations

import pytest

from bot.errors import OrgFileError
from bot.orgfile import read
from tests.orgfile.refusing import VALID, refused


def test_the_file_all_refusals_start_from_is_valid() -> None:
    assert len(read(VALID, "org.toml").workflows) == 2


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


def test_a_mark_at_the_beginning_and_windows_lines_change_nothing() -> None:
    assert read("\ufeff" + VALID.replace("\n", "\r\n"), "org.toml") == read(VALID, "org.toml")


def test_a_slug_is_short_enough_for_every_form() -> None:
    slug = "a" * 65
    with pytest.raises(OrgFileError, match=r"org\.toml:2: .* has 65 characters; a slug has at most 64"):
        read(f'[[team]]\nslug = "{slug}"\nname = "A"\n', "org.toml")
