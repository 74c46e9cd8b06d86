"""Every chart is well-formed, escaped and drawable for whatever numbers come."""

from __future__ import annotations

import datetime as dt
import math
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings, strategies as st

from coe_portal.ui import formats
from coe_portal.ui.charts.bars import Bars
from coe_portal.ui.charts.bubbles import BINS, Bin, BinnedBubbles, Bubble, Bubbles, Legend
from coe_portal.ui.charts.canvas import FILLS
from coe_portal.ui.charts.funnel import Funnel, FunnelStage
from coe_portal.ui.charts.heatmap import Heatmap
from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.charts.pairs import Pairs
from coe_portal.ui.charts.scales import axis, every_nth, number, ticks
from coe_portal.ui.charts.sparkline import Sparkline
from coe_portal.ui.charts.stacked import Part, Stacked
from coe_portal.ui.charts.timeline import Mark, Timeline

SVG = "{http://www.w3.org/2000/svg}"
LEGEND = (Legend("low", "Low"), Legend("high", "High"))
words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"),
    max_size=30,
)
numbers = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True), st.integers(-(10**12), 10**12).map(float)
)
counts = st.integers(0, 10**9)
widths = st.sampled_from([96, 310, 330, 560])


def parse(drawing: str) -> ET.Element:
    """The drawing as XML; it must be one svg without style, script or numbers that are none."""
    root = ET.fromstring(drawing)  # noqa: S314  (drawn by us a moment ago)
    assert root.tag == f"{SVG}svg"
    for node in root.iter():
        assert node.tag not in {f"{SVG}style", f"{SVG}script"}
        assert "style" not in node.attrib
        assert not {"nan", "inf", "-inf"} & set(node.attrib.values())
        assert not [name for name in node.attrib if name.startswith("on")]
    return root


def texts(root: ET.Element) -> list[str]:
    return [node.text or "" for node in root.iter(f"{SVG}text")]


@given(words, st.lists(st.tuples(words, numbers), max_size=12), st.none() | numbers, widths)
def test_bars_draw_any_numbers(title, pairs, target, width):
    labels = tuple(label for label, _value in pairs)
    values = tuple(value for _label, value in pairs)
    chart = Bars(title, labels, values, target=target)
    root = parse(chart.draw(width))
    assert len([n for n in root.iter(f"{SVG}rect") if "data-tip" in n.attrib]) == len(pairs)
    assert len(chart.table().rows) == len(pairs)


@given(words, st.lists(st.tuples(words, numbers, numbers), max_size=12), st.integers(200, 1200))
def test_pairs_draw_any_numbers(title, rows, width):
    labels, first, second = zip(*rows, strict=True) if rows else ((), (), ())
    chart = Pairs(title, labels, ("Then", "Now"), first, second)
    root = parse(chart.draw(width))
    assert len([n for n in root.iter(f"{SVG}rect") if "data-tip" in n.attrib]) == 2 * len(rows)
    assert len(chart.table().rows) == len(rows)


@given(words, st.lists(words, min_size=1, max_size=8), st.data())
def test_lines_draw_any_numbers(title, labels, data):
    size = len(labels)
    series = tuple(
        Series(name, tuple(data.draw(st.lists(numbers, min_size=size, max_size=size))))
        for name in data.draw(st.lists(words, max_size=6))
    )
    chart = Lines(title, tuple(labels), series)
    root = parse(chart.draw(560))
    assert len(list(root.iter(f"{SVG}circle"))) == size * len(series)
    assert all(len(row) == len(series) + 1 for row in chart.table().rows)


@given(words, st.lists(numbers, max_size=20))
def test_a_sparkline_says_its_numbers(title, values):
    root = parse(Sparkline(title, tuple(values)).draw())
    assert root.attrib["aria-label"].startswith(title)


@given(words, st.lists(st.builds(FunnelStage, words, counts, st.none() | numbers), max_size=8))
def test_a_funnel_draws_any_counts(title, stages):
    chart = Funnel(title, tuple(stages))
    root = parse(chart.draw(560))
    assert len(list(root.iter(f"{SVG}rect"))) == len(stages)


@given(words, st.lists(st.builds(Part, words, counts, st.sampled_from(sorted(FILLS))), max_size=6))
def test_a_stacked_bar_fits_its_width(title, parts):
    root = parse(Stacked(title, tuple(parts)).draw(300))
    right_ends = [
        float(n.attrib.get("x", 0)) + float(n.attrib["width"]) for n in root.iter(f"{SVG}rect")
    ]
    assert max(right_ends) <= 301 + len(parts)


@given(st.integers(0, 5), st.integers(0, 5), st.none() | numbers, st.data())
def test_a_heatmap_has_a_cell_for_each_pair(rows, columns, top, data):
    values = tuple(
        tuple(data.draw(st.lists(numbers, min_size=columns, max_size=columns)))
        for _row in range(rows)
    )
    chart = Heatmap("Skills", ("r",) * rows, ("c",) * columns, values, top)
    root = parse(chart.draw(330))
    assert len(list(root.iter(f"{SVG}rect"))) == rows * columns


bubbles = st.builds(
    Bubble, words, numbers, numbers, st.sampled_from(["low", "high"]), numbers, st.just("/x")
)


@settings(max_examples=50)
@given(st.lists(bubbles, max_size=70), widths)
def test_bubbles_stay_inside_the_plane(points, width):
    root = parse(Bubbles("Portfolio", tuple(points), LEGEND).draw(width))
    circles = [n for n in root.iter(f"{SVG}circle") if "data-tip" in n.attrib]
    assert len(circles) == len(points)
    assert all(0 <= float(circle.attrib["cx"]) <= width for circle in circles)


places = st.integers(0, BINS - 1)
bins = st.builds(Bin, places, places, st.sampled_from(["low", "high"]), counts)


@given(st.lists(bins, max_size=50))
def test_binned_bubbles_count_all_cases(entries):
    chart = BinnedBubbles("Portfolio", tuple(entries), LEGEND)
    parse(chart.draw(560))
    counted = sum(int(row[-1].replace(",", "")) for row in chart.table().rows)
    assert counted == sum(entry.count for entry in entries)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0001, "0"),
        (0.025, "0.025"),
        (0.39, "0.39"),
        (1.25, "1.25"),
        (-2.5, "-2.5"),
        (12.54, "12.5"),
        (1000, "1,000"),
        (2e15, "2e+15"),
    ],
)
def test_numbers_have_the_digits_that_tell_them_apart(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    "chart",
    [
        Bars("Cost", ("Q1", "Q2"), (0.39, 0.5), write=formats.money),
        Lines("Cost", ("Q1", "Q2"), (Series("Paid", (0.39, 0.5)),), write=formats.money),
    ],
    ids=["bars", "lines"],
)
def test_values_are_written_as_the_page_writes_them(chart):
    root = parse(chart.draw(560))
    tips = [node.attrib["data-tip"] for node in root.iter() if "data-tip" in node.attrib]
    assert ["€0.39" in tip for tip in tips] == [True, False]
    assert [row[1] for row in chart.table().rows] == ["€0.39", "€0.50"]
    assert "€0.39" in str(root.findtext(f"{SVG}desc"))


def test_names_of_people_cannot_become_markup():
    attack = '</title><script>alert(1)</script>" onload="x'
    drawing = Bars(attack, (attack,), (1.0,), unit=attack).draw(560)
    assert "<script" not in drawing
    assert attack in texts(parse(drawing))


def test_no_two_labels_of_bubbles_overlap_another_bubble():
    close = tuple(Bubble(f"Case {n}", 50 + n, 50, "low") for n in range(10))
    root = parse(Bubbles("Portfolio", close, LEGEND).draw(560))
    shown = [text for text in texts(root) if text.startswith("Case")]
    assert len(shown) < len(close)


def test_kinds_are_not_compared_with_one_another():
    answers = Bars("Answers", ("1 of 5", "2 of 5"), (20.0, 10.0), over_time=False)
    assert "%" not in answers.draw(560)
    assert answers.table().rows == (("1 of 5", "20"), ("2 of 5", "10"))


def test_a_fall_is_good_where_less_is_better():
    days = Bars("Days", ("Q1", "Q2"), (20.0, 10.0), higher_is_better=False).draw(560)
    assert "c-pos-text" in days
    assert "c-neg-text" not in days


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_ticks_hold_the_range_and_rise(low, high):
    steps = ticks(min(low, high), max(low, high))
    assert steps[0] <= min(low, high) + 1e-6
    assert steps[-1] >= max(low, high) or math.isclose(
        steps[-1], max(low, high), rel_tol=1e-6, abs_tol=1e-6
    )
    assert steps == sorted(set(steps))


@pytest.mark.parametrize("values", [[], [0], [5], [-5], [1e15, 2], [-3, 8]])
def test_an_axis_holds_zero(values):
    steps = axis(values)
    assert steps[0] <= 0 <= steps[-1]


def test_a_long_legend_goes_on_in_the_next_line_and_stays_inside():
    legend = tuple(Legend("low", name) for name in ("Low", "Medium", "High", "Prohibited", "None"))
    wide = parse(Bubbles("Portfolio", (), legend).draw(560))
    narrow = parse(Bubbles("Portfolio", (), legend).draw(240))

    def lines(root: ET.Element) -> list[str]:
        names = {entry.name for entry in legend}
        return [node.attrib["y"] for node in root.iter(f"{SVG}text") if node.text in names]

    assert len(set(lines(wide))) == 1
    assert len(set(lines(narrow))) == 2
    assert int(narrow.attrib["height"]) == int(wide.attrib["height"]) + 18


days = st.dates(dt.date(2024, 1, 1), dt.date(2031, 1, 1))


@given(st.lists(st.builds(Mark, days, st.integers(1, 99)), max_size=8), days, widths)
def test_a_timeline_keeps_its_marks_inside_and_in_order(marks, today, width):
    ordered = tuple(sorted(marks, key=lambda mark: mark.day))
    timeline = Timeline("Days", ordered, today)
    root = parse(timeline.draw(width))
    places = [float(node.attrib["cx"]) for node in root.iter(f"{SVG}circle")]
    assert len(places) == len(marks)
    assert places == sorted(places)
    assert all(0 <= place <= width for place in places)
    assert len(timeline.table().rows) == len(marks)


def test_labels_of_a_narrow_axis_are_thinned_out():
    months = tuple(
        f"{name} 26" for name in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug")
    )
    chart = Bars("Ends", months, tuple(float(n) for n in range(8)))
    assert set(months) <= set(texts(parse(chart.draw(1060))))
    narrow = [text for text in texts(parse(chart.draw(330))) if text in months]
    assert narrow == ["Feb 26", "Apr 26", "Jun 26", "Aug 26"]
    assert not any("▲" in text for text in texts(parse(chart.draw(330))))


@given(st.lists(words, max_size=60), st.integers(100, 1200))
def test_labels_that_are_written_fit(labels, room):
    written = labels[:: every_nth(labels, room)]
    widest = max((len(one) for one in labels), default=0)
    assert len(written) <= 1 or len(written) * widest * 6 <= room
