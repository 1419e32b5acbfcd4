"""The three ways in which a part of the ledger is replaced, each with what was there before."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

from bot import app, bills, collect, orgfile, settings
from bot.collect import Account
from bot.commands import org as org_command
from bot.facts.activity import Activity, ActivityKind
from bot.facts.charge import Charge, ChargeCategory
from bot.facts.org import AllocationRule, Match, Membership, Org, OutcomeType, Person, Team, Workflow
from bot.facts.overlap import Overlap
from bot.facts.periods import DAY as ONE_DAY
from bot.facts.periods import Period
from bot.facts.pool import HEADCOUNT, Pool
from bot.ledger.db import Database
from bot.providers.base import Progress, Reading, ignore
from bot.runtime import Bot
from tests.factories import DAY, NOW, a_charge, no_pseudonym
from tests.providers.focus_samples import row, write

EARLIER = NOW - timedelta(days=2)
WINDOW = Period(DAY, DAY + 2 * ONE_DAY)
NEXT = DAY + ONE_DAY
OWNER, USER = "ana.silva@acme.example", "rui.carvalho@acme.example"


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """`prepare` makes what is there before, `replace` what is to be there after; a folder holds their files."""

    name: str
    prepare: Callable[[Database, Path], None]
    replace: Callable[[Database, Path], None]


class Saying:
    """A provider that says what it is told to say, of any window."""

    name: ClassVar[str] = "openai"
    settles_after: ClassVar[timedelta] = ONE_DAY
    restates: ClassVar[timedelta] = ONE_DAY

    def __init__(
        self, charges: Sequence[Charge], activities: Sequence[Activity], names: Mapping[tuple[str, str], str]
    ) -> None:
        self._charges = tuple(charges)
        self._activities = tuple(activities)
        self._names = names

    def readable(self, window: Period, *, now: datetime) -> Period:  # noqa: ARG002
        return window

    def read(self, window: Period, *, now: datetime, progress: Progress = ignore) -> Reading:  # noqa: ARG002
        return Reading(window=window, charges=self._charges, activities=self._activities, as_of=now, names=self._names)

    def probe(self, *, now: datetime) -> None:  # noqa: ARG002
        return None


def said(amount: str, number: int, day: date = DAY, **fields: Any) -> Charge:
    """A charge of the one model and account unless said otherwise."""
    return a_charge(amount, number=number, day=day, **{"model": "gpt-6-astra", "sub_account": "proj_a", **fields})


FIRST_SAID = (
    said("5.25", 1, key="key_1"),
    said("2.000000001", 2, key="key_1", person=USER),
    said("7", 3, sub_account="proj_b", model=None),
    said("-1.5", 4, category=ChargeCategory.CREDIT),
    said("9", 5, NEXT, key="key_1"),
    said("3", 6, NEXT, currency="EUR", list_cost=Decimal(4)),
    said("100", 7, NEXT, additive=False),
)
SAID_AGAIN = (FIRST_SAID[0], said("2.5", 2, key="key_1", person=USER), *FIRST_SAID[2:])
SAID_NOW = (
    FIRST_SAID[0],
    said("2.75", 2, key="key_1", person=USER),
    said("7", 3, sub_account="proj_b", model="gpt-6-nova", tags={"env": "prod"}),
    said("-1.25", 4, category=ChargeCategory.CREDIT),
    said("3", 6, NEXT, currency="EUR", list_cost=Decimal(4)),
    said("100", 7, NEXT, additive=False),
    said("0.000000001", 8, NEXT, sub_account="proj_c", key="key_9"),
    said("4", 9, NEXT, key="key_1", effective_cost=None),
)
OTHERS = (said("11", 1, key="key_1"), said("13", 2, NEXT))


def counted(charges: Sequence[Charge]) -> list[Activity]:
    """What is counted beside these charges: for each, how many there are."""
    kind, count = ActivityKind.COMMITS, len(charges)
    return [
        Activity(id=one.id, provider=one.provider, day=one.day, kind=kind, count=count, person=one.person)
        for one in charges
    ]


def read(database: Database, charges: Sequence[Charge], *, now: datetime, connection: str = "openai") -> None:
    """Collect the window as the connection says it now."""
    names = {("sub_account", "proj_a"): f"Refunds as of {now:%d %b}", ("key", charges[0].id): "A key"}
    account = Account(connection=connection, provider=Saying(charges, counted(charges), names))
    done = collect.collect(database, account, WINDOW, now=now, pseudonym=no_pseudonym)
    assert done.error is None


def _read_twice(database: Database, folder: Path) -> None:
    apply(database, folder, ORG)
    read(database, OTHERS, now=EARLIER, connection="openai-research")
    read(database, FIRST_SAID, now=EARLIER)
    read(database, SAID_AGAIN, now=EARLIER + timedelta(hours=1))


def _read_restated(database: Database, _: Path) -> None:
    read(database, SAID_NOW, now=NOW)


MONTH = {"ChargePeriodStart": "2026-09-27", "ChargePeriodEnd": "2026-10-01"}
OCTOBER = {
    "BillingPeriodStart": "2026-10-01",
    "BillingPeriodEnd": "2026-11-01",
    "ChargePeriodStart": "2026-10-02 01:00:00",
    "ChargePeriodEnd": "2026-10-02 02:00:00",
}
BILLED = [
    row(Id="1", BilledCost="5"),
    row(Id="2", BilledCost="7", SkuMeter="Input tokens"),
    row(Id="3"),
    row(Id="4", BilledCost="9", **MONTH),
]
BILLED_NOW = [
    row(Id="1", BilledCost="5"),
    row(Id="2", BilledCost="7.5", SkuMeter="Input tokens"),
    row(Id="4", BilledCost="9", EffectiveCost="40", **MONTH),
    row(Id="5", BilledCost="-2", SubAccountId="acc-10", SubAccountName="Search", Tags="{}"),
    row(Id="6", BilledCost="1", **OCTOBER),
]


def imported(database: Database, path: Path, *, now: datetime) -> None:
    bills.import_focus(database, [path], now=now, pseudonym=no_pseudonym)


def _bill(database: Database, folder: Path) -> None:
    apply(database, folder, ORG)
    imported(database, write(folder / "bill.csv", BILLED), now=EARLIER)
    write(folder / "bill.csv", BILLED_NOW)


def _bill_now(database: Database, folder: Path) -> None:
    imported(database, folder / "bill.csv", now=NOW)


ORG = Org(
    teams=(Team(slug="support", name="Support EU"), Team(slug="sales", name="Sales")),
    people=(Person(email=OWNER, name="Ana Silva"),),
    workflows=(
        Workflow(
            slug="refunds",
            name="Refund triage",
            team="support",
            owner=OWNER,
            outcome=OutcomeType(unit="refund resolved"),
        ),
    ),
    rules=(
        AllocationRule(match=Match(key="key_1"), team="support", workflow="refunds"),
        AllocationRule(match=Match(tags=(("team", "support"),)), team="support"),
        AllocationRule(match=Match(sub_account="proj_a"), team="sales"),
    ),
)
ORG_NOW = Org(
    teams=(*ORG.teams, Team(slug="research", name="Research")),
    people=(
        *ORG.people,
        Person(
            email=USER,
            memberships=(
                Membership(team="sales", since=DAY, weight=Decimal("0.25")),
                Membership(team="research", since=DAY, weight=Decimal("0.75")),
            ),
        ),
    ),
    workflows=ORG.workflows,
    pools=(Pool(slug="platform", name="Shared platform", key=HEADCOUNT),),
    rules=(
        AllocationRule(match=Match(sub_account="proj_b"), team="research"),
        AllocationRule(match=Match(key="key_1"), team="research", since=NEXT),
        AllocationRule(match=Match(sub_account="proj_a"), pool="platform", share=Decimal("0.3")),
    ),
    overlaps=(Overlap(connection="openai-research", covered_by="openai", until=NEXT),),
)


def apply(database: Database, folder: Path, org: Org) -> None:
    """What `denominator org apply` does, on this database."""
    file = folder / "org.toml"
    file.write_text(orgfile.write(org), encoding="utf-8")
    _apply(database, file)


def _apply(database: Database, file: Path) -> None:
    bot = Bot(settings=settings.load(), database=database, accounts=(), now=lambda: NOW, pseudonym=no_pseudonym)
    with patch.object(app, "build", lambda **_: bot), redirect_stdout(io.StringIO()):
        org_command.command.main(["apply", "--yes", str(file)], standalone_mode=False)


def _ruled(database: Database, folder: Path) -> None:
    _read_twice(database, folder)
    (folder / "org.toml").write_text(orgfile.write(ORG_NOW), encoding="utf-8")


def _ruled_now(database: Database, folder: Path) -> None:
    _apply(database, folder / "org.toml")


REPLACEMENTS = {
    one.name: one
    for one in (
        Replacement(name="collect", prepare=_read_twice, replace=_read_restated),
        Replacement(name="import", prepare=_bill, replace=_bill_now),
        Replacement(name="org apply", prepare=_ruled, replace=_ruled_now),
    )
}
