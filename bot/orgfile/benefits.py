"""Benefits of the org file: what workflows brought in a month, in hours or in money (method.md 4.1 to 4.4)."""

from __future__ import annotations

from decimal import Decimal

from bot.facts.benefit import Benefit, BenefitKind, Destination
from bot.facts.grade import Grade
from bot.facts.org import Org
from bot.orgfile.lines import Path
from bot.orgfile.months import month
from bot.orgfile.names import known
from bot.orgfile.source import Source
from bot.orgfile.table import STAND_IN, Table

_IN_MONEY = (BenefitKind.CASH, BenefitKind.REVENUE, BenefitKind.RISK)
_KINDS_OF = {
    "hours": (BenefitKind.HOURS,),
    "destination": (BenefitKind.HOURS,),
    "amount": _IN_MONEY,
    "currency": _IN_MONEY,
    "share": (BenefitKind.REVENUE,),
}
"""The kinds that a key is for; all others are for every kind."""

_FINEST = Decimal("1e-6")


def benefit(table: Table) -> Benefit:
    """One benefit of a workflow."""
    text = table.choice("kind", [*BenefitKind])
    kind = next((kind for kind in BenefitKind if kind == text), None)
    destination = _destination(table)
    for key, kinds in _KINDS_OF.items():
        if kind and kind not in kinds and table.has(key):
            table.refuse(key, f"{key} is for benefits of kind {' or '.join(kinds)}, not {kind}; take it out")
    if kind is BenefitKind.HOURS:
        table.required("hours", None)
        _check_name(table, destination)
    if kind is BenefitKind.RISK and not table.has("name"):
        table.refuse("name", "a risk is claimed from a model that has a name; write it as name")
    in_money = kind in _IN_MONEY
    return Benefit(
        workflow=table.text("workflow"),
        month=month(table),
        kind=kind or BenefitKind.HOURS,
        grade=table.integer("grade", Grade.REPORTED, least=Grade.REPORTED, most=Grade.VALIDATED) or Grade.REPORTED,
        hours=table.positive("hours"),
        destination=destination,
        amount=table.amount("amount", or_nothing=True) if in_money else None,
        currency=table.currency("currency") if in_money else None,
        share=table.number("share", "a number above 0 and at most 1", _is_share) or Decimal(1),
        name=table.optional_remark("name"),
        note=table.optional_remark("note"),
    )


def _destination(table: Table) -> Destination:
    if not table.has("destination"):
        return Destination.UNKNOWN
    text = table.choice("destination", [*Destination])
    return next((destination for destination in Destination if destination == text), Destination.UNKNOWN)


def _check_name(table: Table, destination: Destination) -> None:
    """Hours that went somewhere have a name to look up, and a name alone says nothing of where they went."""
    if destination is Destination.UNKNOWN and table.has("name"):
        table.refuse("name", "say in destination where these hours went: work, workflow or cashable; or take name out")
    elif destination is not Destination.UNKNOWN and not table.has("name"):
        what = {"work": "piece of work", "workflow": "workflow", "cashable": "budget line"}[destination]
        table.refuse("destination", f"say in name to which {what} these hours went; without one they count as unknown")


def _is_share(number: Decimal) -> bool:
    return 0 < number <= 1 and number == number.quantize(_FINEST)


def check_benefits(org: Org, source: Source) -> None:
    """Refuse benefits of workflows that are not there, and what may be one benefit twice."""
    slugs = [workflow.slug for workflow in org.workflows]
    places: dict[object, int] = {}
    for number, one in enumerate(org.benefits):
        path: Path = ("benefit", number)
        known(source, (*path, "workflow"), "workflow", one.workflow, slugs)
        if one.destination is Destination.WORKFLOW:
            known(source, (*path, "name"), "workflow", one.name, slugs)
        first = places.setdefault((one.workflow, one.month, one.kind, _name(one)), number)
        if first != number and one.month != STAND_IN and one.workflow:
            line = source.line(("benefit", first))
            source.refuse(
                path,
                f"{one.kind} of {one.workflow} in {one.month:%Y-%m} stand in line {line} already; "
                "take one out, or give each its own name and they add up",
            )
    _check_lines(org, source)


def _check_lines(org: Org, source: Source) -> None:
    """A budget line that was cut is claimed once in a month: as money or as hours, and by one workflow."""
    places: dict[object, int] = {}
    for number, one in enumerate(org.benefits):
        is_cut = one.kind is BenefitKind.CASH or one.destination is Destination.CASHABLE
        if not is_cut or not one.name or one.month == STAND_IN:
            continue
        first = places.setdefault((_name(one), one.month), number)
        same = (org.benefits[first].workflow, org.benefits[first].kind) == (one.workflow, one.kind)
        if first != number and not same:  # the same twice is refused already
            line = source.line(("benefit", first))
            source.refuse(
                ("benefit", number),
                f"“{one.name}” of {one.month:%Y-%m} stands in line {line} already, and a budget line that was cut is "
                "claimed once; take one out, or name the lines apart",
            )


def _name(one: Benefit) -> str | None:
    """Its name as it is compared: capitals make no other thing of it."""
    return None if one.name is None else one.name.casefold()
