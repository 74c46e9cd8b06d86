"""What a version needs before it goes into production. Other rooms of the registry declare more."""

from __future__ import annotations

from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.gates.registry import Unmet, requirement
from coe_portal.tenancy.addresses import org_url
from governance.models.incidents import Incident
from governance.review_subjects import ReviewSubject, declare_review_subject
from intake.choices import Gate, Stage, Tier
from intake.logic.stages import ENDING
from intake.models.use_cases import UseCase
from registry.activities import PROMOTE
from registry.choices import ModelKind, RetirementStep, VendorStatus, VersionStatus
from registry.logic.completeness import Gap, Why, gaps
from registry.models.models import ModelVersion
from registry.queries.agent_tools import not_permitted
from registry.queries.candidates import APPROVED, GATE, LIVE, Candidate
from registry.queries.datasets import DATASET_MARKS
from registry.queries.dependence import Dependence
from registry.queries.documents import incomplete_documents, place_to_write
from registry.queries.packets import builders_of, packet_facts
from registry.queries.retirement import open_plan, step_is_open
from training.queries.currency import missing_courses


@requirement(GATE, code="registry.ready", label=gettext_lazy("Its files are there"))
def is_ready(candidate: Candidate) -> Unmet | None:
    """A registration that failed or is still running has nothing to serve."""
    version = candidate.version
    if version.status == VersionStatus.READY:
        return None
    state = version.get_status_display()
    return Unmet("registry.ready", _("The files are not there: %(state)s.") % {"state": state})


@requirement(
    GATE, code="registry.use_case", label=gettext_lazy("It serves a use case that may go live")
)
def serves_a_case(candidate: Candidate) -> Unmet | None:
    """Approval is given for a use: without one there is nothing to judge."""
    case = candidate.use_case
    if case is None:
        return Unmet(
            "registry.use_case",
            _("The model is linked to no use case at work."),
            candidate.model.get_absolute_url(),
        )
    if Stage(case.stage) in LIVE and candidate.tier not in {None, Tier.PROHIBITED}:
        return None
    text = _("%(case)s is at %(stage)s, with tier: %(tier)s. It must be a pilot or live.") % {
        "case": case.reference,
        "stage": case.get_stage_display(),
        "tier": case.get_tier_display() or _("none yet"),
    }
    return Unmet("registry.use_case", text, case.get_absolute_url())


@requirement(GATE, code="registry.documents", label=gettext_lazy("Documents complete for the tier"))
def documented(candidate: Candidate) -> Unmet | None:
    """Each kind of document that the tier and the kind of model ask for, passed where it tests."""
    found = gaps(candidate.needed, candidate.present)
    if not found:
        return None
    text = _("Documents: %(gaps)s.") % {"gaps": ", ".join(_gap(one) for one in found)}
    return Unmet("registry.documents", text, place_to_write(candidate.version, found[0].document))


@requirement(
    GATE, code="registry.document_parts", label=gettext_lazy("Documents say what the tier asks for")
)
def documents_say_all(candidate: Candidate) -> Unmet | None:
    """Of those that are written here, and read part by part."""
    found = incomplete_documents(candidate)
    if not found:
        return None
    texts = [f"{kind.label}: {'; '.join(labels)}" for kind, labels in found.items()]
    place = place_to_write(candidate.version, next(iter(found)))
    return Unmet(
        "registry.document_parts",
        _("Still to be said. %(gaps)s") % {"gaps": " · ".join(texts)},
        place,
    )


def _gap(gap: Gap) -> str:
    label = gap.document.label
    if gap.why == Why.FAILED:
        return _("%(document)s (failed)") % {"document": label}
    if gap.why == Why.NO_RESULT:
        return _("%(document)s (no result)") % {"document": label}
    return _("%(document)s (missing)") % {"document": label}


def _place(candidate: Candidate, name: str) -> str:
    """A page about the version, where something can be done."""
    version = candidate.version
    return org_url(name, reference=candidate.model.reference, number=version.number)


@requirement(
    GATE, code="registry.validated", label=gettext_lazy("Validated by somebody independent")
)
def validated(candidate: Candidate) -> Unmet | None:
    """Whoever built it does not check it; so one has to know who built it."""
    version = candidate.version
    if version.developer_id is None:
        return Unmet(
            "registry.validated",
            _("Nobody is named as its developer."),
            _place(candidate, "registry:version_edit"),
        )
    if version.validator_id is not None and version.validator_id != version.developer_id:
        return None
    return Unmet(
        "registry.validated",
        _("Nobody but its developer has validated it."),
        _place(candidate, "registry:version_validate"),
    )


@requirement(
    GATE, code="registry.owner_trained", label=gettext_lazy("The owner's training is current")
)
def owner_trained(candidate: Candidate) -> Unmet | None:
    """Owning a model in production may require a course."""
    owner = candidate.model.owner
    missing = missing_courses(owner, PROMOTE.code)
    if not missing:
        return None
    text = _("%(owner)s has to complete: %(courses)s.") % {
        "owner": owner,
        "courses": ", ".join(course.title for course in missing),
    }
    return Unmet("registry.owner_trained", text, missing[0].get_absolute_url())


@requirement(
    GATE, code="registry.no_severe_incident", label=gettext_lazy("No severe incident is open")
)
def no_severe_incident(candidate: Candidate) -> Unmet | None:
    """In any of the use cases that the model serves."""
    rows = Incident.objects.open().of_high_severity().filter(use_case__in=candidate.use_cases)
    found = list(rows.order_by("number")[:10])
    if not found:
        return None
    names = ", ".join(incident.reference for incident in found)
    return Unmet(
        "registry.no_severe_incident",
        _("Severe incidents are not closed yet: %(incidents)s.") % {"incidents": names},
        found[0].get_absolute_url(),
    )


@requirement(GATE, code="registry.vendor_approved", label=gettext_lazy("Its vendors are approved"))
def vendors_approved(candidate: Candidate) -> Unmet | None:
    """Every vendor that it stands on, by its model, its lineage or what it was made from."""
    wrong = [one for one in candidate.dependences if not _is_approved(one)]
    if not wrong:
        return None
    first = wrong[0].vendor
    return Unmet(
        "registry.vendor_approved",
        _("Vendors: %(vendors)s.") % {"vendors": ", ".join(_why(one) for one in wrong)},
        org_url("registry:vendors") if first is None else first.get_absolute_url(),
    )


def _is_approved(dependence: Dependence) -> bool:
    vendor = dependence.vendor
    return vendor is not None and vendor.status == VendorStatus.APPROVED and vendor.is_reviewed


def _why(dependence: Dependence) -> str:
    vendor, words = dependence.vendor, {"vendor": dependence.name}
    if vendor is None:
        return _("%(vendor)s (no vendor of the catalogue)") % words
    if vendor.status == VendorStatus.APPROVED:
        return _("%(vendor)s (review overdue)") % words
    return f"{vendor.name} ({vendor.get_status_display().lower()})"


@requirement(GATE, code="registry.datasets_usable", label=gettext_lazy("Its datasets may be used"))
def datasets_usable(candidate: Candidate) -> Unmet | None:
    """Neither it nor what it was made from comes from data that were withdrawn or kept too long."""
    wrong = [mark for mark in candidate.marks if mark.code in DATASET_MARKS]
    if not wrong:
        return None
    texts = " ".join(mark.text for mark in wrong[:10])
    return Unmet("registry.datasets_usable", texts, wrong[0].url)


@requirement(
    GATE, code="registry.tools_permitted", label=gettext_lazy("Every tool of an agent is permitted")
)
def tools_permitted(candidate: Candidate) -> Unmet | None:
    """Somebody other than its developer allows each; what cannot be undone needs a person."""
    if candidate.model.kind != ModelKind.AGENT:
        return None
    lines = not_permitted(candidate.version)
    if not lines:
        return None
    named = ", ".join(f"{line.tool} ({line.standing_label})" for line in lines[:10])
    text = _("Tools that are not permitted: %(tools)s.") % {"tools": named}
    return Unmet("registry.tools_permitted", text, _place(candidate, "registry:version_tools"))


@requirement(GATE, code=APPROVED, label=gettext_lazy("Approved for this version"))
def approved(candidate: Candidate) -> Unmet | None:
    """A decision about this very version, still valid, for a use that it still has."""
    if candidate.approval is not None:
        return None
    return Unmet(
        APPROVED,
        _("The approval of this version is missing."),
        _place(candidate, "registry:version"),
    )


@requirement(
    Gate.RETIRED.value,
    ENDING,
    code="registry.retirement_plan",
    label=gettext_lazy("Its retirement is planned"),
)
def retirement_planned(case: UseCase) -> Unmet | None:
    """Somebody says why it ends, and by when."""
    if open_plan(case) is not None:
        return None
    return Unmet(
        "registry.retirement_plan",
        _("No retirement plan is open."),
        org_url("registry:retirement_new", reference=case.reference),
    )


def _require_step(step: RetirementStep) -> None:
    code = f"registry.retirement_{step.value}"

    @requirement(Gate.RETIRED.value, ENDING, code=code, label=step.label)
    def settled(case: UseCase) -> Unmet | None:
        """Asked once there is a plan: without one, that is what is missing."""
        plan = open_plan(case)
        if plan is None or not step_is_open(plan, step):
            return None
        return Unmet(
            code,
            _("Not settled yet: %(step)s.") % {"step": step.label},
            org_url("registry:retirement_step", reference=plan.reference, step=step.value),
        )


for _step in RetirementStep:
    _require_step(_step)


declare_review_subject(ReviewSubject(ModelVersion, facts=packet_facts, builders=builders_of))
