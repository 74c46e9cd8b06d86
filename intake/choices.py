"""The closed vocabularies of intake: stages, tiers, legal classes, kinds of questions."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    INTAKE = "intake", _("Intake")
    DISCOVERY = "discovery", _("Discovery")
    POC = "poc", _("Proof of concept")
    PILOT = "pilot", _("Pilot")
    PRODUCTION = "production", _("Production")
    MONITORING = "monitoring", _("Monitoring")
    RETIRED = "retired", _("Retired")
    ON_HOLD = "on_hold", _("On hold")
    SUSPENDED = "suspended", _("Suspended")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Gate(TextChoices):
    """A gate is named after the stage it leads to."""

    DISCOVERY = "discovery", _("Into discovery")
    POC = "poc", _("Into proof of concept")
    PILOT = "pilot", _("Into pilot")
    PRODUCTION = "production", _("Into production")
    MONITORING = "monitoring", _("Into monitoring")
    RETIRED = "retired", _("Into retirement")


class Tier(TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    PROHIBITED = "prohibited", _("Prohibited")


class AiActClass(TextChoices):
    PROHIBITED = "prohibited", _("Prohibited practice")
    HIGH = "high", _("High-risk")
    GPAI_SYSTEMIC = "gpai-systemic", _("General-purpose model with systemic risk")
    GPAI = "gpai", _("General-purpose model")
    LIMITED = "limited", _("Transparency duties")
    MINIMAL = "minimal", _("Minimal")
    OUT_OF_SCOPE = "out_of_scope", _("Out of scope")
    EXEMPT = "exempt", _("Exempt")


class Axis(TextChoices):
    VALUE = "value", _("Value")
    FEASIBILITY = "feasibility", _("Feasibility")
    DATA_READINESS = "data_readiness", _("Data readiness")
    RISK = "risk", _("Risk")
    ADOPTION = "adoption", _("Adoption")


class AssignmentKind(TextChoices):
    SPONSOR = "sponsor", _("Business sponsor")
    TECH_LEAD = "tech_lead", _("Tech lead")
    COMPLIANCE = "compliance", _("Compliance reviewer")


class DraftState(TextChoices):
    OPEN = "open", _("Open")
    SUBMITTED = "submitted", _("Submitted")
    DISCARDED = "discarded", _("Discarded")


class DocumentState(TextChoices):
    """A rule document is edited as a draft, published once, and retired by its successor."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class QuestionType(TextChoices):
    TEXT = "text", _("Short text")
    LONG_TEXT = "long_text", _("Long text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Amount of money")
    BOOLEAN = "boolean", _("Yes or no")
    SINGLE_CHOICE = "single_choice", _("One of several")
    MULTI_CHOICE = "multi_choice", _("Any of several")
    DATE = "date", _("Date")
    MEMBER = "member", _("A member")
    ROWS = "rows", _("Rows")


class Necessity(TextChoices):
    REQUIRED = "required", _("Required")
    RECOMMENDED = "recommended", _("Recommended")


class Touch(TextChoices):
    """What a change of answers can touch so that an earlier review no longer holds."""

    TIER = "tier", _("Risk tier")
    AI_ACT_CLASS = "class", _("EU AI Act class")
    DATA_CLASS = "data_class", _("Class of data")
    AUTONOMY = "autonomy", _("Autonomy")
    VENDOR = "vendor", _("Vendor")
    MODEL = "model", _("Model")
