"""Files of predictions: counted to the last row, and refused with a reason when they cannot be."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter

import pytest
from hypothesis import given, strategies as st

from registry.logic import prediction_files as files
from registry.logic.fairness import Outcomes, Plan
from registry.logic.prediction_files import FileError, head_of, tally_of

PLAN = Plan(decision="said", positive="1", truth="was", features=("sex",))
ROWS = "said,was,sex\n1,1,f\n1,0,f\n0,1,f\n0,0,m\n1,1,m\n"


def tally(text, plan=PLAN, **options):
    content = text if isinstance(text, bytes) else text.encode()
    return tally_of(io.BytesIO(content), plan, **options)


def problem(text, plan=PLAN):
    with pytest.raises(FileError) as refused:
        tally(text, plan)
    return str(refused.value)


def test_everybody_is_counted_by_what_was_decided_and_right():
    counted = tally(ROWS)
    assert counted.rows == 5
    assert counted.features == {
        "sex": {
            "f": Outcomes(true_positive=1, false_positive=1, false_negative=1),
            "m": Outcomes(true_positive=1, true_negative=1),
        }
    }
    assert counted.overall.people == 5


@pytest.mark.parametrize(
    "text",
    [
        ROWS.replace(",", ";"),
        ROWS.replace(",", "\t"),
        ROWS.replace("\n", "\r\n"),
        "\ufeff" + ROWS,
        ROWS.replace("1,1,f", '"1","1","f"'),
        ROWS.replace("1,1,f", "1.0, 1 ,f "),
        ROWS + "\n\n",
    ],
)
def test_the_same_table_written_otherwise_counts_the_same(text):
    assert tally(text) == tally(ROWS)


def test_a_packed_file_counts_the_same():
    assert tally(gzip.compress(ROWS.encode())) == tally(ROWS)


def test_a_score_is_positive_from_its_threshold_on():
    plan = Plan(decision="score", positive="", cutoff=0.5, features=("sex",))
    counted = tally("score,sex\n0.5,f\n0.49,f\n1e-3,m\n", plan)
    assert {name: one.selected for name, one in counted.features["sex"].items()} == {"f": 1, "m": 0}
    assert counted.overall.has_truth is False


def test_a_decimal_comma_is_read_where_cells_are_apart_by_semicolons():
    plan = Plan(decision="score", positive="", cutoff=0.5, features=("sex",))
    assert tally("score;sex\n0,7;f\n0,2;f\n", plan).overall.selected == 1


def test_combinations_are_compared_too_when_asked():
    plan = Plan(decision="said", positive="1", features=("sex", "age"), together=True)
    counted = tally("said,sex,age\n1,f,old\n0,f,young\n1,m,old\n", plan)
    assert set(counted.features["sex × age"]) == {"f × old", "f × young", "m × old"}


def test_an_empty_group_has_a_name():
    assert set(tally(ROWS + "1,1,\n").features["sex"]) == {"f", "m", "(not stated)"}


def test_a_formula_is_a_name_like_any_other():
    assert "=cmd()" in tally(ROWS + "1,1,=cmd()\n").features["sex"]


cells = st.tuples(st.booleans(), st.booleans(), st.sampled_from(["a", "b", "c", "ü, \"'"]))


@given(st.lists(cells, min_size=1, max_size=60), st.randoms())
def test_the_order_of_rows_counts_for_nothing(rows, random):
    def written(some):
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["said", "was", "sex"])
        writer.writerows([int(said), int(was), group] for said, was, group in some)
        return out.getvalue()

    rows = [(True, True, "a"), *rows]
    shuffled = random.sample(rows, len(rows))
    counted = tally(written(rows))
    assert counted == tally(written(shuffled))
    assert {name: one.people for name, one in counted.features["sex"].items()} == Counter(
        group for _said, _was, group in rows
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "name the columns"),
        ("said,was,sex\n", "no rows"),
        ("said\n1\n", "name the columns"),
        ("said,said,sex\n1,1,f\n", "named twice"),
        ("said,was,sex\n1,1\n", "Row 1: 3 cells are needed, not 2."),
        ("said,was,sex\n1,,f\n", "Row 1: a cell is empty"),
        ("said,was,sex\nno,no,f\n", "No row of said says 1. It says: no."),
        ('said,was,sex\n1,1,"f\n', "is no CSV"),
        (f"said,was,sex\n1,1,{'f' * 101}\n", "at most 100 characters"),
        ("said,was,sex\n1,1,f\x00\n", "at most 100 characters"),
        (b"said,was,sex\n1,1,\xff\n", "is not UTF-8"),
        (b"PK\x03\x04 and so on", "zip or Excel"),
        (b"PAR1 and so on", "Parquet"),
        (b"\xff\xfes\x00a\x00", "UTF-16"),
        (gzip.compress(ROWS.encode(), mtime=0)[:-9], "cut off"),  # Its bytes name the test.
        (b"\x1f\x8b" + b"x" * 40, "no gzip"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(text, says):
    assert says in problem(text)


def test_a_word_for_a_score_is_named_with_its_row():
    plan = Plan(decision="score", positive="", cutoff=0.5, features=("sex",))
    assert problem("score,sex\n0.1,f\nhigh,f\n", plan) == "Row 2: 'high' is no score."


def test_too_many_groups_are_told_what_to_do():
    text = "said,was,sex\n" + "".join(f"1,1,{number}\n" for number in range(51))
    assert problem(text).startswith("sex has more than 50 groups. Put them into bands")


def test_scores_taken_for_answers_are_refused():
    text = "said,was,sex\n" + "".join(f"0.{number:04},1,f\n" for number in range(1_100))
    assert "give a threshold" in problem(text)


def test_a_line_without_end_is_refused_before_it_fills_the_memory():
    class Endless(io.RawIOBase):
        given = 0

        def seek(self, *_args):
            return 0

        def read(self, size=-1):
            self.given += size
            return b"a" * size

    endless = Endless()
    with pytest.raises(FileError, match="Line 1 is longer than"):
        tally_of(endless, PLAN)
    assert endless.given <= 4 * files.BLOCK


def test_a_bomb_is_unpacked_no_further_than_allowed():
    padded = "1,1,f" + " " * 60_000 + "\n"
    rows = files.MOST_UNPACKED // len(padded) + 2
    packer = zlib.compressobj(9, zlib.DEFLATED, files.GZIP)
    packed = packer.compress(b"said,was,sex\n")
    for _row in range(rows):
        packed += packer.compress(padded.encode())
    packed += packer.flush()
    assert len(packed) < files.MOST_UNPACKED // 500
    assert problem(packed) == "Unpacked, this is larger than 200 MB."


def test_a_file_of_a_million_rows_is_read_and_one_more_refused(monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 5)
    assert tally(ROWS).rows == 5
    assert problem(ROWS + "1,1,f\n") == "A file has at most 5 rows."


def test_a_large_file_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    assert "at most" in problem(ROWS)


def test_the_head_shows_columns_and_first_rows():
    head = head_of(io.BytesIO(ROWS.encode()), rows=2)
    assert head.columns == ("said", "was", "sex")
    assert head.rows == (("1", "1", "f"), ("1", "0", "f"))


def test_progress_is_told():
    seen = []
    text = "said,was,sex\n" + "1,1,f\n" * (files.BLOCK + 1)
    tally(text, progress=seen.append)
    assert seen == [files.BLOCK]
