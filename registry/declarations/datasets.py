"""What the catalogue of datasets records, tells people and shows in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare

# The trail
DATASET_ADDED = AuditAction("registry.dataset.added", _("Dataset added"))
DATASET_CHANGED = AuditAction("registry.dataset.changed", _("Dataset changed"))
DATASET_WITHDRAWN = AuditAction(
    "registry.dataset.withdrawn", _("Dataset withdrawn"), Severity.WARNING
)
DATASET_REINSTATED = AuditAction(
    "registry.dataset.reinstated", _("Dataset available again"), Severity.NOTICE
)
DATASET_DELETED = AuditAction(
    "registry.dataset.deleted", _("Data of a dataset deleted"), Severity.WARNING
)

# Messages
DATASET_GIVEN = NotificationKind(
    "registry.dataset_given",
    label=_("I am the steward of a dataset"),
    title=_("You are the steward of the dataset %(dataset)s"),
    text=_("You answer for its classification, its licence and how long it is kept."),
)
DATASET_GONE = NotificationKind(
    "registry.dataset_gone",
    label=_("A dataset that a model of mine was made from is withdrawn or deleted"),
    title=_("%(dataset)s: %(state)s"),
    text=_("%(versions)s were made from it. %(reason)s"),
)
DELETION_DUE = NotificationKind(
    "registry.deletion_due",
    label=_("Data of a dataset I keep are to be deleted"),
    title=_("%(dataset)s is to be deleted by %(due)s"),
    text=_("Delete the data and note it, or say why they are kept longer by a new date."),
)
DELETION_OVERDUE = NotificationKind(
    "registry.deletion_overdue",
    label=_("Data of a dataset I keep should be deleted already"),
    title=_("%(dataset)s was to be deleted by %(due)s"),
    text=_("Delete the data and note it. Versions made from it are marked until then."),
)

# Navigation
declare(
    NavItem(
        "registry:datasets",
        _("Datasets"),
        "database",
        "registry.view_datasets",
        group="models",
        order=50,
        prefixes=("registry:dataset",),
    )
)
