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
    """The card: a line each, met only where it is in every family, and the reason of what is not."""
    scores = {family: list(of) for family, of in found.items()}
    with_target = [score for score in next(iter(scores.values())) if is_met(scores, score) is not None]
    met = sum(is_met(scores, score) is True for score in with_target)
    families = " and in ".join(f"{family.name.lower()} ({family.value})" for family in scores)
    click.echo(f"Seeds {run_seeds}, in {families}: {met} of {len(with_target)} targets met\n")
    columns = ("", "score", "target", *(family.name.lower() for family in scores), "beside")
    for row in dict.fromkeys(score.row for score in next(iter(scores.values()))):
        click.echo(row)
        lines = [_line(scores, score) for score in next(iter(scores.values())) if score.row == row]
        output.table(columns, lines, right=columns[2:-1])
        for score in with_target:
            if score.row == row and is_met(scores, score) is False:
                output.words(f"  {score.name}: {_reason(scores, score)}", indent=4)
        click.echo()


def as_markdown(found: Scores, run_seeds: str) -> str:
    """The card as docs/scorecard.md has it: a table for each row of method.md 8.2, and why a target is missed."""
    scores = {family: list(of) for family, of in found.items()}
    first = next(iter(scores.values()))
    with_target = [score for score in first if is_met(scores, score) is not None]
    met = sum(is_met(scores, score) is True for score in with_target)
    families = ", ".join(f"*{family.name.lower()}* is {family.value}" for family in scores)
    lines = [f"Seeds {run_seeds}: {met} of {len(with_target)} targets met; {families}.", ""]
    columns = ("", "score", "target", *(family.name.lower() for family in scores), "beside")
    for row in dict.fromkeys(score.row for score in first):
        own = [score for score in first if score.row == row]
        lines += [f"## {row}", "", _cells(columns), _cells(["---"] * len(columns))]
        lines += [_cells(_line(scores, score)) for score in own]
        missed = [score for score in own if is_met(scores, score) is False]
        lines += ["", *(f"- *{score.name}*: {_reason(scores, score)}." for score in missed), *([""] if missed else [])]
    return "\n".join(lines).rstrip() + "\n"


def _cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.strip().replace('|', chr(92) + '|') for cell in cells)} |"


def _line(scores: Scores, score: Score) -> tuple[str, ...]:
    met = is_met(scores, score)
    found = [_same(of, score) for of in scores.values()]
    beside = [_number(one.anchored) for one in found if one is not None and one.anchored is not None]
    return (
        " " if met is None else "✓" if met else "✗",
        score.name,
        _target(score),
        *("–" if one is None else _number(one.measured) for one in found),
        f"{' / '.join(beside)} {score.anchor}" if beside else score.anchor or "",
    )


def _same(scores: Sequence[Score], score: Score) -> Score | None:
    return next((one for one in scores if (one.row, one.name) == (score.row, score.name)), None)


def _reason(scores: Scores, score: Score) -> str:
    missed = [one for of in scores.values() if (one := _same(of, score)) is not None and not one.holds]
    return missed[0].reason


def _target(score: Score) -> str:
    least = "" if score.at_least is None else f"≥ {_number(score.at_least)}"
    most = "" if score.at_most is None else f"≤ {_number(score.at_most)}"
    return " ".join(part for part in (least, most) if part) or "none"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 and value == int(value) else f"{value:.4g}"  # noqa: PLR2004
