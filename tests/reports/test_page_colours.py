"""Every text of the page can be read on everything it stands on, on light and on dark (WCAG 2.2 AA: 4.5 to 1)."""

from __future__ import annotations

import re

import pytest

from reports.assets import asset

TEXTS = ("ink", "soft", "faint", "accent", "before", "wrong", "third", "fourth", "fifth")
GROUNDS = ("paper", "rail", "card")
PAIRS = [
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    *((text, "accent-soft") for text in ("ink", "soft", "accent")),
    *((text, "wrong-soft") for text in ("wrong", "soft")),
    ("on-accent", "accent"),
    ("soft", "sunk"),
    ("paper", "ink"),
]


def colours() -> dict[str, tuple[str, str]]:
    style = asset("page.css")
    assert style is not None
    pattern = r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)"
    return {name: (light, dark) for name, light, dark in re.findall(pattern, style.content.decode())}


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_a_text_can_be_read_on_its_ground(text: str, ground: str, theme: int) -> None:
    known = colours()
    assert contrast(known[text][theme], known[ground][theme]) >= 4.5


def test_every_colour_is_named_once_at_the_top() -> None:
    style = asset("page.css")
    assert style is not None
    after_names = style.content.decode().split(":root[data-theme", 1)[1]
    assert re.findall(r"#[0-9a-f]{3,8}\b", after_names) == []
