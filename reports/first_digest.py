"""A team's first digests, before there is anything to compare: what is there, what is missing, one next step.

It says what has been set up, never what has been left undone by whom (method.md 7.3).
"""

from __future__ import annotations

from bot.facts.message import Element, Paragraph
from reports.digest import Digest, Spend
from reports.digest_lines import WORDS, gap, spent_in
from reports.unusual_words import unusual
from reports.wording import say

_FIRST_WEEKS = 4


def is_first(digest: Digest) -> bool:
    """Whether the team is still setting up: no workflow, or no baseline and no outcome in its first four weeks."""
    if is_empty(digest) or digest.first_week is None or not digest.workflows:
        return True
    started = any(line.baseline is not None or line.has_outcomes for line in digest.workflows)
    return not started and digest.week < digest.first_week.plus(_FIRST_WEEKS)


def is_empty(digest: Digest) -> bool:
    """Whether no spend has ever come, from any source."""
    spent = bool(digest.spend) or any(week.spend for line in digest.workflows for week in line.weeks)
    return not spent and all(source.empty for source in digest.sources)


def first_elements(digest: Digest) -> tuple[Element, ...]:
    """Spend, what is missing, one action; no amount at all where no data have come yet."""
    if is_empty(digest):
        return _nothing_yet(digest)
    steps = _steps(digest)
    missing = [(name, action) for name, action, done in steps if not done]
    elements: list[Element] = [Paragraph(_spend(digest))]
    if digest.gaps:
        elements.append(Paragraph(say(WORDS, "incomplete", gaps=[gap(found) for found in digest.gaps])))
    if missing:
        names = [name for name, _ in missing]
        elements.append(
            Paragraph(say(WORDS, "set_up", done=len(steps) - len(missing), all=len(steps), open=names)),
        )
        elements.append(Paragraph(say(WORDS, "next_step", action=missing[0][1])))
    elements += [Paragraph(text) for text in unusual(digest.unusual)]
    elements += [Paragraph(say(WORDS, "budget", note=note)) for note in digest.budgets]
    return tuple(elements)


def _nothing_yet(digest: Digest) -> tuple[Element, ...]:
    answered = [source.name for source in digest.sources if source.data_until is not None]
    unread = [gap(found) for found in digest.gaps if found.starts is None and found.ends is None]
    elements: list[Element] = []
    if answered:
        elements.append(Paragraph(say(WORDS, "empty", names=answered)))
    if unread:
        elements.append(Paragraph(f"{'; '.join(unread)}."))
    if not digest.sources:
        elements.append(Paragraph(say(WORDS, "unconnected")))
    logged = digest.unsorted + sum(line.this.accepted for line in digest.workflows)
    if logged:
        elements.append(Paragraph(say(WORDS, "waiting", count=logged)))
    return tuple(elements)


def _spend(digest: Digest) -> str:
    if not digest.spend and digest.has_spent_before:
        return say(WORDS, "nothing_this_week", gaps=digest.gaps)
    if not digest.spend:
        return say(WORDS, "nothing_allocated")
    spend = [Spend(currency=each.currency, amount=each.total, complete=each.complete) for each in digest.spend]
    return say(WORDS, "first_spend", spent=spent_in(spend, digest.gaps))


def _steps(digest: Digest) -> tuple[tuple[str, str, bool], ...]:
    """What a team sets up, in order: its name, what to do about it, whether it is done."""
    lines, spent = digest.workflows, bool(digest.spend) or digest.has_spent_before
    return (
        ("a source that was read", "connect a provider", bool(digest.sources or digest.spend)),
        ("spend of this team", "add a rule to the org file that gives spend to this team", spent),
        ("a workflow", "name one workflow and its outcome in the org file", bool(lines)),
        ("a first outcome", "log the first outcome with /ai-outcome 1", any(line.has_outcomes for line in lines)),
        ("a baseline", "lock a baseline for one workflow", any(line.baseline is not None for line in lines)),
    )
