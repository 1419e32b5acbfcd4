"""The three figures of docs/method.md as SVG, light and dark in one: nothing in them is typed in (`make pictures`)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from html import escape

import method_examples as examples

from bot.facts.money import shown
from bot.facts.policy import DEFAULT
from bot.value.verdicts.verdict import Verdict
from reports import verdict_words
from reports.wording import about, listed, money

WIDTH, HEIGHT = 880, 340
Place = Callable[[Decimal], float]
_STYLE = """<style>
  .bg { fill: #ffffff } .band { fill: #e8f0fe } .bar { fill: #9db8e8 }
  .gone { fill: #f6f7f9; stroke: #9aa3af; stroke-dasharray: 4 3 }
  .cost { fill: #e0b25c } .grid { stroke: #e3e6eb } .axis { stroke: #5a6472 } .mean { stroke: #3b67b5; stroke-width: 2 }
  .dot { fill: #3b67b5 } .hollow { fill: #ffffff; stroke: #3b67b5; stroke-width: 2 }
  .one { stroke: #b3541e; stroke-dasharray: 6 4; stroke-width: 1.6 }
  .box { fill: #f6f7f9; stroke: #c9ced6 } .t { fill: #1b1f24; font-size: 15px; font-weight: 600 }
  .m { fill: #1b1f24; font-size: 14px; font-variant-numeric: tabular-nums } .n { fill: #5a6472; font-size: 12.5px }
  @media (prefers-color-scheme: dark) {
    .bg { fill: #14171c } .band { fill: #1c2a44 } .bar { fill: #49669c } .gone { fill: #1f242c; stroke: #6b7685 }
    .cost { fill: #8d6a22 } .grid { stroke: #2a303a } .axis { stroke: #a4aebb } .mean { stroke: #8fb2f0 }
    .dot { fill: #8fb2f0 } .hollow { fill: #14171c; stroke: #8fb2f0 } .one { stroke: #e39a6c }
    .box { fill: #1f242c; stroke: #424b58 } .t, .m { fill: #eef1f5 } .n { fill: #a4aebb }
  }
</style>"""


def figures() -> Mapping[str, str]:
    """The drawings by the name of their file."""
    return {"method-range.svg": _range(), "method-value.svg": _value(), "method-grid.svg": _grid()}


def _range() -> str:
    found, weeks, few = examples.eight_weeks(), examples.by_week(), examples.three_refunds()

    def y(value: Decimal) -> float:
        return _between(float(value), 8, 12, 280, 60)

    def tall(value: Decimal) -> float:
        return _between(float(value), 0, 350, 280, 60)

    extent = tall(few.low) - tall(few.high)
    drawn = [
        _text(40, 32, "t", f"{found.count} refunds in eight weeks"),
        *(_level(70, 560, y(Decimal(at)), _usd(Decimal(at))) for at in (8, 9, 10, 11, 12)),
        f'<rect class="band" x="70" y="{y(found.high):.1f}" width="490" height="{y(found.low) - y(found.high):.1f}"/>',
        f'<path class="mean" d="M70 {y(found.each):.1f}H560"/>',
    ]
    for at, each in enumerate(weeks):
        x = 100 + at * 61
        drawn += [f'<circle class="dot" cx="{x}" cy="{y(each):.1f}" r="5"/>']
        drawn += [_text(x, y(each) + (-11 if each > found.each else 20), "n", _usd(each), "middle")]
        drawn += [_text(x, 304, "n", f"week {at + 1}", "middle")]
    drawn += [
        _text(76, y(found.high) + 17, "m", f"typically {_usd(found.low)} to {_usd(found.high)}"),
        _text(610, 32, "t", f"{few.net} refunds"),
        *(_level(670, 840, tall(Decimal(at)), _round(at)) for at in (0, 100, 200, 300)),
        f'<rect class="band" x="720" y="{tall(few.high):.1f}" width="60" height="{extent:.1f}"/>',
        f'<path class="mean" d="M720 {tall(few.each):.1f}H780"/>',
        _text(788, tall(few.high) + 5, "m", about(few.high, "USD")),
        _text(788, tall(few.each) + 1, "m", about(few.each, "USD")),
        _text(788, tall(few.low) + 7, "m", about(few.low, "USD")),
        _text(610, 304, "n", "on a scale of its own, and not compared"),
    ]
    said = (
        f"Eight weeks cost {_usd(min(weeks))} to {_usd(max(weeks))} each, {_usd(found.each)} together, with a band "
        f"from {_usd(found.low)} to {_usd(found.high)}. Beside it {few.net} refunds at {about(few.each, 'USD')}, "
        f"somewhere between {about(few.low, 'USD')} and {about(few.high, 'USD')}."
    )
    return _svg("Cost per outcome by week, with its range", said, drawn)


def _value() -> str:
    found = examples.counted()
    lost, doubted = found.claimed - found.captured, found.captured - found.weighted
    columns = (
        ("bar", "claimed", Decimal(0), found.claimed),
        ("gone", "not captured", found.captured, found.claimed),
        ("bar", "captured", Decimal(0), found.captured),
        ("gone", "not evidenced", found.weighted, found.captured),
        ("bar", "counted", Decimal(0), found.weighted),
        ("cost", "AI cost", Decimal(0), examples.AI_COST),
    )

    def y(value: Decimal) -> float:
        return _between(float(value), 0, 4000, 280, 40)

    drawn = [_level(70, 850, y(Decimal(at)), _round(at)) for at in (0, 1000, 2000, 3000, 4000)]
    for at, (kind, name, low, high) in enumerate(columns):
        x = 95 + at * 126 + (20 if kind == "cost" else 0)
        sign = "− " if kind == "gone" else ""
        drawn += [
            f'<rect class="{kind}" x="{x}" y="{y(high):.1f}" width="84" height="{y(low) - y(high):.1f}"/>',
            _text(x + 42, y(high) - 8, "m", sign + about(high - low, "USD"), "middle"),
            _text(x + 42, 304, "n", name, "middle"),
        ]
    said = (
        f"Claimed {about(found.claimed, 'USD')}, less {about(lost, 'USD')} not captured: captured "
        f"{about(found.captured, 'USD')}; less {about(doubted, 'USD')} not evidenced: counted "
        f"{about(found.weighted, 'USD')}; the AI cost beside it is {about(examples.AI_COST, 'USD')}."
    )
    return _svg("From claimed to counted", said, drawn)


def _grid() -> str:
    found = examples.verdicts()
    whole = examples.REFUND_TRIAGE.organisation
    assert whole is not None
    high = whole * DEFAULT.high_cost_share

    def x(cost: Decimal) -> float:
        return _between(math.log(cost), math.log(500), math.log(20_000), 70, 640)

    def y(each: Decimal) -> float:
        return _between(float(each), 0, 3, 280, 50)

    drawn = [
        *(_level(70, 640, y(Decimal(at)), _round(at)) for at in (0, 1, 2, 3)),
        f'<path class="one" d="M70 {y(Decimal(1)):.1f}H640"/>',
        _text(634, y(Decimal(1)) - 7, "n", "returns what it costs", "end"),
        _text(70, 32, "t", "Value per $1"),
    ]
    edges = [(Decimal(500), "small"), (DEFAULT.material_from, f"up to {DEFAULT.high_cost_share:.0%}"), (high, "above")]
    for edge, name in edges:
        if edge > Decimal(500):
            drawn += [f'<path class="grid" d="M{x(edge):.1f} 50V280"/>']
            drawn += [_text(x(edge), 298, "n", about(edge, "USD"), "middle")]
        drawn += [_text(x(edge) + 8, 64, "n", name)]
    drawn += [_text(640, 320, "n", f"spent in eight weeks, of {about(whole, 'USD')} in all", "end")]
    drawn += _points(found, x, y)
    said = listed([_described(name, verdict) for name, verdict in found.items()])
    return _svg("The grid", f"Cost across, value per $1 upwards: {said}.", drawn)


def _points(found: Mapping[str, Verdict], x: Place, y: Place) -> list[str]:
    drawn = []
    for name, verdict in found.items():
        spend, each = verdict.inputs.spend, verdict.returns.each
        low, high, kind = verdict.returns.low, verdict.returns.high, verdict_words.kind(verdict)
        assert spend is not None
        if verdict.inputs.experiment is not None:
            drawn += [
                '<rect class="box" x="656" y="50" width="204" height="92" rx="8"/>',
                '<text class="n" x="672" y="72">off the grid</text>',
                f'<circle class="hollow" cx="680" cy="94" r="6"/>{_text(696, 99, "t", name)}',
                _text(672, 125, "m", f"{kind}, {about(spend, 'USD')}"),
            ]
        elif each is None or low is None or high is None:
            drawn += [f'<circle class="hollow" cx="{x(spend):.1f}" cy="{y(Decimal(0)) - 9:.1f}" r="6"/>']
            drawn += [_text(x(spend) + 14, y(Decimal(0)) - 22, "t", name)]
            drawn += [_text(x(spend) + 14, y(Decimal(0)) - 5, "m", f"{kind}: no value known")]
        else:
            drawn += [f'<path class="mean" d="M{x(spend):.1f} {y(low):.1f}V{y(high):.1f}"/>']
            drawn += [f'<circle class="dot" cx="{x(spend):.1f}" cy="{y(each):.1f}" r="6"/>']
            drawn += [_text(x(spend) - 14, y(each) - 5, "t", name, "end")]
            drawn += [_text(x(spend) - 14, y(each) + 14, "m", f"{kind}: {_usd(each)} ({low:.2f}–{high:.2f})", "end")]
    return drawn


def _described(name: str, verdict: Verdict) -> str:
    each, low, high = verdict.returns.each, verdict.returns.low, verdict.returns.high
    assert verdict.inputs.spend is not None
    where = f"{name} at {about(verdict.inputs.spend, 'USD')}"
    if verdict.inputs.experiment is not None:
        return f"{where}, off the grid ({verdict.kind})"
    if each is None or low is None or high is None:
        return f"{where} without a value ({verdict.kind})"
    return f"{where} and {_usd(each)}, with a bar from {_usd(low)} to {_usd(high)} ({verdict.kind})"


def _usd(amount: Decimal) -> str:
    return money(amount, "USD")


def _round(amount: int) -> str:
    return shown(Decimal(amount), "USD", whole=True)


def _between(value: float, low: float, high: float, at_low: float, at_high: float) -> float:
    return at_low + (value - low) / (high - low) * (at_high - at_low)


def _level(left: int, right: int, y: float, said: str) -> str:
    return f'<path class="grid" d="M{left} {y:.1f}H{right}"/>{_text(left - 8, y + 4, "n", said, "end")}'


def _text(x: float, y: float, kind: str, said: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said, quote=False)}</text>'


def _svg(title: str, said: str, drawn: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="title desc" '
        "font-family=\"system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif\">"
    )
    named = f'<title id="title">{escape(title)}</title>\n<desc id="desc">{escape(said, quote=False)}</desc>'
    back = f'<rect class="bg" width="{WIDTH}" height="{HEIGHT}"/>'
    return "\n".join([head, named, _STYLE, back, *drawn, "</svg>", ""])
