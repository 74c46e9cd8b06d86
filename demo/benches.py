"""Those who judge: each voter of an opened review votes in their own time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from random import Random

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_here
from demo.cases import CaseStory
from demo.director import Director, Story
from demo.founding import House
from demo.inventory import Release, Verdict
from demo.script import StepBack, Term
from governance.actions.questions import Asking, ask_team
from governance.actions.voting import Ballot, ProposedCondition, cast_vote, declare_conflict
from governance.activities import VOTE
from governance.choices import Path, VoteChoice
from governance.models.reviews import Review, ReviewSeat
from training.queries.currency import is_current

LIGHT_DAYS, BOARD_DAYS = (0.6, 4.5), (1.0, 11.0)
ASKED_AFTER = 1
REVIEWER, PANEL = "reviewer", "panel"
APPROVALS = (
    "The packet answers my questions.",
    "Proportionate for the tier; the controls listed are enough.",
    "Benefits and limits are stated honestly. Fine with me.",
    "No objection. Please keep the evaluation set up to date.",
    "Data, access and retention are settled. I agree.",
    "",
)


class Bench:
    """Watches for reviews that have been opened and lets their seats vote."""

    def __init__(
        self,
        director: Director,
        house: House,
        stories: Mapping[str, CaseStory],
        release_of: Callable[[Review], Release | None],
    ) -> None:
        self._director = director
        self._house = house
        self._stories = stories
        self._release_of = release_of
        self._newest = 0

    def __call__(self) -> None:
        """Start the votes of every review that is new."""
        new = Review.objects.open().filter(pk__gt=self._newest).select_related("use_case")
        for review in new.order_by("pk"):
            self._newest = review.pk
            story = self._stories[review.use_case.title]
            if review.is_about_part:
                self._judge(review, story)
                continue
            for step_back in story.case.recusals:
                if step_back.gate == review.gate:
                    self._director.start(self._step_back(review, story, step_back))
            if story.case.asked and story.case.waiting == review.gate:
                self._director.start(self._ask(review, story))
            for seat in review.seats.order_by("pk"):
                if story.case.waiting != review.gate or seat.discipline in story.case.voted:
                    self._director.start(self._vote(review, seat.pk, story))

    def _judge(self, review: Review, story: CaseStory) -> None:
        """A version of a model is judged: those vote whom its own story lets vote."""
        release = self._release_of(review)
        voted = release.voted if release else None
        for seat in review.seats.order_by("pk"):
            if voted is None or seat.discipline in voted:
                self._director.start(self._vote(review, seat.pk, story))

    def _step_back(self, review: Review, story: CaseStory, step_back: StepBack) -> Story:
        yield story.time.after(review.opened_at, step_back.after)
        declare_conflict(review, step_back.reason, actor=self._house.actor(step_back.by))

    def _ask(self, review: Review, story: CaseStory) -> Story:
        yield story.time.after(review.opened_at, ASKED_AFTER)
        seat = review.seats.select_related("voter__user").exclude(voter=None).first()
        if seat is not None and seat.voter is not None:
            ask_team(review, Asking(story.case.asked), actor=Actor.member(seat.voter))

    def _vote(self, review: Review, seat_id: int, story: CaseStory) -> Story:
        low, high = LIGHT_DAYS if review.path == Path.LIGHT else BOARD_DAYS
        yield story.time.after(review.opened_at, story.time.spread(low, high))
        review = Review.objects.select_related("packet").get(pk=review.pk)
        seat = ReviewSeat.objects.select_related("voter__user").get(pk=seat_id)
        if review.is_open and seat.voter is not None and is_current(seat.voter, VOTE.code):
            release = self._release_of(review)
            verdicts = release.verdicts if release else _opinions(review, story)
            ballot = _ballot(review, seat, story, verdicts)
            cast_vote(review, ballot, actor=Actor.member(seat.voter))


def _ballot(
    review: Review, seat: ReviewSeat, story: CaseStory, verdicts: Sequence[Verdict]
) -> Ballot:
    verdict = _verdict(review, seat, verdicts)
    if verdict is None:
        mood = Random(f"{story.case.key}/{seat.discipline}/{review.gate}{review.about_label}")  # noqa: S311
        return Ballot(VoteChoice.APPROVE, review.packet.digest, mood.choice(APPROVALS))
    terms = [Term.read(table) for table in verdict.conditions]
    return Ballot(
        VoteChoice(verdict.choice),
        review.packet.digest,
        verdict.why,
        tuple(ProposedCondition(term.text, _due(term, story.time.now)) for term in terms),
    )


def _opinions(review: Review, story: CaseStory) -> list[Verdict]:
    return [one for one in story.case.opinions if one.gate == review.gate]


def _verdict(review: Review, seat: ReviewSeat, verdicts: Sequence[Verdict]) -> Verdict | None:
    by = seat.discipline if review.board_id else PANEL
    if review.path == Path.LIGHT:
        by = REVIEWER
    return next((one for one in verdicts if one.by == by), None)


def _due(term: Term, now: dt.datetime) -> dt.date:
    if term.until is not None:
        return (now + dt.timedelta(days=term.until)).date()
    return today_here() + dt.timedelta(days=term.due)
