"""Pure: how likely a difference is by chance alone, without a statistics library."""

from __future__ import annotations

import math
from typing import Final

STEPS: Final = 500
TINY: Final = 1e-300
CLOSE: Final = 1e-15
# Where the two series for Kolmogorov's distribution both need few terms.
MEETING: Final = 0.82
# Below, the probability differs from 1 by less than a computer can tell.
CERTAIN: Final = 0.04
TERMS: Final = 12


def chi_square_tail(value: float, freedom: int) -> float:
    """P(X ≥ value) of a chi-square variable; 1 without a degree of freedom."""
    shape, x = freedom / 2, value / 2
    if shape <= 0 or x <= 0:
        return 1.0
    if math.isinf(x):
        return 0.0
    scale = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        return max(0.0, 1.0 - scale * _series(shape, x))
    return scale * _fraction(shape, x)


def kolmogorov_tail(value: float) -> float:
    """P(K ≥ value) of Kolmogorov's limit distribution."""
    if value <= CERTAIN:
        return 1.0
    if value < MEETING:
        first = math.pi**2 / (8 * value**2)
        total = sum(math.exp(-first * (2 * k - 1) ** 2) for k in range(1, TERMS))
        return 1.0 - math.sqrt(2 * math.pi) / value * total
    terms = (math.exp(-2 * k**2 * value**2) for k in range(1, TERMS))
    return 2 * sum(-term if k % 2 else term for k, term in enumerate(terms))


def _series(shape: float, x: float) -> float:
    """The lower incomplete gamma function over its scale, for small x."""
    term = total = 1 / shape
    for step in range(1, STEPS):
        term *= x / (shape + step)
        total += term
        if term < total * CLOSE:
            break
    return total


def _fraction(shape: float, x: float) -> float:
    """The upper incomplete gamma function over its scale, for large x, by Lentz's method."""
    below = x + 1 - shape
    c, d = 1 / TINY, 1 / below
    result = d
    for step in range(1, STEPS):
        factor = -step * (step - shape)
        below += 2
        d = 1 / _not_zero(factor * d + below)
        c = _not_zero(below + factor / c)
        result *= c * d
        if abs(c * d - 1) < CLOSE:
            break
    return result


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
