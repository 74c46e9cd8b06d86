from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from intake import catalogs
from intake.choices import Axis
from intake.logic import questionnaires
from intake.logic.questions import InvalidDocument
from intake.logic.scoring import parse, score
from tests.intake.answers import complete_answers
from tests.intake.logic.test_ai_act import any_answer

DOCUMENT = catalogs.load("default_rubric")
RUBRIC = parse(DOCUMENT)
FORM = questionnaires.parse(catalogs.load("default_questionnaire"))


def criterion(**fields):
    return {"id": "c", "label": "C", "question": "q", "method": "options", **fields}


def rubric(*criteria, axis="value"):
    """A rubric with these criteria on one axis and none on the others."""
    return parse(
        {
            "axes": [
                {
                    "axis": name.value,
                    "weight": 0.25 if name != Axis.RISK else 0.5,
                    "criteria": list(criteria) if name.value == axis else [],
                }
                for name in Axis
            ]
        }
    )


def points(raw, answer):
    return score({"q": answer}, rubric(raw)).axes[Axis.VALUE].score


@pytest.mark.parametrize(("answer", "expected"), [("a", 10), ("b", 90), ("c", None), (None, None)])
def test_an_option_gives_its_points(answer, expected):
    assert points(criterion(points={"a": 10, "b": 90}), answer) == expected


@pytest.mark.parametrize(("answer", "expected"), [(0, 5), (99.9, 5), (100, 50), (5000, 100)])
def test_a_number_gives_the_points_of_its_band(answer, expected):
    bands = [{"below": 100, "points": 5}, {"below": 1000, "points": 50}, {"points": 100}]

    assert points(criterion(method="bands", bands=bands), answer) == expected


def test_yes_and_no_have_points():
    raw = criterion(points={"true": 100, "false": 0})

    assert (points(raw, True), points(raw, False), points(raw, "unsure")) == (100, 0, None)


@pytest.mark.parametrize(("combine", "expected"), [("max", 90), ("min", 10), ("mean", 50)])
def test_several_choices_are_combined(combine, expected):
    assert points(criterion(points={"a": 10, "b": 90}, combine=combine), ["a", "b"]) == expected


def test_an_answer_given_at_all_can_give_points():
    assert points(criterion(method="present", points={"present": 70}), "O2: halve it") == 70
    assert points(criterion(method="present"), "") is None


def test_rows_can_be_counted():
    bands = [{"below": 2, "points": 20}, {"points": 80}]

    assert points(criterion(method="count", bands=bands), [{}, {}]) == 80


def test_a_missing_answer_lowers_completeness_and_not_the_score():
    wanted = rubric(
        criterion(id="a", question="q", weight=3, points={"x": 80}),
        criterion(id="b", question="r", weight=1, points={"x": 0}),
    )

    found = score({"q": "x"}, wanted)

    value = found.axes[Axis.VALUE]
    assert (value.score, value.completeness, found.missing) == (80, 0.75, ("r",))


def test_an_axis_without_any_answer_has_no_score_and_nothing_has_no_priority():
    found = score({}, RUBRIC)

    assert {axis.score for axis in found.axes.values()} == {None}
    assert found.priority is None


def test_risk_is_subtracted():
    assert score({"q": "x"}, rubric(criterion(points={"x": 80}), axis="risk")).priority == -40
    assert score({"q": "x"}, rubric(criterion(points={"x": 80}))).priority == 20


def test_the_default_rubric_scores_a_complete_case_completely():
    answers = {
        **complete_answers(objective="O2", hours_saved=900),
        "eu_class": "minimal",
        "special_category_data": False,
    }

    found = score(answers, RUBRIC)

    assert found.missing == ()
    assert {axis.completeness for axis in found.axes.values()} == {1.0}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"weight": 0}, "weight"),
        ({"points": {"a": 101}}, "between 0 and 100"),
        ({"method": "bands"}, "bands are missing"),
        ({"method": "magic"}, "unknown method"),
        (
            {"method": "bands", "bands": [{"below": 9, "points": 1}, {"below": 3, "points": 2}]},
            "low to high",
        ),
    ],
)
def test_a_bad_criterion_is_refused(change, problem):
    with pytest.raises(InvalidDocument, match=problem):
        rubric(criterion(**change))


def test_axes_and_their_weights_must_be_whole():
    with pytest.raises(InvalidDocument, match="five axes"):
        parse({"axes": DOCUMENT["axes"][:4]})
    heavy = [{**axis, "weight": 1} for axis in DOCUMENT["axes"]]
    with pytest.raises(InvalidDocument, match="add up to 1"):
        parse({"axes": heavy})


ANSWERABLE = {
    key: any_answer(question)
    for key, question in FORM.questions.items()
    if question.options or question.kind == "boolean"
}
NUMBERS = {
    key: st.floats(min_value=0, max_value=1e9)
    for key, question in FORM.questions.items()
    if question.kind == "number"
}
SHEETS = st.fixed_dictionaries({}, optional={**ANSWERABLE, **NUMBERS})


@given(SHEETS)
def test_scores_stay_between_0_and_100_and_say_how_complete_they_are(answers):
    found = score(answers, RUBRIC)

    for axis in found.axes.values():
        assert axis.score is None or 0 <= axis.score <= 100
        assert 0 <= axis.completeness <= 1
        assert (axis.score is None) == (axis.completeness == 0)
    assert found.priority is None or -30 <= found.priority <= 100


@given(SHEETS)
def test_more_risk_never_raises_the_priority(answers):
    calm = {**answers, "significant_effect": False}
    grave = {**answers, "significant_effect": True}

    assert score(grave, RUBRIC).priority <= score(calm, RUBRIC).priority


@given(SHEETS)
def test_a_larger_benefit_never_lowers_the_value(answers):
    small = score({**answers, "annual_benefit": 1_000}, RUBRIC)
    large = score({**answers, "annual_benefit": 10_000_000}, RUBRIC)

    assert large.axes[Axis.VALUE].score >= small.axes[Axis.VALUE].score
    assert large.priority >= small.priority


@given(SHEETS)
def test_what_is_missing_is_exactly_what_was_not_answered(answers):
    found = score(answers, RUBRIC)
    asked = {c.question for axis in RUBRIC.axes for c in axis.criteria}

    assert set(found.missing) == {
        key for key in asked if answers.get(key) in (None, [], "", "unsure")
    }
