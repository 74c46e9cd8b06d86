"""Answers in progress: opened, saved section by section, shared, discarded.

Saving is optimistic: a save names the revision it read. When somebody else saved in between, the
save is refused with both versions, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, StaleState
from coe_portal.notifications.dispatch import notify
from intake import declarations
from intake.choices import DraftState, QuestionType
from intake.logic.expressions import Answer
from intake.logic.questionnaires import Progress, Section, clean_section
from intake.logic.questions import Problem, is_answered
from intake.models.drafts import Draft, DraftSection, SectionShare
from intake.models.rulebooks import Questionnaire
from intake.models.use_cases import Assignment, UseCase
from intake.phrases import problem_texts
from intake.queries.rulebook import published


@dataclass(frozen=True)
class SavedSection:
    """What a save did: `problems` are messages by question; their answers were not stored."""

    section: DraftSection
    problems: Mapping[str, list[str]]
    progress: Progress


@transaction.atomic
def open_draft(use_case: UseCase, *, actor: Actor) -> Draft:
    """The open draft of a use case; a new one starts from the current assessment.

    Raises:
        NotAllowed: the actor may not change the case.
        InvalidTransition: the case is closed.
    """
    use_case = UseCase.objects.locked(use_case.pk)
    require(actor, "intake.edit", use_case)
    existing = Draft.objects.open().filter(use_case=use_case).first()
    if existing is not None:
        return existing
    if use_case.is_closed:
        raise InvalidTransition(_("This use case is closed: its answers cannot be changed."))
    questionnaire = published(Questionnaire)
    draft = Draft.objects.create(
        use_case=use_case, questionnaire=questionnaire, started_by=actor.membership
    )
    answers = _starting_answers(use_case)
    reading = questionnaire.parsed().read(answers)
    DraftSection.objects.bulk_create(
        DraftSection(
            organization_id=draft.organization_id,
            draft=draft,
            key=section.key,
            answers=_own(section, answers),
            complete=reading.progress[section.key].complete,
        )
        for section in questionnaire.parsed().sections
    )
    record(declarations.DRAFT_OPENED, draft, actor=actor, root=use_case)
    return draft


@transaction.atomic
def save_section(
    draft: Draft, key: str, raw: Mapping[str, object], *, revision: int, actor: Actor
) -> SavedSection:
    """Store the answers of one section; `raw` may hold only those that changed.

    An answer that is no answer is not stored and comes back in `problems`; the others are. Nothing
    is written or recorded when nothing changed.

    Raises:
        NotAllowed: the section is not the actor's to answer.
        InvalidTransition: the draft is not open any more.
        StaleState: somebody else saved since `revision`; its context has their answers
            (`current`), who (`saved_by`) and when (`saved_at`), their `revision` and the refused
            answers (`yours`).
    """
    section = _locked_section(draft, key)
    require(actor, "intake.edit_section", section)
    form = section.draft.questionnaire.parsed()
    cleaned, problems = clean_section(form.section(key), raw)
    problems += _unknown_members(form.section(key), cleaned)
    refused = {problem.question: raw[problem.question] for problem in problems}
    if section.revision != revision:
        raise _stale(section, {**cleaned, **refused})
    before = section.answers
    kept = {name: value for name, value in cleaned.items() if name not in refused}
    section.answers = _merged(before, kept)
    others = {name: value for name, value in draft.answers().items() if name not in before}
    progress = form.read({**others, **section.answers}).progress[key]
    if section.answers != before:
        _store(section, progress, actor)
        _record_save(section, before, actor)
    return SavedSection(section, problem_texts(problems), progress)


@transaction.atomic
def share_section(
    section: DraftSection, member: Membership, *, actor: Actor, note: str = ""
) -> SectionShare:
    """Let a colleague answer one section, and tell them; sharing twice changes nothing."""
    use_case = section.draft.use_case
    require(actor, "intake.edit", use_case)
    if not member.is_current():
        raise InvalidInput(_("Choose a member of your organization."))
    share, is_new = SectionShare.objects.get_or_create(
        section=section,
        member=member,
        defaults={"shared_by": actor.membership, "note": note.strip()[:500]},
    )
    if is_new:
        title = section.draft.questionnaire.parsed().section(section.key).title
        notify(
            declarations.SECTION_SHARED_WITH_YOU,
            [member],
            use_case,
            context={
                "actor": actor.label,
                "section": title,
                "reference": use_case.reference,
                "title": use_case.title,
                "note": share.note,
            },
            url=use_case.section_url(section.key),
        )
        record(
            declarations.SECTION_SHARED,
            section.draft,
            actor=actor,
            after={"section": section.key, "member": member.display_name},
            root=use_case,
        )
    return share


@transaction.atomic
def unshare_section(share: SectionShare, *, actor: Actor) -> None:
    """Take a section back from a colleague."""
    draft = share.section.draft
    require(actor, "intake.edit", draft.use_case)
    record(
        declarations.SECTION_UNSHARED,
        draft,
        actor=actor,
        before={"section": share.section.key, "member": share.member.display_name},
        root=draft.use_case,
    )
    share.delete()


@transaction.atomic
def discard_draft(draft: Draft, *, actor: Actor) -> Draft:
    """Give up the changes since the last submission; a case never submitted keeps its draft."""
    use_case = UseCase.objects.locked(draft.use_case_id)
    require(actor, "intake.edit", use_case)
    draft = Draft.objects.locked(draft.pk)
    if draft.state != DraftState.OPEN or use_case.current_assessment_id is None:
        raise InvalidTransition(_("Only changes to a submitted use case can be discarded."))
    close_draft(draft, DraftState.DISCARDED)
    record(declarations.DRAFT_DISCARDED, draft, actor=actor, root=use_case)
    return draft


def close_draft(draft: Draft, state: DraftState) -> None:
    """Nothing can be saved into the draft any more."""
    draft.state = state
    draft.closed_at = timezone.now()
    draft.save(update_fields=["state", "closed_at", "updated_at"])


def _starting_answers(use_case: UseCase) -> dict[str, Answer]:
    """The answers of the current assessment, with the people who are named now."""
    assessment = use_case.current_assessment
    answers: dict[str, Answer] = dict(assessment.answers) if assessment else {}
    named = Assignment.objects.filter(use_case=use_case).values_list("kind", "member_id")
    return {**answers, **dict(named)}


def _own(section: Section, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    return {
        question.id: answers[question.id]
        for question in section.questions
        if question.id in answers and not question.accept
    }


def _locked_section(draft: Draft, key: str) -> DraftSection:
    """The section's row, and only then whether its draft is still open.

    Submission locks all sections and closes the draft, so that a save either is in the assessment
    or is refused.
    """
    section = DraftSection.objects.locked_rows().filter(draft=draft, key=key).first()
    if section is None:
        raise InvalidInput(_("This questionnaire has no such section."))
    current = _with_form(draft.pk)
    if current.state != DraftState.OPEN:
        raise InvalidTransition(_("These answers are submitted: open the use case to change them."))
    section.draft = current
    return section


def _with_form(pk: int) -> Draft:
    rows = Draft.objects.select_related("use_case", "questionnaire")
    return rows.defer("questionnaire__document").get(pk=pk)


def _unknown_members(section: Section, cleaned: Mapping[str, Answer]) -> list[Problem]:
    named = {
        question.id: int(str(cleaned[question.id]))
        for question in section.questions
        if question.type == QuestionType.MEMBER and cleaned.get(question.id) is not None
    }
    if not named:
        return []
    members = Membership.objects.current().filter(pk__in=named.values())
    found = set(members.values_list("pk", flat=True))
    return [Problem(name, "not_a_member") for name, pk in named.items() if pk not in found]


def _stale(section: DraftSection, yours: Mapping[str, object]) -> StaleState:
    return StaleState(
        _("%(name)s saved this section while you were writing. Compare and save again.")
        % {"name": section.saved_by.display_name if section.saved_by else _("Somebody")},
        code="intake.section_changed",
        current=section.answers,
        revision=section.revision,
        saved_by=section.saved_by.display_name if section.saved_by else "",
        saved_at=section.saved_at,
        yours=dict(yours),
    )


def _merged(before: Mapping[str, Answer], saved: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers after a save; an answer that was taken back is gone."""
    return {name: value for name, value in {**before, **saved}.items() if is_answered(value)}


def _record_save(section: DraftSection, before: Mapping[str, Answer], actor: Actor) -> None:
    """Which answers changed: what they say is frozen and recorded at submission."""
    changed = {name for name in before if before[name] != section.answers.get(name)}
    record(
        declarations.SECTION_SAVED,
        section.draft,
        actor=actor,
        after={
            "section": section.key,
            "revision": section.revision,
            "answers": sorted(changed | (section.answers.keys() - before.keys())),
        },
        root=section.draft.use_case,
    )


def _store(section: DraftSection, progress: Progress, actor: Actor) -> None:
    section.revision += 1
    section.complete = progress.complete
    section.saved_at = timezone.now()
    section.saved_by = actor.membership
    section.save(
        update_fields=["answers", "revision", "complete", "saved_at", "saved_by", "updated_at"]
    )
