"""The year of training: courses taken and failed, skills stated, and who may vote because of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random
from zoneinfo import ZoneInfo

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_here
from demo.curriculum import Ability, Duty, Learning, Revocation, Showing
from demo.director import Director, Story
from demo.founding import House
from demo.script import Script
from demo.working_hours import Calendar
from governance.activities import VOTE
from training.actions import authoring, enrolment, skills
from training.actions.certification import Disclosure, disclose, revoke_certificate
from training.actions.proofs import ProofTerms, accept_proof, decline_proof, offer_proof
from training.actions.quizzes import start_attempt, submit_attempt
from training.actions.requirements import RequirementTerms, require_course
from training.actions.rounds import RoundPlan, close_round, open_round
from training.actions.rules import RuleTerms, apply_rule, make_rule, switch_rule
from training.actions.skill_catalogue import give_job_role, install_standard_set
from training.actions.starters import install_starter_courses
from training.catalogs.starters import starter_courses
from training.choices import Audience, EnrollmentSource, RoundPhase
from training.logic.quizzes import Item, right_answer
from training.models.certificates import Certificate
from training.models.courses import Course
from training.models.enrollments import Enrollment
from training.models.quizzes import Attempt
from training.models.skills import JobRole, Skill, SkillRound

PAUSE = (0.6, 3.0)
"""Days between two sittings of a learner."""


class School:
    """Starts the stories of one organization's training."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._plan = script.training
        self._house = house
        self._director = director
        self._founder = house.actor(script.founder)
        self._zone = ZoneInfo(house.organization.timezone)
        self._slug = script.slug
        self._titles = {one.slug: one.title for one in starter_courses()}

    def open(self) -> None:
        """Take up every story; the courses come before whoever learns."""
        time = self._calendar("school")
        self._director.start(self._install(time))
        self._director.start(self._demand(time))
        self._director.start(self._survey(time))
        for learning in self._plan.learning:
            self._director.start(self._learn(learning))
        for revocation in self._plan.revocations:
            self._director.start(self._revoke(revocation, time))
        for showing in self._plan.showings:
            self._director.start(self._show(showing, time))
        for duty in self._plan.duties:
            self._director.start(self._oblige(duty, time))

    def _calendar(self, seed: str) -> Calendar:
        return Calendar(self._director.now, self._zone, f"{self._slug}/{seed}")

    def _course(self, slug: str) -> Course:
        course: Course = Course.objects.get(title=self._titles[slug])
        return course

    # What the CoE does

    def _install(self, time: Calendar) -> Story:
        yield time.days_ago(self._plan.installed)
        install_standard_set(actor=self._founder)
        assert self._founder.membership is not None  # noqa: S101  (founders are people)
        install_starter_courses(self._founder.membership, actor=self._founder)
        for slug, months in self._plan.months.items():
            self._shorten(self._course(slug), months)

    def _shorten(self, course: Course, months: int) -> None:
        terms = authoring.CourseTerms(
            title=course.title,
            audience=Audience(course.audience),
            valid_months=months,
            counts_as_literacy=course.counts_as_literacy,
        )
        authoring.change_course(course, terms, actor=self._founder)

    def _demand(self, time: Calendar) -> Story:
        demand = self._plan.demand
        yield time.days_ago(demand.said)
        starts_on = today_here() + dt.timedelta(days=demand.said - demand.since)
        terms = RequirementTerms(VOTE.code, self._course(demand.course), starts_on, demand.grace)
        require_course(terms, actor=self._founder)

    def _revoke(self, revocation: Revocation, time: Calendar) -> Story:
        yield time.days_ago(revocation.at)
        certificate = Certificate.objects.get(
            member=self._house.people[revocation.person],
            course=self._course(revocation.course),
        )
        actor = self._house.actor(revocation.by)
        revoke_certificate(certificate, revocation.reason, actor=actor)

    def _oblige(self, duty: Duty, time: Calendar) -> Story:
        yield time.days_ago(duty.at)
        terms = RuleTerms(self._course(duty.course), duty.group, duty.value, duty.days)
        rule = switch_rule(make_rule(terms, actor=self._founder), on=True, actor=self._founder)
        apply_rule(rule, actor=Actor.system("enrolment-rules"))

    def _show(self, showing: Showing, time: Calendar) -> Story:
        yield time.days_ago(showing.at)
        issued_on = today_here() - dt.timedelta(days=showing.issued - showing.at)
        terms = ProofTerms(
            self._course(showing.course),
            showing.title,
            showing.provider,
            issued_on,
            link=showing.link,
        )
        proof = offer_proof(terms, actor=self._house.actor(showing.person))
        if not showing.by:
            return
        yield time.days_ago(showing.checked)
        checker = self._house.actor(showing.by)
        if showing.declined:
            decline_proof(proof, showing.declined, actor=checker)
        else:
            accept_proof(proof, actor=checker)

    # What a learner does

    def _learn(self, learning: Learning) -> Story:
        time = self._calendar(f"{learning.person}/{learning.course}/{learning.at}")
        learner = self._house.actor(learning.person)
        moment = time.days_ago(learning.at)
        yield moment
        enrollment = self._enrol(learning, learner)
        if not (learning.wrong or learning.reads or learning.leaves):
            return
        moment = time.after(moment, time.spread(*PAUSE))
        yield moment
        if learning.leaves:
            enrolment.leave(enrollment, actor=learner)
            return
        self._read(enrollment, learning, learner)
        for number, wrong in enumerate(learning.wrong):
            if number:
                moment = time.after(moment, time.spread(*PAUSE))
                yield moment
            sit_quiz(enrollment, wrong, f"{learning.person}/{number}", learner)
        if learning.shows:
            certificate = Certificate.objects.get(enrollment=enrollment)
            disclose(certificate, Disclosure(is_public=True, shows_name=True), actor=learner)

    def _enrol(self, learning: Learning, learner: Actor) -> Enrollment:
        assert learner.membership is not None  # noqa: S101  (learners are people)
        today = today_here()
        terms = enrolment.Enrolling(
            source=EnrollmentSource.MANAGER if learning.by else EnrollmentSource.SELF,
            due_on=None if learning.due is None else today + dt.timedelta(days=learning.due),
        )
        actor = self._house.actor(learning.by) if learning.by else learner
        course = self._course(learning.course)
        return enrolment.enrol(course, learner.membership, actor=actor, terms=terms)

    def _read(self, enrollment: Enrollment, learning: Learning, learner: Actor) -> None:
        enrollment = enrolment.begin(enrollment, actor=learner)
        assert enrollment.version is not None  # noqa: S101  (begun courses have one)
        lessons = list(enrollment.version.lessons.all())
        for lesson in lessons if learning.wrong else lessons[: learning.reads]:
            enrolment.read_lesson(enrollment, lesson, actor=learner)

    # Skills, before and after

    def _survey(self, time: Calendar) -> Story:
        survey = self._plan.survey
        baseline = None
        for phase, (opens, closes) in zip(RoundPhase, (survey.before, survey.after), strict=True):
            yield time.days_ago(opens)
            plan = RoundPlan(f"{survey.title}: {phase.label}", phase, baseline=baseline)
            asked = open_round(plan, actor=self._founder)
            for ability in self._plan.abilities:
                self._director.start(self._state(ability, asked, opens, closes))
            yield time.days_ago(closes)
            baseline = close_round(asked, actor=self._founder)

    def _state(self, ability: Ability, asked: SkillRound, opens: int, closes: int) -> Story:
        """Within the round: the job role is given first, and judged when the first round ends."""
        time = self._calendar(f"{ability.person}/{asked.phase}")
        is_first = asked.phase == RoundPhase.BASELINE
        moment = time.after(time.days_ago(opens), time.spread(0.5, opens - closes - 2))
        yield moment
        person = self._house.people[ability.person]
        known = {skill.code: skill for skill in Skill.objects.all()}
        if is_first:
            role = JobRole.objects.get(code=ability.role)
            give_job_role(role, person, actor=self._founder)
        actor = self._house.actor(ability.person)
        for code, level in (ability.before if is_first else ability.after).items():
            skills.state_level(known[code], level, actor=actor)
        if not is_first:
            yield time.after(moment, 1)
            judge = self._house.actor(ability.by)
            for code, level in ability.judged.items():
                skills.judge_level(person, known[code], level, actor=judge)


def sit_quiz(enrollment: Enrollment, wrong: int, seed: str, learner: Actor) -> Attempt:
    """One attempt with so many wrong answers."""
    attempt = start_attempt(enrollment, actor=learner)
    items = {one.key: one.item for one in attempt.quiz.questions.all()}
    asked = [line["question"] for line in attempt.paper]
    missed = set(Random(seed).sample(asked, min(wrong, len(asked))))  # noqa: S311  (a story)
    answers = {key: right_answer(items[key]) for key in asked}
    for line in attempt.paper:
        if line["question"] in missed:
            answers[line["question"]] = _missed(line["options"], items[line["question"]])
    return submit_attempt(attempt, answers, actor=learner)


def _missed(shown: Sequence[str], item: Item) -> list[str]:
    """Something wrong: the first option that is not right, or the order as it is shown."""
    right = right_answer(item)
    return next(([option] for option in shown if option not in right), list(shown))
