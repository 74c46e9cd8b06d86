"""Pure: numbers of drift as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from registry.choices import Better, DriftSeverity, DriftTest

SHARES: Final = frozenset({DriftTest.MISSING})
TINY: Final = 0.0001
# The columns of a ranking, and lines over time.
SHORT: Final[Mapping[DriftTest, str]] = {
    DriftTest.PSI: "PSI",
    DriftTest.KOLMOGOROV_SMIRNOV: "KS",
    DriftTest.JENSEN_SHANNON: "JS",
    DriftTest.WASSERSTEIN: "WD",
    DriftTest.CHI_SQUARE: "V",
}


@dataclass(frozen=True)
class FindingLine:
    """One finding as text."""

    label: str
    short: str
    value: str
    limit: str
    chance: str
    severity: DriftSeverity

    @property
    def severity_label(self) -> str:
        return str(self.severity.label)


def finding_line(stored: Mapping[str, Any]) -> FindingLine:
    """A finding as an evaluation keeps it."""
    test = DriftTest(stored["test"])
    return FindingLine(
        str(test.label),
        SHORT.get(test, str(test.label)),
        number(stored["value"], test),
        limit(stored["limits"], test),
        chance(stored.get("chance")),
        DriftSeverity(stored["severity"]),
    )


def number(value: float, test: DriftTest) -> str:
    """`0.123`, `12 %` for shares, `14` for counts."""
    if test in SHARES:
        return share(value)
    if test == DriftTest.NO_DATA:
        return f"{value:.0f}"
    return f"{value:.4g}" if test == DriftTest.METRIC else f"{value:.3f}"


def share(value: float) -> str:
    """`4.2 %`."""
    return f"{100 * value:.1f} %"


def limit(limits: Mapping[str, Any], test: DriftTest) -> str:
    """From where on it warns; with the direction for a metric."""
    if "minimum" in limits:
        return f"< {limits['minimum']}"
    warning = number(limits["warning"], test)
    if "better" not in limits:
        return warning
    return f"< {warning}" if limits["better"] == Better.HIGHER else f"> {warning}"


def chance(value: float | None) -> str:
    """A probability: small ones are only small."""
    if value is None:
        return ""
    return f"< {TINY:g}" if value < TINY else f"{value:.2g}"
