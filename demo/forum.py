"""What people share with each other over the year: champions, articles, questions and answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from coe_portal.tenancy.clock import today_here
from demo.curriculum import Championship, Question, Writing
from demo.director import Director, Story
from demo.founding import House
from demo.script import Script
from demo.working_hours import Calendar
from training.actions import articles, community
from training.models.community import CommunityQuestion


class Forum:
    """Starts the stories of one organization's community."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._plan = script.training
        self._house = house
        self._director = director
        self._founder = house.actor(script.founder)
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/forum")

    def open(self) -> None:
        """Take up every story."""
        for championship in self._plan.champions:
            self._director.start(self._serve(championship))
        for writing in self._plan.articles:
            self._director.start(self._write(writing))
        for question in self._plan.questions:
            self._director.start(self._ask(question))

    def _serve(self, championship: Championship) -> Story:
        yield self._time.days_ago(championship.at)
        today = today_here()
        naming = community.Naming(
            unit=self._house.units[championship.unit],
            member=self._house.people[championship.person],
            starts_on=today,
        )
        champion = community.name_champion(naming, actor=self._founder)
        if championship.until is not None:
            yield self._time.days_ago(championship.until)
            yesterday = today_here() - dt.timedelta(days=1)
            community.end_term(champion, yesterday, actor=self._founder)

    def _write(self, writing: Writing) -> Story:
        yield self._time.days_ago(writing.at)
        text = articles.ArticleText(writing.title, writing.body.strip(), tuple(writing.tags))
        article = articles.write_article(text, actor=self._house.actor(writing.by))
        if writing.published is not None:
            yield self._time.days_ago(writing.published)
            articles.publish_article(article, actor=self._founder)

    def _ask(self, question: Question) -> Story:
        asked = self._time.days_ago(question.at)
        yield asked
        asking = community.Asking(question.title, question.body)
        actor = self._house.actor(question.by)
        row = community.ask_question(asking, actor=actor)
        for place, answer in enumerate(question.answers, start=1):
            yield self._time.after(asked, answer[1])
            self._answer(row, answer, question, is_help=place == question.helped)

    def _answer(
        self, row: CommunityQuestion, answer: Sequence[object], question: Question, *, is_help: bool
    ) -> None:
        person, _days, text = answer
        given = community.answer_question(row, str(text), actor=self._house.actor(str(person)))
        if is_help:
            community.accept_answer(given, actor=self._house.actor(question.by))
