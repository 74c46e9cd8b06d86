"""What training has in a world: a row of everything that has an address."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.signing.actions import active_key
from coe_portal.tenancy.models import BusinessUnit
from governance.activities import VOTE
from tests.architecture.worlds.world import Examples
from tests.training.conftest import certify
from tests.training.papers import picture_file
from training.actions import authoring, sessions, skill_catalogue, tracks
from training.actions.articles import ArticleText, publish_article, write_article
from training.actions.community import Asking, Naming, answer_question, ask_question, name_champion
from training.actions.enrolment import begin, enrol, read_lesson
from training.actions.imports import CompletionFile, choose_columns, receive_completions
from training.actions.pictures import add_picture
from training.actions.proofs import ProofTerms, offer_proof
from training.actions.quizzes import start_attempt
from training.actions.requirements import RequirementTerms, require_course
from training.actions.rounds import RoundPlan, open_round
from training.actions.rules import RuleTerms, make_rule
from training.actions.skill_catalogue import Named, RoleTargets, SkillFacts
from training.actions.skills import judge_level
from training.choices import QuestionKind, RoundPhase, SessionKind
from training.logic.completions import mapping_of
from training.logic.quizzes import Option
from training.models.courses import Course


def skills(word: str, person: Membership, actor: Actor) -> Examples:
    area = skill_catalogue.add_area(Named(f"{word} area"), actor=actor)
    skill = skill_catalogue.add_skill(
        SkillFacts(f"{word} skill", area, f"Deal with a {word}."), actor=actor
    )
    role = skill_catalogue.add_job_role(Named(f"{word} keeper"), actor=actor)
    targets = RoleTargets(role.name, {skill.pk: 3})
    role = skill_catalogue.change_job_role(role, targets, actor=actor)
    holder = skill_catalogue.give_job_role(role, person, actor=actor)
    judge_level(person, skill, 2, actor=actor)
    asked = open_round(RoundPlan(f"{word} round", RoundPhase.BASELINE), actor=actor)
    return {
        ("people", "pk"): str(person.pk),
        ("judge", "code"): skill.code,
        ("state", "code"): skill.code,
        ("areas", "code"): area.code,
        ("skill", "code"): skill.code,
        ("job-roles", "code"): role.code,
        ("rounds", "pk"): str(asked.pk),
        ("skill-rounds", "pk"): str(asked.pk),
        ("skills", "code"): skill.code,
        ("holders", "pk"): str(holder.pk),
    }


def course(word: str, person: Membership, actor: Actor) -> Examples:
    """A published course that the person is in the middle of, its quiz begun."""
    course = authoring.create_course(authoring.CourseTerms(f"{word} course"), actor=actor)
    draft = authoring.open_draft(course, actor=actor)
    lesson = authoring.save_lesson(
        draft, authoring.LessonTerms(f"{word} lesson", f"About {word}."), revision=0, actor=actor
    )
    options = (Option("", f"Yes, {word}", right=True), Option("", f"No, {word}"))
    question = authoring.QuestionTerms(QuestionKind.SINGLE, f"Is it {word}?", options)
    authoring.save_question(draft, question, revision=1, actor=actor)
    picture = add_picture(draft, picture_file(word), name=f"{word}-shot", actor=actor)
    version = authoring.publish_course(draft, "", revision=2, actor=actor)
    authoring.open_draft(course, actor=actor)
    track = tracks.create_track(tracks.TrackTerms(f"{word} track"), actor=actor)
    tracks.add_course(track, course, actor=actor)
    enrollment = begin(enrol(course, person, actor=actor), actor=actor)
    read_lesson(enrollment, lesson, actor=actor)
    start_attempt(enrollment, actor=actor)
    certificate = certify(person, course)
    active_key(actor=actor)  # comes with the first certificate
    terms = RequirementTerms(VOTE.code, course, timezone.localdate() + dt.timedelta(days=400))
    requirement = require_course(terms, actor=actor)
    today = timezone.localdate()
    shown = ProofTerms(course, f"Diploma of {course}", "Academy", today, link="https://x.example")
    proof = offer_proof(shown, actor=actor)
    return {
        ("certificates", "reference"): certificate.reference,
        ("proofs", "reference"): proof.reference,
        ("verify", "public_id"): "not-a-certificate",
        ("issuer", "key_id"): "not-a-key",
        ("required", "pk"): str(requirement.pk),
        ("training-requirements", "pk"): str(requirement.pk),
        ("tracks", "slug"): track.slug,
        ("courses", "reference"): course.reference,
        ("author", "reference"): course.reference,
        ("questions", "key"): version.quiz.questions.get().key,
        ("enrolments", "reference"): enrollment.reference,
        ("learning", "reference"): enrollment.reference,
        ("lessons", "key"): lesson.key,
        ("pictures", "key"): picture.name,
        ("pictures", "sha256"): picture.sha256,
        ("quiz", "number"): "1",
        ("attempts", "number"): "1",
    }


def community(word: str, unit: BusinessUnit, person: Membership, actor: Actor) -> Examples:
    article = write_article(ArticleText(f"{word} article", f"All of {word}.", (word,)), actor=actor)
    publish_article(article, actor=actor)
    question = ask_question(Asking(f"Why {word}?", f"Because of a {word}."), actor=actor)
    answer = answer_question(question, f"That is a {word}.", actor=Actor.member(person))
    champion = name_champion(Naming(unit, person, timezone.localdate()), actor=actor)
    return {
        ("articles", "reference"): article.reference,
        ("revisions", "number"): "1",
        ("questions", "reference"): question.reference,
        ("answers", "pk"): str(answer.pk),
        ("champions", "pk"): str(champion.pk),
    }


def session_and_rule(word: str, host: Membership, actor: Actor) -> Examples:
    """A session to come that its host has booked, and a rule that is off."""
    starts_at = timezone.now() + dt.timedelta(days=7)
    terms = sessions.SessionTerms(
        kind=SessionKind.WORKSHOP,
        title=f"{word} clinic",
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=1),
        host=host,
        place=f"{word} room",
    )
    planned = sessions.plan_session(terms, actor=actor)
    sessions.book(planned, actor=actor)
    course = Course.objects.get(title=f"{word} course")
    rule = make_rule(RuleTerms(course, "everybody"), actor=actor)
    return {
        ("sessions", "reference"): planned.reference,
        ("rules", "pk"): str(rule.pk),
        ("enrolment-rules", "pk"): str(rule.pk),
    }


def completions(word: str, actor: Actor) -> Examples:
    content = f"Mail,Course,Done\n{word}@example.com,{word} course,2025-03-01\n".encode()
    batch = receive_completions(
        CompletionFile(
            file_name=f"{word}-completions.csv",
            sha256=word.encode().hex().ljust(64, "0")[:64],
            size=len(content),
            headers=("Mail", "Course", "Done"),
            content=ContentFile(content, name="completions.csv"),
        ),
        actor=actor,
    )
    columns = {"email": "Mail", "course": "Course", "completed_on": "Done"}
    choose_columns(batch, mapping_of(columns, day_first=True), actor=actor)
    return {
        ("completions", "reference"): batch.reference,
        ("completion-imports", "reference"): batch.reference,
    }
