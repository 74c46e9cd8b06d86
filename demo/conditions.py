"""Conditions of approvals: evidence is brought and checked by somebody else, or is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.errors import NotAllowed
from demo.cases import CaseStory
from demo.director import Director, Story
from demo.founding import House
from demo.script import Term
from governance.actions.conditions import confirm_condition, offer_evidence
from governance.models.decisions import Condition

CHECKED_AFTER = 0.3


class Promises:
    """Watches for conditions of new decisions and sees to those that the script lets be met."""

    def __init__(
        self,
        director: Director,
        house: House,
        stories: Mapping[str, CaseStory],
        checkers: tuple[str, ...],
    ) -> None:
        self._director = director
        self._house = house
        self._stories = stories
        self._checkers = checkers
        self._newest = 0

    def __call__(self) -> None:
        """Start a story for every condition that is new."""
        new = Condition.objects.filter(pk__gt=self._newest).select_related("use_case", "decision")
        for condition in new.order_by("pk"):
            self._newest = condition.pk
            story = self._stories[condition.use_case.title]
            for term in story.case.terms:
                if term.text == condition.text and (term.met or term.offered or term.late):
                    self._director.start(self._keep(condition, term, story))

    def _keep(self, condition: Condition, term: Term, story: CaseStory) -> Story:
        moment = self._when(condition, term, story)
        yield moment
        offer_evidence(condition, term.note, actor=story.owner)
        if term.met is None and term.late is None:
            return
        yield story.time.after(moment, CHECKED_AFTER)
        self._confirm(condition)

    def _when(self, condition: Condition, term: Term, story: CaseStory) -> dt.datetime:
        """The day before it is due at the latest, unless the story wants it late."""
        due = dt.datetime.combine(condition.due_on, dt.time(8), dt.UTC)
        if term.late is not None:
            return story.time.after(due, term.late)
        wanted = story.time.after(timezone.now(), term.met or term.offered or 0)
        return max(min(wanted, due - dt.timedelta(days=1)), story.time.after(timezone.now(), 0))

    def _confirm(self, condition: Condition) -> None:
        """Whoever of the CoE is not part of the case checks it."""
        for key in self._checkers:
            actor: Actor = self._house.actor(key)
            try:
                confirm_condition(condition, actor=actor)
            except NotAllowed:
                continue
            return
