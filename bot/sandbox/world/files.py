"""The files of a world: what its providers and its people would hand over. Nothing in them is the planted truth.

`org.toml` · `focus/PROVIDER-MONTH.csv`, FOCUS 1.2, for `import focus` · `assistants/MONTH.csv` for `import csv` ·
`outcomes.csv`, `outcomes-systems.csv`, `chat.jsonl` (`records.py`) · `claims.csv`, `cases.csv`, `experiments.csv`
(`claims.py`).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, fields
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from bot import orgfile
from bot.facts.periods import Period, month_of
from bot.sandbox.world import faults
from bot.sandbox.world.claims import Case, Claim, Experiment, case, claims, experiment
from bot.sandbox.world.line import ASSISTANT, Line
from bot.sandbox.world.lines import every_line
from bot.sandbox.world.organisation import organisation_of
from bot.sandbox.world.outcomes import results
from bot.sandbox.world.records import Record, records
from bot.sandbox.world.world import World

FOCUS = (
    "BilledCost",
    "EffectiveCost",
    "ListCost",
    "ContractedCost",
    "BillingCurrency",
    "BillingAccountId",
    "BillingPeriodStart",
    "BillingPeriodEnd",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "ChargeCategory",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ProviderName",
    "PublisherName",
    "InvoiceIssuerName",
    "ServiceCategory",
    "ServiceName",
    "SkuId",
    "SkuMeter",
    "SubAccountId",
    "x_Key",
    "x_Model",
)
OWN = ("date", "provider", "amount", "currency", "project", "person", "model", "id")
RECORD = tuple(field.name for field in fields(Record) if field.name != "day")

Step = Callable[[int], None]


def write(world: World, folder: Path, *, as_of: date | None = None, step: Step = lambda _: None) -> None:
    """Write every file of the world into the folder, which is made; with a day, its bills as they were known by it.

    Equal worlds give equal bytes. `step` hears of each workflow done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "org.toml").write_text(orgfile.write(organisation_of(world)), encoding="utf-8")
    write_bills(world, folder, as_of=as_of)
    write_work(world, folder, step=step)


def write_bills(world: World, folder: Path, *, as_of: date | None = None) -> tuple[list[Path], list[Path]]:
    """The bills alone, and where they are: those for `import focus`, then those for `import csv`.

    A bill is a file for a provider and a calendar month. One line is in memory at a time, and a file open for each.
    """
    random = world.rng("duplicates")
    for name in ("focus", "assistants"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    focus: dict[str, Path] = {}
    own: dict[str, Path] = {}
    with ExitStack() as stack:
        files: dict[Path, Any] = {}

        def rows(path: Path, header: tuple[str, ...]) -> Any:
            if path not in files:
                files[path] = csv.writer(stack.enter_context(_open(path)), lineterminator="\n")
                files[path].writerow(header)
            return files[path]

        for line in every_line(world, as_of):
            nanos = line.billed(as_of) or 0
            month = f"{_billed_on(line):%Y-%m}"
            if line.provider == ASSISTANT:
                path = own.setdefault(month, folder / "assistants" / f"{month}.csv")
                row = _own(line, nanos)
                rows(path, OWN).writerow(row)
                if random.random() < faults.DUPLICATES:
                    rows(path, OWN).writerow(row)
            else:
                name = f"{line.provider}-{month}"
                path = focus.setdefault(name, folder / "focus" / f"{name}.csv")
                rows(path, FOCUS).writerow(_focus(line, nanos))
    return [focus[name] for name in sorted(focus)], [own[name] for name in sorted(own)]


def write_work(world: World, folder: Path, *, step: Step = lambda _: None) -> None:
    """What people and systems handed over, beside the bills: outcomes, claims, cases, experiments."""
    with ExitStack() as stack:

        def table(name: str, header: Iterable[str]) -> Any:
            writer = csv.writer(stack.enter_context(_open(folder / name)), lineterminator="\n")
            writer.writerow(header)
            return writer

        logged, counted = table("outcomes.csv", RECORD), table("outcomes-systems.csv", SYSTEM)
        claimed, promised = table("claims.csv", CLAIM), table("cases.csv", _names(Case))
        tried = table("experiments.csv", _names(Experiment))
        chat = stack.enter_context(_open(folder / "chat.jsonl"))
        channels = {team.slug: team.channel for team in world.teams}
        for plan in sorted(world.plans, key=lambda plan: plan.slug):
            said, told = set(), list(results(world, plan))
            for record in records(world, plan, told):
                values = asdict(record)
                logged.writerow([_text(values[name]) for name in RECORD])
                if record.source == "chat" and record.id not in said:
                    said.add(record.id)
                    _typed(chat, record, channels[plan.team])
            for one in told:
                if one.system is not None:
                    counted.writerow([plan.slug, world.day(one.day.number).isoformat(), one.system, one.matched])
            claimed.writerows(_row(one, CLAIM) for one in claims(world, plan, told))
            promised.writerows(_row(one, _names(Case)) for one in [case(world, plan)] if one)
            tried.writerows(_row(one, _names(Experiment)) for one in [experiment(world, plan)] if one)
            step(1)


SYSTEM = ("workflow", "day", "accepted", "matched")
CLAIM = ("workflow", "since", "until", "grade", "ledger", "amount", "currency", "hours", "destination")


def _open(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


def _names(fact: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(fact))


def _row(fact: Claim | Case | Experiment, names: tuple[str, ...]) -> Iterator[str]:
    values = asdict(fact) | {"currency": "USD"}
    return (_text(values[name]) for name in names)


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return " ".join(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, int) else getattr(value, "isoformat", lambda: str(value))()


def _typed(chat: TextIO, record: Record, channel: str) -> None:
    words = {"accepted": "", "rejected": "rejected ", "reversed": "reversed "}[record.kind]
    said = {
        "id": record.id,
        "at": record.logged_at.isoformat(),
        "person": record.person,
        "channel": channel,
        "text": f"/ai-outcome {words}{record.quantity} #{record.workflow}",
    }
    chat.write(json.dumps(said) + "\n")


def _money(nanos: int) -> str:
    sign, nanos = ("-", -nanos) if nanos < 0 else ("", nanos)
    return f"{sign}{nanos // 1_000_000_000}.{nanos % 1_000_000_000:09}"


def _billed_on(line: Line) -> date:
    """The day as the provider's own clock has it: what it bills is a month of that."""
    return line.day + timedelta(days=1) if line.provider == faults.LOCAL_PROVIDER else line.day


def _focus(line: Line, nanos: int) -> list[object]:
    cost = _money(nanos)
    return [
        cost,
        cost,
        cost,
        cost,
        line.currency,
        f"acct-{line.provider}",
        *_periods(line.provider, _billed_on(line), line.span),
        line.category,
        line.tokens or "",
        "Tokens" if line.tokens else "",
        line.provider,
        line.provider,
        line.provider,
        "AI and Machine Learning",
        line.service,
        f"{line.model}:{line.meter}" if line.model else line.service,
        line.meter,
        line.sub_account,
        line.key,
        line.model,
    ]


@lru_cache(maxsize=8192)
def _periods(provider: str, day: date, span: Period | None) -> tuple[str, ...]:
    """Billing period and charge period, on the provider's own clock."""
    zone = faults.LOCAL_OFFSET if provider == faults.LOCAL_PROVIDER else "Z"
    month, days = month_of(day), span or Period(day, day + timedelta(days=1))
    return tuple(f"{one}T00:00:00{zone}" for one in (month.start, month.end, days.start, days.end))


def _own(line: Line, nanos: int) -> list[object]:
    day = line.day.isoformat()
    named = f"{day}-{line.person or line.sub_account}"
    return [day, line.provider, _money(nanos), line.currency, line.sub_account, line.person, line.model, named]
