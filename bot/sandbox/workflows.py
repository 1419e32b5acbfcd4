"""The twelve workflows of Larkspur: their cards, their baselines, and what is planted in each."""

from dataclasses import dataclass
from datetime import date

from bot.sandbox.people import DOMAIN


@dataclass(frozen=True)
class Baseline:
    """What one outcome cost (USD), and took (minutes of a person, where known), in `[since, until)`."""

    cost: str
    since: date
    until: date
    n: int
    grade: int
    minutes: int | None = None


@dataclass(frozen=True)
class Effort:
    """Minutes of people that one outcome takes today, rework included, and what an hour of their band costs in USD."""

    minutes: int
    hourly: str
    grade: int = 2


@dataclass(frozen=True)
class Experiment:
    """A question that may cost `envelope` USD in `[since, until)`."""

    question: str
    envelope: str
    since: date
    until: date


@dataclass(frozen=True)
class Plan:
    """Planted: outcomes a week and USD per outcome, in the first week of history and 25 weeks later.

    `logged` is false where the team spends and never logs an outcome.
    """

    volume: tuple[float, float]
    unit_cost: tuple[float, float]
    logged: bool = True
    starts: date | None = None


@dataclass(frozen=True)
class Workflow:
    """A card: the process, its one outcome, its owner, and its planted course.

    `backlog` is the day on which the owner said that more of it waits.
    """

    slug: str
    name: str
    team: str
    owner: str
    delegate: str
    unit: str
    done: str
    aliases: tuple[str, ...]
    plan: Plan
    baseline: Baseline | None = None
    level: int = 3
    effort: Effort | None = None
    backlog: date | None = None
    experiment: Experiment | None = None

    @property
    def launched(self) -> date | None:
        """The day AI came in; None where nobody wrote it down."""
        if self.baseline is not None and self.baseline.minutes is not None:
            return self.baseline.until
        return self.plan.starts


def _at(name: str) -> str:
    return f"{name}@{DOMAIN}"


def _before(cost: str, minutes: int, n: int, grade: int = 3) -> Baseline:
    """The process as it was before AI, measured over the thirteen weeks before the launch."""
    return Baseline(cost, date(2026, 1, 5), date(2026, 4, 6), n, grade, minutes)


def _early(cost: str, n: int, grade: int = 2) -> Baseline:
    """The first eight weeks of history: AI was in use already, so only its cost is known."""
    return Baseline(cost, date(2026, 5, 18), date(2026, 7, 13), n, grade)


WORKFLOWS = (
    Workflow(  # improves a lot
        "refunds", "Refund triage", "support", _at("ana.silva"), _at("jonas.weber"), "refund resolved",
        "money sent or declined with a reason", ("refund",), Plan((330, 430), (2.10, 0.85)),
        _before("14.70", 14, 4100), effort=Effort(5, "63.00"), backlog=date(2026, 10, 5),
    ),
    Workflow(  # nobody says where its hours went
        "kb", "Self-help articles", "support", _at("mira.kowalska"), _at("ana.silva"), "article published",
        "article reviewed and public", ("article",), Plan((22, 28), (9.2, 8.4)), _before("78.00", 75, 260, 2),
        effort=Effort(30, "62.40"),
    ),
    Workflow(
        "proposals", "Proposal drafting", "sales", _at("owen.hughes"), _at("priya.nair"), "proposal sent",
        "proposal sent to a named buyer", ("proposal",), Plan((20, 24), (15.0, 13.5)),
        _before("142.50", 150, 231, 2), 2, Effort(65, "57.00"),
    ),
    Workflow(  # spends and logs nothing
        "account-research", "Account research", "sales", _at("charlotte.reed"), _at("owen.hughes"),
        "brief used in a call", "brief opened during a customer call", ("brief",),
        Plan((30, 40), (7.0, 8.0), logged=False), _before("38.00", 40, 390, 1), 2, Effort(15, "57.00", 1),
    ),
    Workflow(  # flat
        "code-review", "Code review", "engineering", _at("rui.carvalho"), _at("beatriz.santos"),
        "pull request merged", "merged and not reverted for a week", ("review", "pr"),
        Plan((150, 175), (6.2, 6.2)), _early("6.46", 1180, 3), 2,
    ),
    Workflow(  # launched three weeks before the clock starts
        "test-migration", "Test migration", "engineering", _at("kateryna.bondar"), _at("rui.carvalho"),
        "module migrated", "old tests deleted, new tests green in CI", ("migration",),
        Plan((14, 26), (17.0, 15.0), starts=date(2026, 10, 26)),
    ),
    Workflow(  # an experiment
        "incident-notes", "Incident notes", "engineering", _at("samir.haddad"), _at("nuno.almeida"),
        "incident summarised", "summary accepted by the incident lead", ("incident",), Plan((26, 30), (4.6, 4.4)),
        level=2, experiment=Experiment(
            "do incident leads use the summary as it is?", "1500", date(2026, 10, 5), date(2026, 12, 14)
        ),
    ),
    Workflow(
        "campaign-copy", "Campaign copy", "marketing", _at("nora.castillo"), _at("ethan.brooks"),
        "campaign launched", "campaign live in at least one channel", ("campaign",), Plan((11, 13), (17.0, 16.0)),
        _early("17.31", 87),
    ),
    Workflow(  # gets a bit worse
        "localisation", "Localisation", "marketing", _at("maya.goldberg"), _at("nora.castillo"), "page published",
        "page live in the target language", ("page",), Plan((80, 92), (2.9, 3.3)), _early("3.16", 623, 3),
    ),
    Workflow(
        "invoice-matching", "Invoice matching", "operations", _at("kavya.iyer"), _at("rohan.desai"),
        "invoice matched", "invoice matched to an order and posted", ("invoice",), Plan((290, 330), (1.05, 0.95)),
        _before("4.20", 9, 3740), effort=Effort(3, "28.00"),
    ),
    Workflow(  # three to six outcomes a week: too few to compare; people read nearly all of it again
        "contract-review", "Contract review", "operations", _at("meera.joshi"), _at("kavya.iyer"),
        "contract reviewed", "redlines accepted by legal", ("contract",), Plan((4.6, 4.6), (40.0, 38.0)),
        _before("310.00", 190, 58), effort=Effort(183, "98.00"),
    ),
    Workflow(
        "month-end", "Month-end commentary", "finance-ops", _at("neha.bhatt"), _at("imran.sheikh"),
        "commentary signed off", "commentary signed off by the controller", ("commentary",),
        Plan((12, 14), (26.0, 24.0)), _early("28.21", 93),
    ),
)  # fmt: skip
