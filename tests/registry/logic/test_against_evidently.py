"""The numbers beside Evidently's on real tables: equal where both say the same, near elsewhere.

- Wasserstein is over the reference's standard deviation in both: equal.
- PSI and Jensen-Shannon are cut by Evidently into bins of equal width, their number after Sturges,
  over both windows; here at the deciles of the reference. On its bins both are equal, the distance
  times √ln 2, because its logarithm is the natural one.
- For Kolmogorov-Smirnov it gives the probability, exact for small tables; here it is that of the
  limit law, which is never smaller.

On deciles the two differ as far as the bins do: a bin of equal width holds nearly nobody in a long
tail, whose share then counts for much.
"""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from registry.choices import DriftTest
from registry.logic.drift import Categories, Comparison, Histogram, Numbers, compare
from registry.logic.evidently import report_record
from registry.logic.thresholds import DEFAULT_LIMITS
from tests.registry.logic.evidently_numbers import KEPT, categories, halves

CLOSE = 1e-9
TO_NATURAL = math.sqrt(math.log(2))
REPORTS = json.loads(KEPT.read_text())["reports"]
SAID = {
    (one["config"]["column"], one["config"]["method"]): one["value"]
    for report in REPORTS.values()
    for one in report["metrics"]
}
COLUMNS = [pytest.param(*two, key, id=key) for key, two in halves().items()]


def values(comparison: Comparison) -> dict[DriftTest, float]:
    return {one.test: one.value for one in comparison.statistics}


def test_every_column_was_asked():
    assert {key for key, _method in SAID} == {*halves(), "kind"}
    assert len(COLUMNS) == 20


@pytest.mark.parametrize(("old", "new", "key"), COLUMNS)
def test_what_is_defined_alike_is_equal(old, new, key):
    ours = values(compare(Numbers.of(old), Numbers.of(new)))
    edges = np.histogram_bin_edges(np.concatenate((old, new)), bins="sturges")
    binned = [
        Histogram(tuple(edges), tuple(map(int, np.histogram(one, edges)[0]))) for one in (old, new)
    ]
    on_its_bins = values(compare(*binned))

    assert ours[DriftTest.WASSERSTEIN] == pytest.approx(SAID[key, "wasserstein"], abs=CLOSE)
    assert on_its_bins[DriftTest.PSI] == pytest.approx(SAID[key, "psi"], abs=CLOSE)
    assert on_its_bins[DriftTest.JENSEN_SHANNON] * TO_NATURAL == pytest.approx(
        SAID[key, "jensenshannon"], abs=CLOSE
    )


@pytest.mark.parametrize(("old", "new", "key"), COLUMNS)
def test_other_bins_come_to_the_same_verdict(old, new, key):
    ours = values(compare(Numbers.of(old), Numbers.of(new)))

    assert ours[DriftTest.JENSEN_SHANNON] * TO_NATURAL == pytest.approx(
        SAID[key, "jensenshannon"], abs=0.07
    )
    for test, method in (
        (DriftTest.PSI, "psi"),
        (DriftTest.JENSEN_SHANNON, "jensenshannon"),
    ):
        limit = DEFAULT_LIMITS[test].warning
        assert (ours[test] >= limit) == (SAID[key, method] >= limit)


@pytest.mark.parametrize(("old", "new", "key"), COLUMNS)
def test_the_limit_law_is_the_more_careful_one(old, new, key):
    comparison = compare(Numbers.of(old), Numbers.of(new))
    (found,) = (one for one in comparison.statistics if one.test == DriftTest.KOLMOGOROV_SMIRNOV)
    exact = SAID[key, "ks"]

    assert exact <= found.chance <= max(exact + 0.06, 2 * exact)


def test_categories_are_equal():
    ours = values(compare(*map(Categories.of, categories())))

    assert ours[DriftTest.PSI] == pytest.approx(SAID["kind", "psi"], abs=CLOSE)
    assert ours[DriftTest.JENSEN_SHANNON] * TO_NATURAL == pytest.approx(
        SAID["kind", "jensenshannon"], abs=CLOSE
    )


@pytest.mark.parametrize("name", REPORTS)
def test_its_own_report_is_read_whole(name):
    read = report_record(json.dumps(REPORTS[name]).encode(), "2026-11-20T06:00:00Z").values

    assert read == {
        f"{one['config']['column']}: {one['config']['method']}": one["value"]
        for one in REPORTS[name]["metrics"]
    }
