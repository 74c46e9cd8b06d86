"""fairlearn's numbers: worked by hand, and the same as from a row for each person."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from fairlearn.metrics import (
    demographic_parity_difference,
    demographic_parity_ratio,
    equal_opportunity_difference,
    equalized_odds_difference,
)
from hypothesis import given, settings, strategies as st

from registry.choices import FairnessMeasure, FairnessRate
from registry.integrations.fairness import measured
from registry.logic.fairness import RECOMMENDED, Outcomes, Plan
from registry.logic.prediction_files import Tally, tally_of

# Of 100 women 40 are selected, 30 of them rightly, and 10 who should have been are not.
WOMEN = Outcomes(true_positive=30, false_positive=10, true_negative=50, false_negative=10)
# Of 200 men 120 are selected, 90 of them rightly, and 10 who should have been are not.
MEN = Outcomes(true_positive=90, false_positive=30, true_negative=70, false_negative=10)
ALL = Outcomes(true_positive=120, false_positive=40, true_negative=120, false_negative=20)


def of(groups, *, limits=RECOMMENDED, minimum=30):
    return measured(Tally(300, ALL, {"sex": groups}), limits, minimum)


def values(findings):
    return {one.measure: one.value for one in findings.features[0].judged}


def test_the_numbers_are_those_worked_by_hand():
    findings = of({"f": WOMEN, "m": MEN})
    women, men = findings.features[0].groups
    assert {rate: shown.value for rate, shown in women.rates.items()} == pytest.approx(
        {
            FairnessRate.SELECTION: 40 / 100,
            FairnessRate.TRUE_POSITIVE: 30 / 40,
            FairnessRate.FALSE_POSITIVE: 10 / 60,
            FairnessRate.PRECISION: 30 / 40,
            FairnessRate.ACCURACY: 80 / 100,
        }
    )
    assert men.rates[FairnessRate.SELECTION].value == pytest.approx(120 / 200)
    assert findings.overall.rates[FairnessRate.SELECTION].value == pytest.approx(160 / 300)
    assert values(findings) == pytest.approx(
        {
            FairnessMeasure.PARITY_DIFFERENCE: 0.2,
            FairnessMeasure.PARITY_RATIO: 0.4 / 0.6,
            FairnessMeasure.ODDS_DIFFERENCE: 0.9 - 0.75,
            FairnessMeasure.OPPORTUNITY_DIFFERENCE: 0.9 - 0.75,
        }
    )
    assert not findings.passed
    assert findings.features[0].judged[0].lowest == "f"
    assert findings.library.startswith("fairlearn 0.")


def test_equal_groups_pass():
    findings = of({"f": MEN, "m": MEN})
    assert findings.passed
    assert values(findings)[FairnessMeasure.PARITY_RATIO] == 1


def test_a_group_of_few_changes_nothing_and_is_not_told_of():
    few = Outcomes(false_negative=5)
    findings = of({"f": WOMEN, "m": MEN, "x": few})
    assert values(findings) == values(of({"f": WOMEN, "m": MEN}))
    assert findings.features[0].small == ("x",)
    assert findings.features[0].groups[2].rates == {}


def test_one_group_alone_cannot_be_judged_and_does_not_pass():
    findings = of({"f": WOMEN, "x": Outcomes(true_positive=3)})
    assert set(values(findings).values()) == {None}
    assert not findings.passed


def test_without_the_truth_only_selection_is_compared():
    blind = {
        name: Outcomes(true_positive=selected, true_negative=100 - selected, has_truth=False)
        for name, selected in (("f", 50), ("m", 55))
    }
    overall = Outcomes(true_positive=105, true_negative=95, has_truth=False)
    limits = {FairnessMeasure.PARITY_DIFFERENCE: 0.1}
    findings = measured(Tally(200, overall, {"sex": blind}), limits, 30)
    assert values(findings) == pytest.approx(
        {FairnessMeasure.PARITY_DIFFERENCE: 0.05, FairnessMeasure.PARITY_RATIO: 50 / 55}
    )
    assert set(findings.overall.rates) == {FairnessRate.SELECTION}


def test_nobody_selected_has_no_ratio():
    nobody = Outcomes(true_negative=50, false_negative=50)
    findings = of({"f": nobody, "m": nobody})
    assert values(findings)[FairnessMeasure.PARITY_RATIO] is None
    assert values(findings)[FairnessMeasure.PARITY_DIFFERENCE] == 0


people = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from("fm")), min_size=1, max_size=80
)


@settings(max_examples=8, deadline=None)
@given(people)
def test_counts_give_what_rows_give(rows):
    # One of each kind in each group, so that every rate has somebody behind it.
    rows = [*rows, *((said, was, group) for said in (0, 1) for was in (0, 1) for group in "fm")]
    text = "said,was,sex\n" + "".join(f"{said},{was},{group}\n" for said, was, group in rows)
    plan = Plan(decision="said", positive="1", truth="was", features=("sex",))
    found = values(measured(tally_of(io.BytesIO(text.encode()), plan), RECOMMENDED, 1))
    said, was, groups = zip(*rows, strict=True)
    asked = {"y_true": was, "y_pred": said, "sensitive_features": list(groups)}
    assert found == pytest.approx(
        {
            FairnessMeasure.PARITY_DIFFERENCE: demographic_parity_difference(**asked),
            FairnessMeasure.PARITY_RATIO: demographic_parity_ratio(**asked),
            FairnessMeasure.ODDS_DIFFERENCE: equalized_odds_difference(**asked),
            FairnessMeasure.OPPORTUNITY_DIFFERENCE: equal_opportunity_difference(**asked),
        }
    )


@settings(max_examples=4, deadline=None)
@given(st.lists(st.builds(Outcomes, *[st.integers(1, 50)] * 4), min_size=2, max_size=5))
def test_names_of_groups_count_for_nothing(outcomes):
    named = {str(number): one for number, one in enumerate(outcomes)}
    turned = {str(9 - number): one for number, one in enumerate(outcomes)}
    assert values(of(named, minimum=1)) == pytest.approx(values(of(turned, minimum=1)))


def test_processes_of_the_web_do_not_load_what_only_workers_need():
    code = """
import sys, django
django.setup()
from django.urls import get_resolver

def walk(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            walk(pattern)

walk(get_resolver())
heavy = {"fairlearn", "numpy", "pandas", "scipy", "sklearn", "weasyprint"}
print(*sorted(heavy & set(sys.modules)))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == ""
