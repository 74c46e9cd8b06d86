"""The year of one use case: registered, answered, submitted, and led from gate to gate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from coe_portal.collaboration.actions import attach_file, post_comment
from demo.answers import REVIEW, written_answers
from demo.director import Director, Story
from demo.founding import House
from demo.papers import paper_file
from demo.script import Case, Paper, Remark, Revision, Script
from demo.working_hours import Calendar
from governance.actions.routing import request_gate
from intake.actions.drafting import open_draft, save_section, share_section
from intake.actions.lifecycle import request_move
from intake.actions.registration import Registration, register_use_case
from intake.actions.submission import submit_use_case
from intake.choices import AssignmentKind, Stage
from intake.models.drafts import Draft, DraftSection
from intake.models.use_cases import UseCase

PATIENCE = 1.0
"""Days between two looks at a review that is not decided yet."""


class CaseStory:
    """Tells one use case; `tell()` is its main thread, the others begin from there."""

    def __init__(self, case: Case, script: Script, house: House, director: Director) -> None:
        self.case = case
        self._script = script
        self._house = house
        self._director = director
        self.time = Calendar(
            director.now, ZoneInfo(house.organization.timezone), f"{script.slug}/{case.key}"
        )
        self.owner = house.actor(case.owner)

    def tell(self) -> Story:
        """From the registration to where the case stands now."""
        now = self.time.days_ago(self.case.registered)
        yield now
        use_case = self._register()
        for story in self._side_stories(use_case, now):
            self._director.start(story)
        yield from self._answer(use_case, now)
        if self.case.draft:
            return
        yield from self._climb(use_case)

    # Registration and answers

    def _register(self) -> UseCase:
        case = self.case
        return register_use_case(
            Registration(
                title=case.title,
                summary=case.summary,
                intended_users=case.users,
                owner_id=self._house.people[case.owner].pk,
                business_unit_id=self._house.units[case.unit].pk,
            ),
            actor=self.owner,
        )

    def _answer(self, use_case: UseCase, now: dt.datetime) -> Story:
        """Fill in the draft over some days and submit it, or leave it where the case says."""
        draft = Draft.objects.open().get(use_case=use_case)
        form = draft.questionnaire.parsed()
        sections = written_answers(self.case, form, now.date(), self._people())
        wanted = self.case.draft or list(sections)
        early, late = wanted[:2], wanted[2:]
        now = self.time.after(now, self.time.spread(0.0, 0.6))
        yield now
        self._save(draft, {key: sections[key] for key in early})
        now = self.time.after(now, self.time.spread(0.8, 3.0))
        yield now
        self._save(draft, {key: sections[key] for key in late})
        self._share(draft)
        if self.case.draft:
            return
        yield self.time.after(now, self.time.spread(0.1, 1.5))
        submit_use_case(draft, actor=self.owner)

    def _people(self) -> dict[str, int]:
        unit = self._script.units[self.case.unit]
        named = {
            AssignmentKind.SPONSOR: self.case.sponsor or unit.sponsor,
            AssignmentKind.TECH_LEAD: self.case.tech_lead or unit.tech_lead,
            AssignmentKind.COMPLIANCE: self.case.compliance or unit.compliance,
        }
        return {kind.value: self._house.people[key].pk for kind, key in named.items()}

    def _save(self, draft: Draft, sections: dict[str, dict[str, object]]) -> None:
        for key, answers in sections.items():
            section = DraftSection.objects.get(draft=draft, key=key)
            saved = save_section(draft, key, answers, revision=section.revision, actor=self.owner)
            if saved.problems:
                msg = f"{self.case.key}: {dict(saved.problems)}"
                raise ValueError(msg)

    def _share(self, draft: Draft) -> None:
        for share in self.case.shares:
            section = DraftSection.objects.get(draft=draft, key=share.section)
            member = self._house.people[share.person]
            share_section(section, member, actor=self.owner, note=share.note)

    # Gates

    def _climb(self, use_case: UseCase) -> Story:
        """Ask for each gate at its day, once the one before is passed."""
        for gate, days in self.case.gates.items():
            moment = self.time.days_ago(days)
            yield moment
            while UseCase.objects.get(pk=use_case.pk).reviews.open().exists():
                moment = self.time.after(moment, PATIENCE)
                yield moment
            self._bring(use_case, gate)
            request_gate(use_case, gate, actor=self.owner)

    def _bring(self, use_case: UseCase, gate: str) -> None:
        for paper in self.case.papers:
            if paper.gate == gate:
                self._attach(use_case, paper)

    # What happens beside

    def _side_stories(self, use_case: UseCase, registered: dt.datetime) -> Iterator[Story]:
        for remark in self.case.remarks:
            yield self._remark(use_case, remark, registered)
        for paper in self.case.papers:
            if paper.after is not None:
                yield self._hand_in(use_case, paper, registered)
        for revision in self.case.revisions:
            yield self._revise(use_case, revision)
        for ending in self.case.endings:
            yield self._end(use_case, Stage(ending.to), ending.reason, ending.at)

    def _remark(self, use_case: UseCase, remark: Remark, registered: dt.datetime) -> Story:
        yield self.time.after(registered, remark.after)
        post_comment(use_case, remark.text, actor=self._house.actor(remark.by))

    def _hand_in(self, use_case: UseCase, paper: Paper, registered: dt.datetime) -> Story:
        yield self.time.after(registered, paper.after or 0)
        self._attach(use_case, paper)

    def _attach(self, use_case: UseCase, paper: Paper) -> None:
        author = self._house.people[paper.by]
        file = paper_file(paper, self.case, author.display_name)
        attach_file(use_case, file, actor=self._house.actor(paper.by))

    def _revise(self, use_case: UseCase, revision: Revision) -> Story:
        """Change answers of a submitted case and submit it again."""
        moment = self.time.days_ago(revision.at)
        yield moment
        actor = self._house.actor(revision.by)
        draft = open_draft(UseCase.objects.get(pk=use_case.pk), actor=actor)
        form = draft.questionnaire.parsed()
        self._save(
            draft,
            {
                section.key: {
                    question.id: revision.answers[question.id]
                    for question in section.questions
                    if question.id in revision.answers
                }
                for section in form.sections
                if any(question.id in revision.answers for question in section.questions)
            },
        )
        self._save(draft, {REVIEW: {"notes": revision.text, "accepts_rules": True}})
        yield self.time.after(moment, 0.1)
        submit_use_case(draft, actor=actor)

    def _end(self, use_case: UseCase, stage: Stage, reason: str, days: int) -> Story:
        yield self.time.days_ago(days)
        staff = self._house.actor(self._script.founder)
        actor = self.owner if stage == Stage.WITHDRAWN else staff
        request_move(use_case, to=stage, actor=actor, reason=reason)
