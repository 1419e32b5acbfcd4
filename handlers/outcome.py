"""The conversation `/ai-outcome`: one line is logged and answered at once, with Undo; every surface shares it.

A surface says who typed what where, and shows the answer to that person alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bot import outcomes
from bot.doctor import examine
from bot.errors import UsageError
from bot.facts.message import Actions, Button, Element, Message, Note, Paragraph
from bot.facts.org import Org, Workflow
from bot.facts.outcome import Outcome, OutcomeKind
from bot.facts.outcome_line import Help, LineError, OutcomeLine, Verb, parse
from bot.facts.periods import Week, week_of
from bot.ledger import orgs
from bot.runtime import Bot
from handlers import justify

UNDO = "outcome.undo"
MOVE = "outcome.move"
OPEN = "outcome.open"
NOT_LOGGED, NOT_UNDONE, NOT_SORTED = "Not logged", "Not undone", "Not sorted"
REFUSALS = frozenset({NOT_LOGGED, NOT_UNDONE, NOT_SORTED})
"""The titles of answers that leave the ledger as it was, so that what was confirmed before still stands."""
_OTHERS_SHOWN = 3
_ENTRIES_SHOWN = 5
_HELP = (
    "/ai-outcome 3 logs three finished outcomes of your team's usual workflow.",
    "/ai-outcome refunds 12 4h https://… names the workflow, four hours of work displaced in total, and the evidence.",
    (
        "Add rejected when the output was not used, reversed when an earlier outcome came back, reuse when it used a "
        "shared prompt or skill. Any other words become the note."
    ),
    "You can undo an entry for ten minutes.",
)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one person typed: in which team's channel (None elsewhere), and the event that makes it unique."""

    text: str
    team: str | None
    person: str | None
    event_id: str
    source: str


def answer(bot: Bot, said: Said) -> Message:
    """Log the line and confirm it, or answer what it asks instead; what is confirmed is in the ledger."""
    with bot.database.reading() as connection:
        org = orgs.current(connection).org
    line = parse(said.text, org.workflows)
    match line:
        case OutcomeLine():
            return log(bot, line, said)
        case Verb("undo"):
            return _undo_latest(bot, said)
        case Verb("status"):
            return _status(bot, org, said.person)
        case Verb("justify"):
            return justify.waiting(bot, said.person or "")
        case Verb("doctor"):
            return _doctor(bot, org, said.person)
        case LineError():
            return _refusal(line.sentence)
        case Help() | Verb():
            return Message("How to log an outcome", _HELP[0], tuple(Paragraph(text) for text in _HELP))


def log(bot: Bot, line: OutcomeLine, said: Said) -> Message:
    """Keep what a line or a form says, and confirm it; the same event again confirms the same record."""
    with bot.database.writing() as connection:
        org = orgs.current(connection).org
        found = outcomes.from_line(
            connection,
            line,
            org=org,
            team=said.team,
            person=_pseudonym(bot, said.person),
            event_id=said.event_id,
            source=said.source,
            now=bot.now(),
        )
        kept = outcomes.log(connection, found)
        if not outcomes.stands(connection, kept.event_id):
            return _refusal("That entry was undone, and stays undone; type the line again to log it anew.")
        return confirmation(connection, org, kept, hint=line.hint)


def usual_workflow(bot: Bot, team: str | None, person: str | None) -> str | None:
    """The workflow a form is to open with: what a line that names none would be logged under."""
    with bot.database.reading() as connection:
        org = orgs.current(connection).org
        return outcomes.usual(connection, org, team, _pseudonym(bot, person))


def is_evidence(bot: Bot, url: str) -> bool:
    """Whether an outcome that stands has this link as its evidence already."""
    with bot.database.reading() as connection:
        return outcomes.is_evidence(connection, url)


def undo(bot: Bot, event_id: str, person: str | None) -> Message:
    """Take an entry back and say so, or say why it cannot be."""
    try:
        with bot.database.writing() as connection:
            org = orgs.current(connection).org
            gone = outcomes.undo(connection, event_id, person=_pseudonym(bot, person), now=bot.now())
            return _undone(org, gone)
    except UsageError as refused:
        return _told(NOT_UNDONE, str(refused))


def move(bot: Bot, value: str, person: str | None) -> Message:
    """Sort an entry under another workflow; `value` is the entry's event and the workflow, separated by a space."""
    event_id, _, workflow = value.rpartition(" ")
    try:
        with bot.database.writing() as connection:
            org = orgs.current(connection).org
            moved = outcomes.move(
                connection, event_id, workflow, org=org, person=_pseudonym(bot, person), now=bot.now()
            )
            return confirmation(connection, org, moved, entry=event_id)
    except UsageError as refused:
        return _told(NOT_SORTED, str(refused))


def confirmation(
    connection: Connection, org: Org, kept: Outcome, *, hint: str | None = None, entry: str | None = None
) -> Message:
    """What was logged, where, how many that makes this week, and the ways to correct it.

    `entry` is the event the person logged, where the record was moved since. How many it makes is not said in a team of
    fewer than five: less one's own it would be what a colleague logged (method.md 4.8).
    """
    entry = entry or kept.event_id
    elements: list[Element] = []
    workflow = org.workflow(kept.workflow) if kept.workflow else None
    if workflow is None:
        summary = f"Logged {kept.quantity}, not sorted under a workflow yet."
        where = (
            "Which workflow was it?"
            if org.workflows
            else ("No workflows are set up; entries stay unsorted until an org file is applied.")
        )
        elements += [Paragraph(summary), Note(where)]
    else:
        summary = f"Logged: {_what(org, kept)}."
        elements.append(Paragraph(summary))
        if not 0 < len(org.members(workflow.team, kept.logged_at.date())) < org.policy.fewest_shown:
            elements.append(_so_far(connection, workflow, week_of(kept.occurred_on)))
    if extras := _extras(kept):
        elements.append(Note(extras))
    if hint:
        elements.append(Note(hint))
    others = [w for w in _choices(org, kept) if w.slug != kept.workflow][:_OTHERS_SHOWN]
    buttons = [Button(UNDO, "Undo", entry)]
    buttons += [Button(MOVE, f"It was {other.name}", f"{entry} {other.slug}") for other in others]
    elements.append(Actions(tuple(buttons)))
    return Message("Logged", summary, tuple(elements))


def _so_far(connection: Connection, workflow: Workflow, week: Week) -> Note:
    counted = outcomes.counts(connection, since=week.period.start, until=week.period.end)
    return Note(f"{outcomes.net(counted, workflow.slug, week.period)} so far in week {week.number} (UTC days).")


def _undo_latest(bot: Bot, said: Said) -> Message:
    if said.person is None:
        return _told(NOT_UNDONE, "I cannot tell who you are, so I cannot tell which entry is yours.")
    try:
        with bot.database.writing() as connection:
            org = orgs.current(connection).org
            gone = outcomes.undo_latest(connection, said.event_id, person=bot.pseudonym(said.person), now=bot.now())
    except UsageError as refused:
        return _told(NOT_UNDONE, str(refused))
    return _undone(org, gone) if gone else _told(NOT_UNDONE, "You have logged nothing to undo.")


def _undone(org: Org, gone: Outcome) -> Message:
    return _told("Undone", f"Undone: {_what(org, gone)}. Nothing is counted.")


def _status(bot: Bot, org: Org, person: str | None) -> Message:
    with bot.database.reading() as connection:
        mine = outcomes.newest(connection, limit=_ENTRIES_SHOWN, person=_pseudonym(bot, person))
    if not mine:
        return _told("Your latest entries", "You have logged nothing yet; /ai-outcome 3 logs three.")
    lines = tuple(Paragraph(f"{one.occurred_on.isoformat()}: {_what(org, one)}") for one in mine)
    return Message("Your latest entries", "Only you see these.", (*lines, Note("Only you see these.")))


def _doctor(bot: Bot, org: Org, person: str | None) -> Message:
    """What needs somebody, for those who own a workflow or a budget; nobody else can mend it."""
    owners = {workflow.owner for workflow in org.workflows} | {budget.owner for budget in org.budgets}
    if person not in owners:
        return _told("Doctor", "Only those who own a workflow or a budget are shown what is wrong; ask one of them.")
    wrong = [check.says for check in examine(bot) if not check.ok]
    said = "Everything is in order." if not wrong else f"{len(wrong)} things need somebody."
    return Message("Doctor", said, (Paragraph(said), *(Paragraph(text) for text in wrong)))


def _choices(org: Org, kept: Outcome) -> tuple[Workflow, ...]:
    return org.workflows_of(kept.team) if kept.team else org.workflows


def _what(org: Org, kept: Outcome) -> str:
    workflow = org.workflow(kept.workflow) if kept.workflow else None
    if workflow is None:
        return f"{kept.quantity} unsorted"
    said = "" if kept.kind is OutcomeKind.ACCEPTED else f", {kept.kind.value}"
    return f"{kept.quantity} × {workflow.outcome.unit}{said}, under {workflow.name}"


def _extras(kept: Outcome) -> str:
    hours, minutes = divmod(kept.minutes or 0, 60)
    time = " ".join(part for part, there in ((f"{hours} h", hours), (f"{minutes} min", minutes)) if there)
    parts = (
        f"{time} of work displaced in total" if time else "",
        f"value claimed {kept.amount}" if kept.amount else "",
        f"evidence {kept.url}" if kept.url else "",
        "used a shared asset" if kept.reused else "",
        f"note: {kept.note}" if kept.note else "",
    )
    return " · ".join(part for part in parts if part)


def _refusal(sentence: str) -> Message:
    return _told(NOT_LOGGED, sentence)


def _told(title: str, sentence: str) -> Message:
    return Message(title, sentence, (Paragraph(sentence),))


def _pseudonym(bot: Bot, person: str | None) -> str | None:
    return None if person is None else bot.pseudonym(person)
