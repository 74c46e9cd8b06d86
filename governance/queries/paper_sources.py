"""What governance and intake know for the papers of the EU AI Act."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from governance.choices import ChecklistTopic, EvidenceState, IncidentState, PaperKind
from governance.logic.papers import Fact
from governance.models.checklists import Checklist, ChecklistVersion
from governance.models.controls import Evidence
from governance.models.decisions import Decision
from governance.models.incidents import Incident
from governance.models.risks import Risk
from governance.paper_facts import knows
from intake.choices import Stage
from intake.models.assessments import Assessment
from intake.models.use_cases import Assignment, UseCase
from training.models.certificates import Certificate

FRIA, FILE, REGISTRATION = PaperKind.FRIA, PaperKind.TECHNICAL_FILE, PaperKind.REGISTRATION
MOST: Final = 25
UNJUDGED: Final = (IncidentState.REPORTED, IncidentState.DISMISSED)


@knows((FILE, "1-a"), (FRIA, "a"), (REGISTRATION, "a-5"), (REGISTRATION, "b-5"))
def purpose(use_case: UseCase) -> Iterable[Fact]:
    """What it is for, as it was registered."""
    if use_case.summary:
        yield Fact(_("What it does"), use_case.summary, use_case.get_absolute_url())


@knows((FILE, "1-a"), (REGISTRATION, "a-4"), (REGISTRATION, "b-4"))
def name(use_case: UseCase) -> Iterable[Fact]:
    """How it is called here."""
    yield Fact(_("Name"), f"{use_case.reference} {use_case.title}", use_case.get_absolute_url())
    if use_case.current_assessment is not None:
        yield Fact(_("Assessment"), str(use_case.current_assessment.number))


@knows((FRIA, "c"))
def users(use_case: UseCase) -> Iterable[Fact]:
    """Who is meant to use it."""
    if use_case.intended_users:
        yield Fact(_("Who will use it"), use_case.intended_users)


@knows((REGISTRATION, "a-7"), (REGISTRATION, "b-7"), (REGISTRATION, "b-8"))
def status(use_case: UseCase) -> Iterable[Fact]:
    """Where it stands."""
    yield Fact(_("Stage"), str(Stage(use_case.stage).label), use_case.get_absolute_url())


@knows((FILE, "2-e"), (FRIA, "e"))
def people(use_case: UseCase) -> Iterable[Fact]:
    """Who answers for it, and how many valid certificates they hold."""
    rows = list(
        Assignment.objects.filter(use_case=use_case).select_related("member__user").order_by("kind")
    )
    held = Certificate.objects.filter(
        member__in=[row.member_id for row in rows], revoked_at__isnull=True
    )
    certified = list(held.values_list("member", flat=True)) if rows else []
    for row in rows:
        count = certified.count(row.member_id)
        yield Fact(
            row.get_kind_display(),
            _("%(name)s, certificates: %(count)d")
            % {"name": row.member.display_name, "count": count},
        )


@knows((FILE, "5"), (FRIA, "d"))
def risks(use_case: UseCase) -> Iterable[Fact]:
    """Its lines in the register, with what is done about each."""
    rows = Risk.objects.live().about(use_case).order_by("-score").prefetch_related("treatments")
    for risk in rows[:MOST]:
        planned = "; ".join(treatment.text for treatment in risk.treatments.all())
        text = _("%(title)s (%(band)s)") % {"title": risk.title, "band": risk.band.label}
        yield Fact(
            risk.reference, f"{text}: {planned}" if planned else text, risk.get_absolute_url()
        )


@knows((FILE, "3"), (FILE, "9"), (FRIA, "d"))
def incidents(use_case: UseCase) -> Iterable[Fact]:
    """What went wrong."""
    rows = Incident.objects.filter(use_case=use_case).exclude(state__in=UNJUDGED)
    for incident in rows.order_by("number")[:MOST]:
        yield Fact(
            incident.reference,
            f"{incident.title}: {incident.get_state_display()}",
            incident.get_absolute_url(),
        )


@knows((FILE, "6"))
def changes(use_case: UseCase) -> Iterable[Fact]:
    """Its assessments and decisions, one after the other."""
    assessments = Assessment.objects.filter(use_case=use_case).order_by("number")
    for assessment in assessments.only("number", "submitted_at", "tier", "actor_label")[:MOST]:
        yield Fact(
            _("Assessment %(number)d") % {"number": assessment.number},
            f"{date_format(assessment.submitted_at, 'j F Y')}, {assessment.actor_label}",
        )
    for decision in Decision.objects.filter(use_case=use_case).order_by("number")[:MOST]:
        yield Fact(
            decision.reference,
            f"{decision.get_gate_display()}: {decision.get_outcome_display()}, "
            f"{date_format(decision.decided_at, 'j F Y')}",
            decision.get_absolute_url(),
        )


@knows((FILE, "2-g"), (FILE, "7"))
def evidence(use_case: UseCase) -> Iterable[Fact]:
    """What shows that controls work."""
    rows = Evidence.objects.filter(use_case=use_case, state=EvidenceState.ACCEPTED)
    for row in rows.select_related("control").order_by("number")[:MOST]:
        digest = f", SHA-256 {row.sha256}" if row.sha256 else ""
        yield Fact(str(row.control), f"{row.title}{digest}")


@knows((FILE, "2-g"))
def tests(use_case: UseCase) -> Iterable[Fact]:
    """What the release checklists say of evaluation."""
    return _answers(use_case, ChecklistTopic.EVALUATION)


@knows((FILE, "2-e"), (FRIA, "e"))
def oversight(use_case: UseCase) -> Iterable[Fact]:
    """What the release checklists say of human oversight."""
    return _answers(use_case, ChecklistTopic.OVERSIGHT)


@knows((FILE, "2-h"))
def security(use_case: UseCase) -> Iterable[Fact]:
    """What the release checklists say of security."""
    return _answers(use_case, ChecklistTopic.SECURITY)


@knows((FILE, "3"), (FILE, "9"), (FRIA, "f"))
def operation(use_case: UseCase) -> Iterable[Fact]:
    """What the release checklists say of operation."""
    return _answers(use_case, ChecklistTopic.OPERATION)


def _answers(use_case: UseCase, topic: ChecklistTopic) -> Iterable[Fact]:
    version = ChecklistVersion.objects.order_by("-number").first()
    keys = [item.key for item in version.parsed if item.topic == topic] if version else []
    rows = Checklist.objects.filter(use_case=use_case).order_by("id").prefetch_related("answers")
    for checklist in rows:
        checklist.use_case = use_case
        for answer in checklist.answers.all():
            if answer.choice and answer.item in keys:
                note = f" {answer.note}" if answer.note else ""
                yield Fact(
                    answer.asked,
                    f"{answer.get_choice_display()}.{note}",
                    checklist.get_absolute_url(),
                )
