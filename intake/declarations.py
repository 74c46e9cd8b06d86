"""What intake records, tells people, and shows in the navigation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _, ngettext

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare


def answers_saved(saves: Sequence[Mapping[str, Any]]) -> str:
    """What a run of saves did: how many answers, in which sections, in the order of saving."""
    answers = {(save["section"], name) for save in saves for name in save["answers"]}
    sections = dict.fromkeys(str(save["section"]) for save in reversed(saves))
    return ngettext(
        "%(count)d answer saved in %(sections)s", "%(count)d answers saved in %(sections)s",
        len(answers),
    ) % {
        "count": len(answers),
        "sections": ", ".join(key.replace("_", " ").capitalize() for key in sections),
    }  # fmt: skip


USE_CASE_REGISTERED = AuditAction("intake.use_case.registered", _("Use case registered"))
USE_CASE_CHANGED = AuditAction("intake.use_case.changed", _("Use case changed"))
USE_CASE_JOINED = AuditAction("intake.use_case.joined", _("Asked to join a use case"))
USE_CASE_MOVED = AuditAction("intake.use_case.moved", _("Stage changed"), Severity.NOTICE)
PERSON_ASSIGNED = AuditAction("intake.person.assigned", _("Person named"))
PERSON_UNASSIGNED = AuditAction("intake.person.unassigned", _("Person taken off"))
COLLABORATOR_ADDED = AuditAction("intake.collaborator.added", _("Collaborator added"))
COLLABORATOR_REMOVED = AuditAction("intake.collaborator.removed", _("Collaborator removed"))
DRAFT_OPENED = AuditAction("intake.draft.opened", _("Answers opened for change"))
DRAFT_DISCARDED = AuditAction("intake.draft.discarded", _("Open answers discarded"))
SECTION_SAVED = AuditAction("intake.section.saved", _("Section saved"), together=answers_saved)
SECTION_SHARED = AuditAction("intake.section.shared", _("Section shared"))
SECTION_UNSHARED = AuditAction("intake.section.unshared", _("Section no longer shared"))
ASSESSMENT_SUBMITTED = AuditAction(
    "intake.assessment.submitted", _("Use case submitted"), Severity.NOTICE
)
DOCUMENT_DRAFTED = AuditAction("intake.rules.drafted", _("Rules drafted"))
DOCUMENT_EDITED = AuditAction("intake.rules.edited", _("Draft rules changed"))
RULES_TRIED = AuditAction("intake.rules.tried", _("Draft rules tried on all use cases"))
DOCUMENT_PUBLISHED = AuditAction("intake.rules.published", _("Rules published"), Severity.NOTICE)

SECTION_SHARED_WITH_YOU = NotificationKind(
    "intake.section_shared",
    label=_("A colleague asks for your answers"),
    title=_("%(actor)s asks you to answer “%(section)s” of %(reference)s"),
    text=_("%(title)s. %(note)s"),
)
PERSON_NAMED = NotificationKind(
    "intake.person_named",
    label=_("You are named for a use case"),
    title=_("You are named as %(role)s of %(reference)s"),
    text=_("%(title)s"),
)
COLLABORATOR_ASKED = NotificationKind(
    "intake.collaborator_asked",
    label=_("Somebody asks you to work on a use case"),
    title=_("%(actor)s asks you to work on %(reference)s"),
    text=_("%(title)s. %(note)s"),
)
JOIN_ASKED = NotificationKind(
    "intake.join_asked",
    label=_("Somebody wants to join your use case"),
    title=_("%(actor)s would like to join %(reference)s"),
    text=_("%(title)s. %(note)s"),
)
LEGAL_QUESTIONS_OPEN = NotificationKind(
    "intake.legal_questions_open",
    label=_("Legal questions to answer"),
    title=_("%(reference)s has %(count)s legal questions marked “unsure”"),
    text=_("%(title)s"),
)
STAGE_MOVED = NotificationKind(
    "intake.stage_moved",
    label=_("Your use case moved"),
    title=_("%(reference)s moved to %(stage)s"),
    text=_("%(title)s. %(reason)s"),
)

IMPORT_RECEIVED = AuditAction("intake.import.received", _("Inventory uploaded"))
IMPORT_MAPPED = AuditAction("intake.import.mapped", _("Columns of an inventory assigned"))
IMPORT_MAPPING_SAVED = AuditAction("intake.import_mapping.saved", _("Import mapping saved"))
IMPORT_CHECKED = AuditAction("intake.import.checked", _("Inventory checked"))
IMPORT_STARTED = AuditAction("intake.import.started", _("Import started"), Severity.NOTICE)
IMPORT_FINISHED = AuditAction("intake.import.finished", _("Import finished"), Severity.NOTICE)
IMPORT_FAILED = AuditAction("intake.import.failed", _("Import failed"), Severity.WARNING)
CASE_IMPORTED = AuditAction("intake.use_case.imported", _("Use case imported"))
CASE_REIMPORTED = AuditAction("intake.use_case.reimported", _("Use case updated by an import"))
EXPORT_REQUESTED = AuditAction("intake.export.requested", _("Export of use cases requested"))
UNIT_IMPORTED = AuditAction("intake.unit.imported", _("Business unit made by an import"))

declare(
    NavItem(
        "intake:portfolio",
        _("Portfolio"),
        "layout-list",
        "intake.view",
        order=10,
        prefixes=("intake:board", "intake:bubbles", "intake:use_case"),
    ),
    NavItem(
        "intake:imports",
        _("Imports"),
        "upload",
        "intake.import",
        group="settings",
        order=60,
        prefixes=("intake:import",),
    ),
    NavItem(
        "intake:rules",
        _("Rules"),
        "list-checks",
        "intake.view_rules",
        group="settings",
        order=50,
        prefixes=("intake:rules_",),
    ),
)
