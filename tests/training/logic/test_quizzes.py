"""Papers, marks and statistics, over generated quizzes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from training.choices import QuestionKind
from training.logic.quizzes import (
    FEWEST_ANSWERS,
    Flaw,
    Given,
    Item,
    Option,
    draw_paper,
    flaws,
    is_right,
    percent_right,
    right_answer,
    statistics,
)

POOLS = ("", "basics", "law")
seeds = st.integers(0, 2**62 - 1)


@st.composite
def items(draw: st.DrawFn, key: str = "q") -> Item:
    """A question that can be asked."""
    kind = draw(st.sampled_from(QuestionKind))
    count = 2 if kind == QuestionKind.TRUE_FALSE else draw(st.integers(2, 6))
    if kind == QuestionKind.ORDERING:
        right: set[int] = set()
    elif kind == QuestionKind.MULTIPLE:
        right = draw(st.sets(st.integers(0, count - 1), min_size=1))
    else:
        right = {draw(st.integers(0, count - 1))}
    options = tuple(
        Option(f"o{place}", f"Text {place}", right=place in right) for place in range(count)
    )
    return Item(key, kind, options, pool=draw(st.sampled_from(POOLS)))


@st.composite
def quizzes(draw: st.DrawFn) -> list[Item]:
    return [draw(items(key=f"q{number}")) for number in range(draw(st.integers(1, 12)))]


draws = st.dictionaries(st.sampled_from(POOLS), st.integers(1, 15))


@given(quizzes(), draws, seeds, st.booleans())
def test_the_same_seed_draws_the_same_paper(quiz, drawn, seed, shuffled):
    first = draw_paper(quiz, drawn, seed=seed, shuffled=shuffled)
    assert draw_paper(quiz, drawn, seed=seed, shuffled=shuffled) == first


@given(quizzes(), draws, seeds, st.booleans())
def test_each_pool_gives_as_many_as_are_drawn_and_none_twice(quiz, drawn, seed, shuffled):
    paper = draw_paper(quiz, drawn, seed=seed, shuffled=shuffled)
    pool_of = {item.key: item.pool for item in quiz}
    sizes = Counter(pool_of.values())
    assert len({line.question for line in paper}) == len(paper)
    assert Counter(pool_of[line.question] for line in paper) == {
        pool: min(drawn.get(pool, size), size) for pool, size in sizes.items()
    }


@given(quizzes(), seeds, st.booleans())
def test_every_question_keeps_all_its_options(quiz, seed, shuffled):
    options = {item.key: sorted(option.id for option in item.options) for item in quiz}
    paper = draw_paper(quiz, {}, seed=seed, shuffled=shuffled)
    assert {line.question: sorted(line.options) for line in paper} == options


@given(quizzes(), seeds, st.booleans())
def test_ordering_is_never_shown_solved_and_true_stays_before_false(quiz, seed, shuffled):
    written = {item.key: item for item in quiz}
    for line in draw_paper(quiz, {}, seed=seed, shuffled=shuffled):
        item = written[line.question]
        as_written = [option.id for option in item.options]
        if item.kind == QuestionKind.ORDERING:
            assert list(line.options) != as_written
        elif item.kind == QuestionKind.TRUE_FALSE or not shuffled:
            assert list(line.options) == as_written


@given(quizzes(), draws, seeds)
def test_without_shuffling_questions_stand_as_written(quiz, drawn, seed):
    paper = draw_paper(quiz, drawn, seed=seed, shuffled=False)
    place = {item.key: number for number, item in enumerate(quiz)}
    places = [place[line.question] for line in paper]
    assert places == sorted(places)


def test_seeds_give_different_papers():
    quiz = [
        Item(f"q{number}", QuestionKind.TRUE_FALSE, (Option("a", "True"), Option("b", "False")))
        for number in range(20)
    ]
    papers = {
        tuple(line.question for line in draw_paper(quiz, {"": 5}, seed=seed, shuffled=True))
        for seed in range(10)
    }
    assert len(papers) == 10


@given(items(), seeds)
def test_the_right_answer_is_right_and_any_less_or_more_is_not(item, seed):
    right = right_answer(item)
    assert is_right(item, right)
    assert not is_right(item, right[:-1])
    assert not is_right(item, [*right, right[0]])
    (line,) = draw_paper([item], {}, seed=seed, shuffled=True)
    if set(right) != set(line.options) or item.kind == QuestionKind.ORDERING:
        assert not is_right(item, line.options)


@given(items())
def test_only_the_order_of_an_ordering_question_counts(item):
    backwards = right_answer(item)[::-1]
    assert is_right(item, backwards) is (item.kind != QuestionKind.ORDERING or len(backwards) == 1)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_percent_never_rounds_up(marks):
    right, asked = marks
    percent = percent_right(right, asked)
    assert percent * asked <= 100 * right < (percent + 1) * asked


def test_two_of_three_is_not_sixty_seven_and_nothing_asked_is_nothing_right():
    assert (percent_right(2, 3), percent_right(3, 3), percent_right(0, 0)) == (66, 100, 0)


results = st.builds(
    Given,
    chosen=st.lists(st.sampled_from(["o0", "o1", "gone"]), max_size=3).map(tuple),
    is_right=st.booleans(),
    result=st.integers(0, 100),
)


@given(items(), st.lists(results, max_size=40))
def test_statistics_stay_in_their_bounds(item, answers):
    found = statistics(item, answers)
    assert found.asked == len(answers)
    assert 0 <= found.percent_right <= 100
    if len(answers) < FEWEST_ANSWERS:
        assert found.power is None
    else:
        assert found.power is not None
        assert -1 <= found.power <= 1
    assert found.favourite_error not in right_answer(item)


SINGLE = Item(
    "q", QuestionKind.SINGLE, (Option("a", "Yes", right=True), Option("b", "No"), Option("c", "?"))
)


def answered(chosen: str, result: int) -> Given:
    return Given((chosen,), chosen == "a", result)


def test_a_question_that_only_the_best_answer_has_full_power():
    answers = [answered("a", 90)] * 5 + [answered("b", 20)] * 5
    assert statistics(SINGLE, answers).power == 1
    turned = [answered("b", 90)] * 5 + [answered("a", 20)] * 5
    assert statistics(SINGLE, turned).power == -1


def test_the_wrong_answer_chosen_most_is_named():
    answers = [answered("a", 80)] * 6 + [answered("c", 30)] * 3 + [answered("b", 30)]
    found = statistics(SINGLE, answers)
    assert (found.percent_right, found.favourite_error) == (60, "c")
    assert statistics(SINGLE, [answered("a", 80)]).favourite_error == ""


@given(quizzes())
def test_what_can_be_asked_has_no_flaw(quiz):
    assert flaws(quiz, {}) == []


A, B = Option("a", "Yes", right=True), Option("b", "No")


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        (QuestionKind.SINGLE, (A,), "too_few_options"),
        (QuestionKind.SINGLE, (A, replace(B, id="a")), "too_few_options"),
        (QuestionKind.SINGLE, (A, replace(B, text="  ")), "empty_option"),
        (QuestionKind.SINGLE, (A, replace(B, right=True)), "needs_one_right"),
        (QuestionKind.TRUE_FALSE, (replace(A, right=False), B), "needs_one_right"),
        (QuestionKind.MULTIPLE, (replace(A, right=False), B), "needs_a_right_one"),
    ],
)
def test_each_flaw_of_a_question_is_named(kind, options, code):
    assert flaws([Item("q", kind, options)], {}) == [Flaw("q", code)]


@pytest.mark.parametrize("wanted", [0, 2])
def test_a_pool_gives_what_is_drawn_from_it_or_has_a_flaw(wanted):
    assert flaws([SINGLE], {"": wanted}) == [Flaw("", "pool_too_small")]
    assert flaws([SINGLE], {"": 1}) == []


def test_a_quiz_asks_something():
    assert flaws([], {}) == [Flaw("", "no_questions")]
