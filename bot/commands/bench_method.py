"""What `denominator bench method` prints: every score of the method with its target, its anchor and its reason."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence

import click

from bot.bench.method.score import Family, Score
from bot.bench.method.scorecard import is_met
from bot.commands import output
from bot.errors import UsageError

Scores = Mapping[Family, Sequence[Score]]

_MOST_SEEDS = 200
_NONE = "none"


def seeds(text: str) -> tuple[int, ...]:
    """`101-120` or `7` as seeds; UsageError otherwise."""
    found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", text.strip())
    first = int(found[1]) if found else 1
    last = int(found[2]) if found and found[2] else first
    if found is None or not first <= last < first + _MOST_SEEDS:
        raise UsageError(f"Seeds are written like 101-120, {_MOST_SEEDS} at most, not {text!r}")
    return tuple(range(first, last + 1))


def as_json(found: Scores, run_seeds: str) -> dict[str, object]:
    """The scores as they are kept from run to run."""
    return {
        "bench": "method",
        "seeds": run_seeds,
        "scores": [
            {
                "family": family.name.lower(),
                **dataclasses.asdict(score),
                "holds": None if is_met(found, score) is None else score.holds,
                "met": is_met(found, score),
            }
            for family, scores in found.items()
            for score in scores
        ],
    }


def show(found: Scores, run_seeds: str) -> None:
    """The card: a line each, met only where it is in every family, and under each row what its figures are made of."""
    scores = {family: list(of) for family, of in found.items()}
    families = " and in ".join(f"{family.name.lower()} ({family.value})" for family in scores)
    click.echo(f"Seeds {run_seeds}, in {families}: {_count(scores)}\n")
    columns = _columns(scores)
    for row, own in _rows(scores).items():
        click.echo(row)
        output.table(columns, [_line(scores, score) for score in own], right=columns[2:-2], wrap=True)
        for name, reason in _reasons(scores, own):
            output.words(f"  {name}: {reason}", indent=4)
        click.echo()


def as_markdown(found: Scores, run_seeds: str) -> str:
    """The card as docs/scorecard.md has it: a table for each row of method.md 8.2, and what its figures are made of."""
    scores = {family: list(of) for family, of in found.items()}
    families = ", ".join(f"*{family.name.lower()}* is {family.value}" for family in scores)
    lines = [f"Seeds {run_seeds}: {_count(scores)}; {families}.", ""]
    columns = _columns(scores)
    for row, own in _rows(scores).items():
        lines += [f"## {row}", "", _cells(columns), _cells(["---"] * len(columns))]
        lines += [_cells(_line(scores, score)) for score in own]
        lines += ["", *(f"- *{name}*: {reason.removesuffix('.')}." for name, reason in _reasons(scores, own)), ""]
    return "\n".join(lines).rstrip() + "\n"


def _columns(scores: Scores) -> tuple[str, ...]:
    return ("", "score", "target", *(family.name.lower() for family in scores), "beside", "of")


def _rows(scores: Scores) -> dict[str, list[Score]]:
    """The scores of the first family by their row, in the order of the card."""
    found: dict[str, list[Score]] = {}
    for score in next(iter(scores.values())):
        found.setdefault(score.row, []).append(score)
    return found


def _count(scores: Scores) -> str:
    with_target = [score for score in next(iter(scores.values())) if is_met(scores, score) is not None]
    said = f"{sum(is_met(scores, score) is True for score in with_target)} of {len(with_target)} targets met"
    unsaid = [score for score in with_target if not score.in_product]
    if not unsaid:
        return said
    found = sum(is_met(scores, score) is True for score in unsaid)
    return f"{said}, {found} of {len(unsaid)} of what is not said by the bot yet"


def _cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.strip().replace('|', chr(92) + '|') for cell in cells)} |"


def _line(scores: Scores, score: Score) -> tuple[str, ...]:
    met = is_met(scores, score)
    found = [_same(of, score) for of in scores.values()]
    beside = [_number(one.anchored) for one in found if one is not None and one.anchored is not None]
    return (
        " " if met is None else "✓" if met else "✗",
        score.name if score.in_product else f"{score.name} (not said by the bot yet)",
        next((said for one in found if one is not None and (said := _target(one)) != _NONE), _NONE),
        *("–" if one is None else _number(one.measured) for one in found),
        f"{' / '.join(beside)} {score.anchor}" if beside else score.anchor or "",
        " / ".join(dict.fromkeys(one.of for one in found if one is not None)),
    )


def _same(scores: Sequence[Score], score: Score) -> Score | None:
    return next((one for one in scores if (one.row, one.name) == (score.row, score.name)), None)


def _reasons(scores: Scores, own: Sequence[Score]) -> list[tuple[str, str]]:
    """The reasons of a row's scores with the names of those that share one, in their order."""
    names: dict[str, list[str]] = {}
    for score in own:
        names.setdefault(_reason(scores, score), []).append(score.name)
    return [("; ".join(those), reason) for reason, those in names.items()]


def _reason(scores: Scores, score: Score) -> str:
    """What every family says that misses it, or the first one where none does; by family where they differ."""
    found = {family: one for family, of in scores.items() if (one := _same(of, score)) is not None}
    missed = {family: one for family, one in found.items() if not one.holds}
    said = missed or dict(list(found.items())[:1])
    if len({one.reason for one in found.values()}) == 1:
        return score.reason
    return " ".join(f"{family.name.lower()}: {one.reason.removesuffix('.')}." for family, one in said.items())


def _target(score: Score) -> str:
    least = "" if score.at_least is None else f"≥ {_number(score.at_least)}"
    most = "" if score.at_most is None else f"≤ {_number(score.at_most)}"
    return " ".join(part for part in (least, most) if part) or _NONE


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 and value == int(value) else f"{value:.4g}"  # noqa: PLR2004
