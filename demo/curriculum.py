"""What the demo tells of training: `training.toml` of an organization. Days are days ago."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.parts import Part, ScriptError
from training.catalogs.starters import starter_courses


@dataclass(frozen=True)
class Demand(Part):
    """Who votes needs this course: said `said` days ago, in force `since` days ago."""

    course: str
    said: int
    since: int
    grace: int = 0


@dataclass(frozen=True)
class Learning(Part):
    """One person in one course. `wrong`: how many answers were wrong in each attempt at the quiz.

    Without attempts `reads` lessons are read; with none it was never begun. `by` enrolled them.
    """

    person: str
    course: str
    at: int
    wrong: Sequence[int] = ()
    reads: int = 0
    by: str = ""
    due: int | None = None
    leaves: bool = False
    shows: bool = False


@dataclass(frozen=True)
class Revocation(Part):
    """A certificate is withdrawn."""

    person: str
    course: str
    at: int
    by: str
    reason: str


@dataclass(frozen=True)
class Showing(Part):
    """Somebody shows a certificate of another provider, issued `issued` days ago.

    `by` checked it `checked` days ago, and `declined` it for this reason; without it still waits.
    """

    person: str
    course: str
    at: int
    title: str
    provider: str
    issued: int
    link: str
    by: str = ""
    checked: int = 0
    declined: str = ""


@dataclass(frozen=True)
class Duty(Part):
    """A rule that enrols a group in a course from `at` on, within so many days."""

    course: str
    group: str
    at: int
    days: int
    value: str = ""


@dataclass(frozen=True)
class Ability(Part):
    """The job role of somebody and their levels by skill, stated in the round before and after.

    `judged` are the levels that `by` gave in between.
    """

    person: str
    role: str
    before: Mapping[str, int]
    after: Mapping[str, int]
    judged: Mapping[str, int]
    by: str


@dataclass(frozen=True)
class Survey(Part):
    """The rounds before and after the programme, each opened and closed."""

    title: str
    before: Sequence[int]
    after: Sequence[int]


@dataclass(frozen=True)
class Championship(Part):
    """Somebody is the one whom a unit asks first, from `at` to `until`."""

    unit: str
    person: str
    at: int
    until: int | None = None


@dataclass(frozen=True)
class Writing(Part):
    """An article of the knowledge base; without `published` it is still a draft."""

    title: str
    by: str
    at: int
    tags: Sequence[str]
    body: str
    published: int | None = None


@dataclass(frozen=True)
class Question(Part):
    """A question to the community with its answers as (person, days after, text).

    `helped` is the place of the answer that was accepted, counted from 1.
    """

    title: str
    by: str
    at: int
    body: str
    answers: Sequence[Sequence[Any]] = ()
    helped: int = 0


@dataclass(frozen=True)
class Meeting(Part):
    """A session, planned and held (below zero: days ahead); `off` says why it was called off.

    Of those who `booked`, in this order, some `left` again and some `missed` it.
    """

    kind: str
    title: str
    host: str
    planned: int
    starts: int
    hour: int
    minutes: int
    text: str
    booked: Sequence[str]
    seats: int | None = None
    place: str = ""
    link: str = ""
    left: Sequence[str] = ()
    missed: Sequence[str] = ()
    off: str = ""


LISTS: Mapping[str, type[Part]] = {
    "learning": Learning,
    "revocations": Revocation,
    "showings": Showing,
    "duties": Duty,
    "abilities": Ability,
    "champions": Championship,
    "articles": Writing,
    "questions": Question,
    "meetings": Meeting,
}


@dataclass(frozen=True)
class Curriculum(Part):
    """A year of training in one organization; `months` are its own terms of some courses."""

    installed: int
    demand: Demand
    survey: Survey
    months: Mapping[str, int]
    learning: Sequence[Learning] = ()
    revocations: Sequence[Revocation] = ()
    showings: Sequence[Showing] = ()
    duties: Sequence[Duty] = ()
    abilities: Sequence[Ability] = ()
    champions: Sequence[Championship] = ()
    articles: Sequence[Writing] = ()
    questions: Sequence[Question] = ()
    meetings: Sequence[Meeting] = ()

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        return set(self._names()) - {""}

    def _names(self) -> Iterator[str]:
        for name in LISTS:
            for part in getattr(self, name):
                for field in ("person", "by"):
                    yield getattr(part, field, "")
        for question in self.questions:
            yield from (answer[0] for answer in question.answers)
        for meeting in self.meetings:
            yield from (meeting.host, *meeting.booked)


def read_curriculum(tables: dict[str, Any]) -> Curriculum:
    """The year of training; ScriptError for a course that does not exist."""
    parts = {name: [kind.read(one) for one in tables.pop(name, [])] for name, kind in LISTS.items()}
    one_each = {
        "demand": Demand.read(tables.pop("demand")),
        "survey": Survey.read(tables.pop("survey")),
    }
    curriculum = Curriculum.read({**tables, **parts, **one_each})
    _check_courses(curriculum)
    return curriculum


def _check_courses(curriculum: Curriculum) -> None:
    known = {one.slug for one in starter_courses()}
    named = {one.course for one in curriculum.learning}
    named |= {one.course for one in curriculum.revocations}
    named |= {one.course for one in curriculum.showings}
    named |= {one.course for one in curriculum.duties}
    named |= {curriculum.demand.course, *curriculum.months}
    if unknown := named - known:
        msg = f"There is no course {', '.join(sorted(unknown))}"
        raise ScriptError(msg)
