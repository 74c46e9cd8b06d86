"""Pure: numbers to positions, ticks and short texts."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, isfinite, log10

from coe_portal.ui.formats import trimmed

STEPS = (1, 2, 2.5, 5, 10)
LARGEST = 1e15
# Widths in pixels: of a letter at the size of labels, between two labels, and of the least label.
LETTER, BETWEEN_LABELS, NARROWEST = 6.2, 8, 24
SMALLEST = 1e-9  # part of the numbers: less than that cannot be drawn apart
# The decimals of numbers from a size on; those of an axis go by steps of 2.5 at the finest.
PLACES, MOST_PLACES = ((10, 1), (1, 2)), 3


def finite(value: float | None) -> float:
    """The value within what can be drawn, or 0 for None, NaN and infinities."""
    if value is None or not isfinite(value):
        return 0.0
    return max(-LARGEST, min(LARGEST, float(value)))


def ticks(low: float, high: float, count: int = 4, *, smallest: float = 0.0) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, in about `count` steps.

    No step is smaller than `smallest`: counts of things have no halves.
    """
    span = high - low
    if not isfinite(span) or span <= SMALLEST * max(1.0, abs(low), abs(high)):
        return [low, low + max(1.0, abs(low))]
    magnitude = 10 ** floor(log10(span / count))
    step = next((m * magnitude for m in STEPS if m * magnitude >= span / count), 10 * magnitude)
    step = max(step, smallest)
    first, last = floor(low / step), -floor(-high / step)
    return [step * i for i in range(int(first), int(last) + 1)]


def every_nth(labels: Sequence[str], room: float) -> int:
    """Each which label of an axis of this length is written, so that none meets the next."""
    widest = LETTER * max((len(label) for label in labels), default=0) + BETWEEN_LABELS
    fitting = max(1, int(room // max(NARROWEST, widest)))
    return max(1, -(-len(labels) // fitting))


def axis(values: Sequence[float], *, headroom: float = 1.08) -> list[float]:
    """Ticks of an axis that holds the values and zero."""
    high = max([0.0, *values])
    low = min([0.0, *values])
    is_whole = all(float(value).is_integer() for value in values)
    return ticks(low * headroom, high * headroom, smallest=1.0 if is_whole else 0.0)


def share(part: float, whole: float) -> str:
    """`42 %`, or an empty text when there is no whole."""
    return f"{part / whole * 100:.0f} %" if whole else ""


def number(value: float) -> str:
    """`1,234`, `12.5`, `2.25`, `0.075`: as many digits as a reader needs."""
    size = abs(value)
    if size >= LARGEST:  # longer than anybody reads
        return f"{value:.3g}"
    places = next((places for least, places in PLACES if size >= least), MOST_PLACES)
    return trimmed(value, places)


def short_number(value: float) -> str:
    """For axes: `12k`, `3.5M`."""
    for limit, suffix in ((1e9, "B"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= limit:
            divisor = {"B": 1e9, "M": 1e6, "k": 1e3}[suffix]
            return f"{value / divisor:.1f}".rstrip("0").rstrip(".") + suffix
    return number(value)
