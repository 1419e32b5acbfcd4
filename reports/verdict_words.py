"""A verdict in words: what it is, what to do next, and what was not known (method.md 5.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from bot.facts.grade import Grade
from bot.facts.money import shown as shown_money
from bot.value.changes import Change
from bot.value.ranges import FEWEST_WEEKS
from bot.value.unit_cost import FEWEST_FOR_A_UNIT_COST
from bot.value.verdicts.inputs import Lever
from bot.value.verdicts.kind import Kind, Quadrant, Rule
from bot.value.verdicts.missing import Missing
from bot.value.verdicts.override import Override
from bot.value.verdicts.shown import Shown
from bot.value.verdicts.table import COMPLETED
from bot.value.verdicts.verdict import WEEKS_TO_ACT, Verdict
from reports.wording import say

WORDS = "verdict.txt.j2"
_TENTH = Decimal("0.1")
_OWED = {
    Missing.OWNER: "an owner",
    Missing.LEVEL: "what counts as done, and for whom",
    Missing.BASELINE: "a baseline",
    Missing.OUTCOMES: "accepted outcomes, none is counted yet",
    Missing.ENTRIES: "outcomes of the last 14 days",
    Missing.LAUNCH: "the day of its launch",
}
_LEVERS = {
    Lever.INTENSITY: "shorter runs",
    Lever.PRICE: "the provider's prices",
    Lever.MIX: "the choice of models",
    Lever.MODEL: "a smaller model",
    Lever.CACHE: "reusing repeated input",
    Lever.BATCH: "running at night at the lower price",
    Lever.TAIL: "a cap on the dearest runs",
}
_UNKNOWN = {
    "experiment.spent": "what the experiment spent",
    "is_customer_facing": "whether customers see it",
    "acceptance_high": "how much is accepted",
    "spend": "its spend",
    "allocated": "the organisation's allocated spend",
    "organisation": "the organisation's spend",
    "cost": "its cost",
    "cost_variance": "how much its cost varies",
    "claimed": "its claimed value",
    "weighted": "its evidenced value",
    "grade": "how well its value is evidenced",
    "main_grade": "what most of its value rests on",
    "level": "whether its outcomes stay done",
    "change": "whether its cost has changed",
    "has_demand": "whether there is demand for more",
    "launched": "when it was launched",
    "has_owner": "its owner",
    "is_compared": "what it is compared with",
    "coverage": "how much spend is allocated",
    "net": "its outcomes",
    "weeks": "its weeks with outcomes",
    "is_stale": "whether it is still logged",
}


def headline(shown: Shown, override: Override | None = None) -> str:
    """The verdict as it is shown: `Keep`, `Keep (Fix, if it holds next week)`, or an override beside the rule's."""
    verdict = shown.verdict
    if override is not None:
        rule = str(verdict.kind) if verdict else None
        return say(WORDS, "override", kind=override.kind, by=override.by, until=override.until, rule=rule)
    said = say(WORDS, "none_yet") if verdict is None else kind(verdict)
    return said if shown.pending is None else say(WORDS, "pending", said=said, kind=kind(shown.pending))


def kind(verdict: Verdict) -> str:
    """The verdict's name: `Fix`, `Keep (small)`, `Keep (ramp)`."""
    added = {Rule.R2: "small", Rule.R9: "ramp"}.get(verdict.rule)
    return say(WORDS, added, kind=verdict.kind) if added else str(verdict.kind)


def next_action(verdict: Verdict) -> str:
    """What to do next, in at most twenty words beside the question of an experiment; empty for a small workflow."""
    if verdict.rule is Rule.R2:
        return ""
    if verdict.rule is Rule.R3:
        return _missing(verdict)
    if verdict.rule is Rule.R9:
        launched = verdict.inputs.launched
        assert launched is not None
        return say(WORDS, "ramping", until=launched + timedelta(weeks=verdict.ramp_weeks))
    return _ACTIONS[verdict.rule](verdict)


def not_known(verdict: Verdict) -> str:
    """What the verdict had to do without; empty where all was known, and of a small workflow."""
    if not verdict.not_known or verdict.rule is Rule.R2:
        return ""
    return say(WORDS, "not_known", things=[_UNKNOWN[name] for name in verdict.not_known])


def _protected(verdict: Verdict) -> str:
    experiment = verdict.inputs.experiment
    assert experiment is not None
    return say(
        WORDS,
        "protected",
        until=experiment.until,
        spent=experiment.spent,
        envelope=experiment.envelope,
        question=experiment.question,
        currency=verdict.inputs.currency,
    )


def _decide(_: Verdict) -> str:
    return say(WORDS, "decide")


def _worse(verdict: Verdict) -> str:
    worse = [guard for guard in verdict.inputs.guards if guard.change is Change.WORSE]
    if not worse:
        most = round((verdict.inputs.acceptance_high or 0) * 100)
        return say(WORDS, "worse", what=[say(WORDS, "rejected", most=most)])
    one = worse[0]
    if len(worse) > 1 or one.low is None or one.high is None:
        return say(WORDS, "worse", what=[guard.name for guard in worse])
    ends = [Decimal(repr(end)).quantize(_TENTH, ROUND_HALF_EVEN) for end in (one.low, one.high)]
    return say(WORDS, "worse", what=[say(WORDS, "worse_by", name=one.name, low=ends[0], high=ends[1])])


def _missing(verdict: Verdict) -> str:
    first, weeks, net = verdict.missing[0], verdict.inputs.past.missing, verdict.inputs.net
    if first.is_owed:
        if verdict.kind is Kind.STOP:
            return say(WORDS, "stopped", thing=_OWED[first], weeks=weeks)
        sentence = "owed" if weeks < WEEKS_TO_ACT else "overdue"
        return say(WORDS, sentence, thing=_OWED[first], minutes=first.minutes, due=verdict.due)
    if first is Missing.COVERAGE and verdict.inputs.organisation is None:
        return say(WORDS, "no_total")
    if first is Missing.COVERAGE:
        share = verdict.inputs.coverage
        known = "An unknown share" if share is None else f"{share:.0%}"
        return say(WORDS, "no_coverage", known=known, least=round(verdict.least_coverage * 100))
    if first is Missing.MORE_OUTCOMES:
        return say(WORDS, "few_outcomes", net=net, least=FEWEST_FOR_A_UNIT_COST)
    return say(WORDS, "few_weeks", least=FEWEST_WEEKS) if first is Missing.MORE_WEEKS else say(WORDS, "no_spend")


def _losing(verdict: Verdict) -> str:
    currency = verdict.inputs.currency
    return say(WORDS, "losing", generous=verdict.returns.generous, one=_one(currency), currency=currency)


def _lost(verdict: Verdict) -> str:
    return say(WORDS, "lost", due=verdict.due)


def _paying(verdict: Verdict) -> str:
    if verdict.kind is Kind.KEEP:
        return say(WORDS, "targeted")
    given = verdict.inputs
    return say(
        WORDS,
        "expand",
        low=verdict.returns.low,
        one=_one(given.currency),
        raise_by=given.raise_by,
        currency=given.currency,
    )


def _paying_for_now(verdict: Verdict) -> str:
    return say(WORDS, "confirmed" if verdict.inputs.grade is Grade.CONFIRMED else "recorded")


def _uncertain(verdict: Verdict) -> str:
    due = verdict.due if verdict.quadrant is Quadrant.INTERVENE else None
    return say(WORDS, "uncertain", what=_doubt(verdict), due=due)


def _doubt(verdict: Verdict) -> str:
    """What would settle it, the first that applies."""
    given, low = verdict.inputs, verdict.returns.low
    unplaced = (given.unplaced_hours or Decimal(0)).quantize(Decimal(1), ROUND_HALF_EVEN)
    if unplaced:
        return say(WORDS, "unplaced", hours=unplaced)
    if given.weighted is None:
        return say(WORDS, "unvalued")
    if given.grade is None or given.grade < Grade.RECORDED:
        return say(WORDS, "unrecorded")
    if given.change is Change.WORSE and low is not None and low > 1:
        return say(WORDS, "dearer")
    return say(WORDS, "uncompleted" if given.level is not None and given.level < COMPLETED else "unvalidated")


def _costs(verdict: Verdict) -> str:
    each, given = verdict.returns.each, verdict.inputs
    lever = None if given.lever is None else _LEVERS[given.lever]
    if each is None or each <= 0:
        return say(WORDS, "worthless", cost=given.cost, lever=lever, currency=given.currency)
    return say(WORDS, "costs", each=1 / each, one=_one(given.currency), lever=lever, currency=given.currency)


def _one(currency: str) -> str:
    return shown_money(Decimal(1), currency, whole=True)


_ACTIONS: Mapping[Rule, Callable[[Verdict], str]] = {
    Rule.R0: _protected,
    Rule.R0B: _decide,
    Rule.R1: _worse,
    Rule.R4: _losing,
    Rule.R5: _lost,
    Rule.R6: _paying,
    Rule.R7: _paying_for_now,
    Rule.R8: _uncertain,
    Rule.R10: _costs,
}
