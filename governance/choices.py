"""The words of governance: paths, votes, outcomes and who sits on a board."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Path(models.TextChoices):
    SELF_SERVICE = "self_service", _("Self-service")
    LIGHT = "light", _("Light review")
    BOARD = "board", _("Full board")
    STOP = "stop", _("Stopped")


class MatrixState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class ReviewState(models.TextChoices):
    OPEN = "open", _("Open")
    STALE = "stale", _("Stale")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class VoteChoice(models.TextChoices):
    APPROVE = "approve", _("Approve")
    CONDITIONS = "approve_with_conditions", _("Approve with conditions")
    REJECT = "reject", _("Reject")
    ABSTAIN = "abstain", _("Abstain")


class Outcome(models.TextChoices):
    APPROVED = "approved", _("Approved")
    CONDITIONS = "approved_with_conditions", _("Approved with conditions")
    REJECTED = "rejected", _("Rejected")
    DEFERRED = "deferred", _("Deferred")
    STOPPED = "stopped", _("Stopped")


APPROVALS = frozenset({Outcome.APPROVED, Outcome.CONDITIONS})


class Discipline(models.TextChoices):
    BUSINESS = "business", _("Business")
    COE_LEAD = "coe_lead", _("CoE lead")
    LEGAL = "legal", _("Legal and compliance")
    SECURITY = "security", _("Security and IT risk")
    ETHICS = "ethics", _("Ethics and inclusion")
    CIO = "cio", _("CIO or CTO")


class Majority(models.TextChoices):
    MAJORITY = "majority", _("Majority")
    TWO_THIRDS = "two_thirds", _("Two thirds")
    UNANIMOUS = "unanimous", _("Unanimous")


class RecusalKind(models.TextChoices):
    SUBMITTER = "submitter", _("Submitted the case")
    OWNER = "owner", _("Owns the case")
    SPONSOR = "sponsor", _("Sponsors the case")
    TECH_LEAD = "tech_lead", _("Leads the build")
    CONFLICT = "conflict", _("Declared a conflict of interest")


class ConditionState(models.TextChoices):
    OPEN = "open", _("Open")
    OFFERED = "offered", _("Evidence offered")
    MET = "met", _("Met")
    LAPSED = "lapsed", _("Lapsed")
