"""What models of the demo send: the same each time, shaped as told, and moved when told."""

from __future__ import annotations

import datetime as dt

import pytest

from demo.parts import ScriptError
from demo.sensors import Change, Sensor, Stream
from registry.logic.drift import Categories, Histogram, compare

TODAY = dt.date(2026, 6, 15)
TOLD = {
    "volume": 4000,
    "features": {
        "age": {"mean": 50, "spread": 10, "low": 0, "high": 100},
        "place": {"shares": {"east": 0.7, "west": 0.3}},
    },
    "metrics": {"error": {"value": 0.1, "noise": 0.004, "warning": 0.13, "severe": 0.16}},
}


def sensor(*changes: dict[str, object]) -> Sensor:
    return Sensor(Stream.told({**TOLD, "changes": changes}), "bank/model", TODAY)


def week_before(days_ago: int, read: Sensor) -> dict[str, Histogram | Categories]:
    """The week that ended so many days ago, added up."""
    last = TODAY - dt.timedelta(days=days_ago)
    records = list(read.between(last - dt.timedelta(days=6), last))
    edges = tuple(records[0].values["age"]["edges"])
    ages = [record.values["age"]["counts"] for record in records]
    places = [record.values["place"]["counts"] for record in records]
    named = {name: sum(one[name] for one in places) for name in places[0]}
    return {
        "age": Histogram(edges, tuple(map(sum, zip(*ages, strict=True)))),
        "place": Categories(named),
    }


def distance(read: Sensor, name: str, days_ago: int) -> float:
    """The stability index of a week against one long before."""
    compared = compare(week_before(200, read)[name], week_before(days_ago, read)[name])
    return max(one.value for one in compared.statistics if one.test == "psi")


def test_the_same_day_is_drawn_the_same_way():
    first, second = (list(sensor().between(TODAY, TODAY)) for _time in range(2))
    assert first == second


def test_a_day_has_about_its_volume_and_weekends_less():
    monday, sunday = (
        sum(sensor().record(day, {}).values["age"]["counts"])
        for day in (TODAY, TODAY - dt.timedelta(days=1))
    )
    assert monday == pytest.approx(4000, rel=0.1)
    assert sunday == pytest.approx(1800, rel=0.1)


def test_what_does_not_change_stays_calm():
    assert distance(sensor(), "age", 1) < 0.03
    assert distance(sensor(), "place", 1) < 0.01


def test_a_change_shows_from_its_day_on():
    read = sensor(
        {"what": "age", "since": 20, "value": 58},
        {"what": "place", "since": 20, "shares": {"east": 0.3, "west": 0.7}},
        {"what": "error", "since": 20, "value": 0.2},
    )
    assert distance(read, "age", 21) < 0.03
    assert distance(read, "age", 1) > 0.25
    assert distance(read, "place", 1) > 0.25
    (record,) = read.between(TODAY, TODAY)
    assert record.values["error"] == pytest.approx(0.2, abs=0.02)


def test_the_reference_knows_no_change():
    read = sensor({"what": "age", "since": 400, "value": 90})
    (record,) = read.reference(TODAY, 1)
    counts = record.values["age"]["counts"]
    assert counts.index(max(counts)) in {5, 6}
    assert "error" not in record.values


@pytest.mark.parametrize(
    ("days_ago", "weight"), [(11, 0), (10, 0.2), (8, 0.6), (6, 1), (3, 1), (2, 0), (0, 0)]
)
def test_a_change_grows_holds_and_ends(days_ago, weight):
    change = Change("age", since=10, over=4, until=2, value=60)
    assert change.weight(days_ago) == pytest.approx(weight)


def test_a_word_that_is_no_field_of_a_feature_is_refused():
    with pytest.raises(ScriptError, match="Feature has no median"):
        Stream.told({"volume": 1, "features": {"age": {"median": 1}}})
