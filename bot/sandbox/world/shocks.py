"""What moves a workflow that nobody moves: shocks of whole weeks, and a level that wanders (method.md 8.1)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from bot.sandbox.world.sizes import Nature

_WALK = 0.02
_SHIFT_EVERY = 180
_SHIFTS = (-0.5, 0.4, 0.7)
_GROWS_WEEKS = 26
_FARTHEST = 1.6


@dataclass(frozen=True, kw_only=True)
class Shock:
    """Weekly shocks of a logarithm: their standard deviation, and how much of one is left in the next week."""

    sd: float
    rho: float

    def weeks(self, random: Random, nature: Nature, count: int) -> list[float]:
        """Factors of so many weeks, whose mean is 1: AR(1), or MA(2) with weights of the same size."""
        noise = [random.gauss(0, 1) for _ in range(count + 2)]
        centre = -self.sd * self.sd / 2
        if nature is Nature.OTHER:
            first, second = self.rho, self.rho / 2
            scale = self.sd / math.sqrt(1 + first * first + second * second)
            logs = [scale * (noise[n + 2] + first * noise[n + 1] + second * noise[n]) for n in range(count)]
        else:
            left, logs, now = math.sqrt(1 - self.rho * self.rho), [], noise[0] * self.sd
            for n in range(count):
                logs.append(now)
                now = self.rho * now + left * self.sd * noise[n + 1]
        return [math.exp(centre + one) for one in logs]


@dataclass(frozen=True, kw_only=True)
class Level:
    """How the usual amount of work moves over days: growth a week for half a year, and a ramp at the beginning.

    `wanders` adds a random walk of .02 a day and shifts, one in 180 days on average; the whole stays within a factor
    of five, as what grows for two years is not one workflow any more. `ramp` is the factor that adoption brings, from
    the first day to day `ramp_days`.
    """

    growth: float = 0.0
    ramp: float = 1.0
    ramp_days: int = 1
    wanders: bool = True

    def days(self, random: Random, count: int) -> list[float]:
        """The factor of each of so many days."""
        found, walk = [], 0.0
        ramp = math.log(self.ramp)
        for n in range(count):
            if self.wanders:
                walk += random.gauss(0, _WALK)
                if random.random() < 1 / _SHIFT_EVERY:
                    walk += random.choice(_SHIFTS)
                walk = max(-_FARTHEST, min(_FARTHEST, walk))
            grown = math.log1p(self.growth) * min(n / 7, _GROWS_WEEKS)
            found.append(math.exp(min(walk + grown, _FARTHEST) - ramp * max(0.0, 1 - n / self.ramp_days)))
        return found
