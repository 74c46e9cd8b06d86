"""What intake itself asks for at the gates of a use case."""

from __future__ import annotations

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from coe_portal.gates.registry import Unmet, requirement
from intake.choices import AssignmentKind, Gate
from intake.models.assessments import Assessment
from intake.models.use_cases import Assignment, UseCase

FORWARD = (Gate.DISCOVERY, Gate.POC, Gate.PILOT, Gate.PRODUCTION)
BUILDING = (Gate.POC, Gate.PILOT, Gate.PRODUCTION)


@requirement(
    *(gate.value for gate in FORWARD),
    code="intake.answers_complete",
    label=gettext_lazy("Submitted, with all required answers"),
)
def answers_complete(use_case: UseCase) -> Unmet | None:
    """A submitted case is complete; an imported one may lack answers."""
    assessment = _assessment(use_case)
    url = use_case.get_absolute_url()
    if assessment is None:
        return Unmet("intake.answers_complete", _("It is not submitted yet."), url)
    reading = assessment.questionnaire.parsed().read(assessment.answers)
    missing = sum(
        1
        for section in reading.progress.values()
        for key in section.missing
        if not reading.questionnaire.questions[key].accept
    )
    if not missing:
        return None
    message = ngettext(
        "%(count)s required answer is missing.", "%(count)s required answers are missing.", missing
    ) % {"count": missing}
    return Unmet("intake.answers_complete", message, url)


@requirement(
    *(gate.value for gate in BUILDING),
    code="intake.people_named",
    label=gettext_lazy("Sponsor, tech lead and compliance reviewer are named"),
)
def people_named(use_case: UseCase) -> Unmet | None:
    """All three before anything is built."""
    named = set(Assignment.objects.filter(use_case=use_case).values_list("kind", flat=True))
    missing = [str(kind.label) for kind in AssignmentKind if kind not in named]
    if not missing:
        return None
    return Unmet(
        "intake.people_named",
        _("Not named yet: %(people)s.") % {"people": ", ".join(missing)},
        use_case.get_absolute_url(),
    )


@requirement(
    *(gate.value for gate in BUILDING),
    code="intake.law_settled",
    label=gettext_lazy("No legal question is open"),
)
def law_settled(use_case: UseCase) -> Unmet | None:
    """Somebody answered "unsure": compliance answers before anything is built."""
    assessment = _assessment(use_case)
    if assessment is None or not assessment.unsure:
        return None
    count = len(assessment.unsure)
    message = ngettext(
        "%(count)s legal question is marked “unsure”.",
        "%(count)s legal questions are marked “unsure”.",
        count,
    ) % {"count": count}
    return Unmet("intake.law_settled", message, use_case.get_absolute_url())


def _assessment(use_case: UseCase) -> Assessment | None:
    """Read once for all the requirements of a gate."""
    pk = use_case.current_assessment_id
    if pk is not None and not UseCase.current_assessment.is_cached(use_case):
        use_case.current_assessment = Assessment.objects.with_versions().get(pk=pk)
    return use_case.current_assessment
