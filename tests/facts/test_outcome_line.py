from __future__ import annotations

import cProfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.org import OutcomeType, Workflow
from bot.facts.outcome import OutcomeKind
from bot.facts.outcome_line import Help, LineError, OutcomeLine, Verb, parse
from bot.facts.outcome_words import means_something_else


def a_workflow(slug: str, name: str, *aliases: str) -> Workflow:
    outcome = OutcomeType(unit="thing done")
    return Workflow(slug=slug, name=name, aliases=aliases, team="support", owner="ana@acme.example", outcome=outcome)


WORKFLOWS = (
    a_workflow("refunds", "Refund triage", "refund"),
    a_workflow("kb-drafting", "KB drafting", "help article"),
    a_workflow("renewals", "Renewals"),
)
REFUNDS = OutcomeLine(workflow="refunds")


def line(text: str) -> OutcomeLine:
    parsed = parse(text, WORKFLOWS)
    assert isinstance(parsed, OutcomeLine), parsed
    return parsed


def refusal(text: str, workflows: tuple[Workflow, ...] = WORKFLOWS) -> str:
    parsed = parse(text, workflows)
    assert isinstance(parsed, LineError), parsed
    return parsed.sentence


def test_everything_can_be_said_in_one_line() -> None:
    assert line("#refunds 12 4h $200 https://desk.example/1 reuse rejected two were late") == OutcomeLine(
        quantity=12,
        kind=OutcomeKind.REJECTED,
        workflow="refunds",
        minutes=240,
        amount="$200",
        url="https://desk.example/1",
        reused=True,
        note="two were late",
    )


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("3", 3),
        ("x3", 3),
        ("3x", 3),
        ("×3", 3),
        ("3 x", 3),
        ("+3", 3),
        ("1,200", 1200),
        ("3.", 3),
        ("1000000", 1000000),
        ('"3"', 3),
        ("“3”", 3),
        ("'3'", 3),
    ],
)
def test_a_count_is_read_however_it_is_written(text: str, quantity: int) -> None:
    assert line(text) == OutcomeLine(quantity=quantity)


def test_without_a_count_one_is_meant() -> None:
    assert line("refunds").quantity == 1


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("4h", 240),
        ("30m", 30),
        ("1h30m", 90),
        ("1h30", 90),
        ("1h 30m", 90),
        ("1.5h", 90),
        ("1,5h", 90),
        ("~2h", 120),
        ("4 hours", 240),
        ("90 min", 90),
        ("1 hour 30 minutes", 90),
        ("0.33h", 20),
    ],
)
def test_a_time_is_read_as_minutes(text: str, minutes: int) -> None:
    assert line(text) == OutcomeLine(minutes=minutes)


def test_a_time_is_the_total_whatever_the_count() -> None:
    assert line("12 4h").minutes == 240
    assert line("4h 12") == line("12 4h")


def test_a_time_for_each_is_taken_as_the_total_and_said_so() -> None:
    parsed = line("3 2h each")
    assert parsed.minutes == 120
    assert parsed.hint == "I took the time as the total of all outcomes; if it was for each, type the total."


@pytest.mark.parametrize("text", ["$200", "200 USD", "€20", "20€", "200eur", "USD 200", "$1,200.50", "$2k"])
def test_an_amount_is_kept_as_typed(text: str) -> None:
    assert line(text) == OutcomeLine(amount=text)


def test_a_currency_belongs_to_the_number_before_it() -> None:
    assert line("3 200 USD") == line("200 USD 3") == OutcomeLine(quantity=3, amount="200 USD")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://desk.example/1", "https://desk.example/1"),
        ("<https://desk.example/1>", "https://desk.example/1"),
        ("<https://desk.example/1|https://desk.example/1>", "https://desk.example/1"),
        ("<https://desk.example/?a=1&amp;b=2>", "https://desk.example/?a=1&b=2"),
        ("(https://desk.example/a_(b)).", "https://desk.example/a_(b)"),
        ("HTTPS://desk.example,", "HTTPS://desk.example"),
        ("https://…", "https://…"),
    ],
)
def test_a_link_is_the_evidence(text: str, url: str) -> None:
    assert line(text) == OutcomeLine(url=url)


def test_a_link_with_a_label_of_its_own_keeps_the_label_as_note() -> None:
    assert line("<https://desk.example/1|order 4512> 3") == OutcomeLine(
        quantity=3, url="https://desk.example/1", note="order 4512"
    )


def test_a_second_link_stays_in_the_note() -> None:
    assert line("https://a.example https://b.example") == OutcomeLine(url="https://a.example", note="https://b.example")


@pytest.mark.parametrize(
    "text",
    ["refunds", "#refunds", "REFUNDS,", "refund", "#Refund", "refund triage", "#refund triage", "“Refund triage”",
     "refund-triage", "<#C0123|refunds>", "#refunds #refund", "refunds?", "refunds;"],
)  # fmt: skip
def test_a_workflow_is_found_by_slug_alias_or_name(text: str) -> None:
    assert line(text) == REFUNDS


def test_an_alias_of_two_words_may_begin_like_a_call_for_help() -> None:
    assert line("help article 2") == OutcomeLine(quantity=2, workflow="kb-drafting")


def test_a_dash_behind_the_workflow_is_note() -> None:
    assert line("#refunds – late") == OutcomeLine(workflow="refunds", note="– late")


def test_a_further_mention_of_the_workflow_is_note() -> None:
    assert line("refunds 3 refund declined") == OutcomeLine(quantity=3, workflow="refunds", note="refund declined")


def test_a_hash_settles_which_workflow_is_meant() -> None:
    assert line("renewals asked #refunds 3") == OutcomeLine(quantity=3, workflow="refunds", note="renewals asked")


@pytest.mark.parametrize("text", ["refunds renewals 3", "#refunds 3 #renewals"])
def test_two_workflows_are_refused(text: str) -> None:
    assert refusal(text) == (
        f"I see more than one workflow: type #refunds or #renewals, and log each on its own line. You typed: {text}"
    )


def test_a_name_two_workflows_share_is_refused_with_the_way_out() -> None:
    twins = (a_workflow("code-eu", "Code review"), a_workflow("code-us", "Code review"))
    assert "type the one you mean with its #" in refusal("code review 3", twins)
    assert parse("#code-us 3", twins) == OutcomeLine(quantity=3, workflow="code-us")


def test_an_unknown_hash_gets_a_suggestion_and_loses_nothing() -> None:
    assert refusal("12 #refnds 4h late ones") == (
        "I do not know the workflow “refnds”. Did you mean “refunds”? You typed: 12 #refnds 4h late ones"
    )


def test_an_unknown_hash_like_nothing_gets_the_list() -> None:
    assert "type one of #kb-drafting, #refunds, #renewals" in refusal("#zzz 3")
    assert "none is set up yet" in refusal("#zzz 3", ())


def test_a_bare_near_miss_stays_in_the_note_with_a_hint() -> None:
    assert line("refnds 3") == OutcomeLine(
        quantity=3, note="refnds", hint="“refnds” is in the note; if you meant the workflow, type #refunds."
    )
    assert line("#renewals refnds 3").hint is None


def test_ordinary_words_are_note_without_a_hint() -> None:
    assert line("3 sent the letters to Acme — all of them") == OutcomeLine(
        quantity=3, note="sent the letters to Acme — all of them"
    )


def test_a_ticket_number_is_note() -> None:
    assert line("3 #4512") == OutcomeLine(quantity=3, note="#4512")


def test_quotes_make_a_note_of_anything() -> None:
    assert line('3 “order 4512 no 4h” "#odd"') == OutcomeLine(quantity=3, note="order 4512 no 4h #odd")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("3 rejected", OutcomeKind.REJECTED), ("no 3", OutcomeKind.REJECTED), ("Reversed 3", OutcomeKind.REVERSED)],
)
def test_a_mark_says_what_became_of_them(text: str, kind: OutcomeKind) -> None:
    assert line(text) == OutcomeLine(quantity=3, kind=kind)


@pytest.mark.parametrize("text", ["3 reuse", "reused 3", "reuse 3 reused"])
def test_reuse_is_marked(text: str) -> None:
    assert line(text) == OutcomeLine(quantity=3, reused=True)


def test_no_among_other_words_is_note_and_said_so() -> None:
    assert line("3 no complaints") == OutcomeLine(
        quantity=3, note="no complaints", hint="I took “no” as part of the note; if it was not accepted, type rejected."
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("stauts", "Did you mean status?"),
        ("help me please", "Did you mean help?"),
        ("refnds", "Did you mean #refunds? I found nothing to count."),
        ("the refnds of today", "Did you mean #refunds? I found nothing to count."),
        ("three", "I read a count in digits only: type 3 for “three”."),
        ("a dozen", "I read a count in digits only: type 12 for “dozen”."),
        ("budget", "I found nothing to count: put a number first, such as: 1 sent the renewal pack."),
        ("digest?", "I found nothing to count"),
        ("what is this", "I found nothing to count"),
        ("no complaints", "I found nothing to count"),
        ("#4512", "I found nothing to count"),
        ("12k", "I found nothing to count"),
        ("“order 4512”", "I found nothing to count"),
        ("–", "I found nothing to count"),
    ],
)
def test_words_alone_log_nothing_and_are_answered_with_what_to_type(text: str, problem: str) -> None:
    said = refusal(text)
    assert said.startswith(problem)
    assert said.endswith(f" You typed: {text}")


@given(st.lists(st.from_regex(r"\A[a-zäöü]{1,9}[?!.]?\Z"), min_size=1, max_size=9))
def test_a_line_of_words_alone_never_logs_unless_one_of_them_is_a_mark(words: list[str]) -> None:
    parsed = parse(" ".join(words), ())
    marks = {"reuse", "reused", "rejected", "reversed", "no"}
    assert not isinstance(parsed, OutcomeLine) or marks & {word.rstrip("?!.") for word in words}


def test_a_mark_a_link_a_time_or_an_amount_alone_is_one_outcome() -> None:
    assert [line(text).quantity for text in ("rejected", "https://desk.example/1", "4h", "$20")] == [1, 1, 1, 1]


def test_a_number_in_words_beside_a_workflow_is_note_and_said_so() -> None:
    assert line("three refunds") == OutcomeLine(
        workflow="refunds",
        note="three",
        hint="I took the count as 1 and left “three” in the note; for another count, type it as 3 or 1,200.",
    )


def test_a_number_that_is_no_count_is_not_lost_silently() -> None:
    parsed = line("12k refunds")
    assert (parsed.quantity, parsed.note) == (1, "12k")
    assert parsed.hint is not None
    assert "“12k”" in parsed.hint


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("3 4", 'I see 2 numbers, 3 and 4. Type one, and put the other in quotes, such as: 3 "order 4512".'),
        ("x3 order 4512", "I see 2 numbers, x3 and 4512."),
        ("0", "There is nothing to log with 0"),
        ("-3", "type 3 reversed"),
        ("–3", "type 3 reversed"),
        ("2.5", "2.5 is not a whole number"),
        ("2,5", "2,5 is not a whole number"),
        ("0,123", "0,123 is not a whole number"),
        ("1000001", "I take up to 1,000,000 at once"),
        ("9" * 1900, "I take up to 1,000,000 at once"),
        ("4h 30m 2h", "I see 2 times"),
        ("-4h", "Time displaced cannot be negative"),
        ("9999999h", "type the total time"),
        ("$200 €20", "I see 2 amounts"),
        ("-$200", "An amount cannot be negative"),
        ("3 rejected reversed", "type one of the two words"),
    ],
)
def test_what_cannot_be_logged_is_refused_with_what_to_type(text: str, problem: str) -> None:
    said = refusal(text)
    assert problem in said
    assert said.endswith(f"You typed: {text}")


def test_a_count_above_fifty_is_read_here() -> None:
    assert line("51").quantity == 51


def test_a_text_that_is_too_long_is_refused_kindly() -> None:
    text = "word " * 500
    parsed = parse(text, WORKFLOWS)
    assert isinstance(parsed, LineError)
    assert "2,499 characters" in parsed.sentence
    assert parsed.typed == text.strip()


@pytest.mark.parametrize("text", ["help", " Help! ", "“help”", "?", "--help", "", " \u00a0\u200b", "/ai-outcome help"])
def test_help_alone_or_nothing_at_all_asks_for_help(text: str) -> None:
    assert parse(text, WORKFLOWS) == Help()


@pytest.mark.parametrize("name", ["undo", "status", "justify", "doctor"])
def test_a_leading_verb_asks_for_something_else(name: str) -> None:
    assert parse(f"{name.title()} last  one", WORKFLOWS) == Verb(name, "last  one")
    assert parse(f"{name}?", WORKFLOWS) == Verb(name)
    assert isinstance(parse(f"3 {name}", WORKFLOWS), OutcomeLine)


def test_the_command_echoed_by_mistake_is_dropped() -> None:
    assert line("/ai-outcome 3 refunds") == line("3 refunds")
    assert line("  /AI-Outcome\u00a03 refunds") == line("3 refunds")


def test_what_nobody_sees_changes_nothing() -> None:
    assert line("\u200b3\u00a0re\u200bfunds\u202e\x00 4h\ufeff") == OutcomeLine(
        quantity=3, workflow="refunds", minutes=240
    )


@pytest.mark.parametrize("name", ["no", "Reuse", "undo", "help", "3", "4h", "x3", "$20", "-", "1,5"])
def test_a_workflow_cannot_be_called_like_another_word_of_the_line(name: str) -> None:
    assert means_something_else(name)
    assert not means_something_else("level 3 support")


TOKENS = {
    "count": st.sampled_from(["3", "x3", "12", "1,200"]),
    "time": st.sampled_from(["4h", "1h30m", "~2h", "90 min"]),
    "amount": st.sampled_from(["$200", "200 USD", "€20"]),
    "link": st.sampled_from(["https://desk.example/1", "<https://desk.example/1|https://desk.example/1>"]),
    "workflow": st.sampled_from(["#refunds", "refund triage", "KB-drafting", "#help article"]),
    "reuse": st.sampled_from(["reuse", "reused"]),
    "kind": st.sampled_from(["rejected", "no", "reversed"]),
    "note": st.lists(st.sampled_from(["late", "Müller", "it’s", "ok", "#77", "–"]), min_size=1, max_size=4).map(
        " ".join
    ),
}


@given(st.data())
def test_the_order_of_the_words_changes_nothing(data: st.DataObject) -> None:
    """Of lines that say more than a note, which alone is refused."""
    said = data.draw(st.fixed_dictionaries({}, optional=TOKENS).filter(lambda said: bool(said.keys() - {"note"})))
    if said.get("kind") == "no":
        said.pop("note", None)  # beside other words it is one of them, and a note keeps its order
    tokens = list(said.values())
    assert parse(" ".join(data.draw(st.permutations(tokens))), WORKFLOWS) == line(" ".join(tokens))


LINES = st.one_of(
    st.text(max_size=300),
    st.text(alphabet='0123456789 hmx×$€#.,-–~<>|"“”reusno:/', max_size=60),
    st.lists(st.one_of(*TOKENS.values(), st.text(max_size=6)), max_size=12).map(" ".join),
)


@given(LINES)
def test_no_text_is_too_odd_to_be_answered(text: str) -> None:
    parsed = parse(text, WORKFLOWS)
    if isinstance(parsed, OutcomeLine):
        assert parsed.quantity >= 1
        assert parsed.note == parsed.note.strip()
    if isinstance(parsed, LineError):
        assert parsed.typed in parsed.sentence


@given(st.lists(st.from_regex(r"\A[a-zäöü]{1,9}\Z"), max_size=20), st.sampled_from(["#refunds 3 4h", "#zzz", "3 4"]))
def test_what_was_typed_survives_in_the_note_or_the_refusal(words: list[str], rest: str) -> None:
    words = [word for word in words if word not in {"reuse", "reused", "rejected", "reversed", "no", "h", "m", "min"}]
    parsed = parse(" ".join([rest, "so", *words]), WORKFLOWS)
    assert not isinstance(parsed, Help | Verb)
    kept = parsed.note if isinstance(parsed, OutcomeLine) else parsed.sentence
    assert kept.endswith(" ".join(["so", *words]))


def test_half_a_surrogate_cannot_reach_the_database() -> None:
    assert line("3 \ud83d ok").note.encode() == "\ufffd ok".encode()


def test_the_work_grows_with_the_line_and_not_with_its_square() -> None:
    many = tuple(a_workflow(f"flow-{n}", f"Flow number {n}", f"nickname {n}") for n in range(100))
    once, twice = (calls(lambda times=times: parse("1,1,1 flow x3. " * times, many)) for times in (65, 130))
    assert twice < 2.2 * once


def calls(work: Callable[[], object]) -> int:
    """How many calls the work makes, of our functions and of built-in ones."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize(
    "date", ["2026-09-16", "2026-09", "2026-W38", "2026-13-44", "2027-01-01", "2026-w3", "2026-09-16:"]
)
@pytest.mark.parametrize("text", ["refunds 40 {}", "{} refunds 40 4h", "refunds 40 {} the batch"])
def test_a_date_at_the_beginning_of_the_note_is_refused_for_a_line_is_of_today(text: str, date: str) -> None:
    said = refusal(text.format(date))
    assert f"The note begins with {date.strip(':').upper()}, and a line is logged for today: a past day" in said
    assert "with: denominator outcome log --day 2026-11-09; to keep it as a note, put it in quotes" in said
    assert said.endswith(f"You typed: {text.format(date)}")


@pytest.mark.parametrize("note", ["the batch of 2026-09-16", "2026-09-16", "2026-4512 and others"])
def test_a_date_that_is_meant_as_a_note_is_one(note: str) -> None:
    typed = f'"{note}"' if note == "2026-09-16" else note
    assert line(f"refunds 40 {typed}").note == note
    assert parse(f"refunds 40 {note}", WORKFLOWS, dated=True) == OutcomeLine(workflow="refunds", quantity=40, note=note)


@pytest.mark.parametrize("note", ["yesterday", "on 2026-09-16", "for 2026-W38."])
def test_a_note_that_begins_as_a_day_is_said_is_logged_for_today_and_that_is_said(note: str) -> None:
    found = line(f"refunds 5 {note}")
    assert found.note == note
    assert found.hint is not None
    assert found.hint.startswith("It is logged for today, and “")


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize(
    "words", ["mail anna@acme.example", '"to Anna@acme.example."', "https://crm.example/?who=anna@acme.example"]
)
def test_nobody_is_named_by_an_e_mail_address(words: str, dated: bool) -> None:
    parsed = parse(f"refunds 3 4h {words}", WORKFLOWS, dated=dated)
    assert isinstance(parsed, LineError)
    assert parsed.sentence == (
        "It holds an e-mail address, and a note names nobody: write a role instead, such as the head of support. "
        f"You typed: refunds 3 4h {words}"
    )


@pytest.mark.parametrize("words", ["asked @ana.silva", "pandas@2.1 was new", "https://video.example/@ana.silva/7"])
def test_an_at_sign_that_makes_no_e_mail_address_is_taken(words: str) -> None:
    found = line(f"refunds 3 {words}")
    assert words in (found.note, found.url)
