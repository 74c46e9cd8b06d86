"""The words of measurement."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Area(models.TextChoices):
    """The chapter of the catalogue that a KPI stands in, in the order of the guides."""

    STRATEGIC = "strategic", _("Strategy")
    FLOW = "flow", _("Portfolio flow")
    EFFICIENCY = "efficiency", _("Efficiency")
    CAPABILITY = "capability", _("Capability")
    MODELS = "models", _("Model performance and risk")
    ADOPTION = "adoption", _("Adoption")
    RISK = "risk", _("Risk and quality")
    FINANCE = "finance", _("Finance")


class Unit(models.TextChoices):
    COUNT = "count", _("count")
    PER_MONTH = "per_month", _("per month")
    DAYS = "days", _("days")
    HOURS = "hours", _("hours")
    MONTHS = "months", _("months")
    PERCENT = "percent", _("%")
    MONEY = "money", _("money")
    LEVELS = "levels", _("levels")
    SCORE = "score", _("score")


class Direction(models.TextChoices):
    """Which way is better."""

    UP = "up", _("more is better")
    DOWN = "down", _("less is better")
    NEITHER = "neither", _("neither is better")


class Summary(models.TextChoices):
    """How the rows behind a number become the number."""

    COUNT = "count", _("number of rows")
    MEDIAN = "median", _("median of the rows")
    MEAN = "mean", _("mean of the rows")
    SUM = "sum", _("sum of the rows")
    SHARE = "share", _("share of the rows that count 1, in %")
    RATIO = "ratio", _("sum of the rows over the sum of their base")


# Benefits
class BenefitKind(models.TextChoices):
    """What a use case brings; each kind is reckoned by a method of its own."""

    HOURS = "hours_saved", _("Hours saved")
    REVENUE = "revenue_lift", _("Revenue lift")
    COST = "cost_avoided", _("Cost avoided")
    RISK = "risk_reduced", _("Risk reduced")
    QUALITY = "quality", _("Better quality")


class BenefitState(models.TextChoices):
    """How far a benefit is proven."""

    HYPOTHESIS = "hypothesis", _("Hypothesis")
    BASELINED = "baselined", _("Baseline measured")
    FORECAST = "forecast", _("Forecast")
    MEASURED = "measured", _("Measured")
    VERIFIED = "verified", _("Verified")
    REJECTED = "rejected", _("Rejected")
    CLOSED = "closed", _("Closed")


class EntryState(models.TextChoices):
    """What finance says of a month."""

    CLAIMED = "claimed", _("Claimed")
    VERIFIED = "verified", _("Verified")
    RETURNED = "returned", _("Returned")
    REJECTED = "rejected", _("Rejected")
    REVOKED = "revoked", _("Taken back")


class OverlapRuling(models.TextChoices):
    """What two benefits of the same kind in the same unit are to each other."""

    SEPARATE = "separate", _("They count different things")
    SPLIT = "split", _("They share one effect")


class BenefitParameter(models.TextChoices):
    """What the methods reckon with."""

    PEOPLE = "people", _("People who have it")
    HOURS = "hours", _("Hours that each saves in a month")
    ADOPTION = "adoption", _("Share that really uses it, %")
    RATE = "rate", _("Loaded rate of an hour")
    REVENUE = "revenue", _("Revenue of a month that it works on")
    LIFT = "lift", _("Rise of that revenue, %")
    MARGIN = "margin", _("Margin on it, %")
    ATTRIBUTION = "attribution", _("Share of the effect that is owed to it, %")
    CASES = "cases", _("Cases of a month")
    CASE_COST = "case_cost", _("Cost that each avoids")
    EVENTS_BEFORE = "events_before", _("Events in a year, before")
    EVENTS_AFTER = "events_after", _("Events in a year, now")
    LOSS = "loss", _("Loss of one event")
    ERRORS_BEFORE = "errors_before", _("Errors in a month, before")
    ERRORS_AFTER = "errors_after", _("Errors in a month, now")
    ERROR_COST = "error_cost", _("Cost of one error")
    HAIRCUT = "haircut", _("Taken off for caution, %")


METHOD_WORDS = {
    BenefitKind.HOURS: _("people × hours × share that uses it × loaded rate, less the haircut"),
    BenefitKind.REVENUE: _("revenue × rise × margin × share owed to it, less the haircut"),
    BenefitKind.COST: _("cases × cost that each avoids × share that uses it, less the haircut"),
    BenefitKind.RISK: _("events fewer in a year × loss of one event ÷ 12, less the haircut"),
    BenefitKind.QUALITY: _("errors fewer in a month × cost of one error, less the haircut"),
}


# Numbers as they are kept, and what they are held against
class SnapshotKind(models.TextChoices):
    """For what a number was computed: a quarter so far or as it ended, or one day of it."""

    QUARTER = "quarter", _("quarter")
    DAY = "day", _("day")


class Standing(models.TextChoices):
    """How a value stands against the bands of its KPI."""

    GOOD = "good", _("Good")
    FAIR = "fair", _("Fair")
    POOR = "poor", _("Poor")


# Board packs


class PackFileKind(models.TextChoices):
    PDF = "pdf", _("PDF")
    XLSX = "xlsx", _("XLSX")

    @property
    def content_type(self) -> str:
        """The media type of such a file."""
        if self is PackFileKind.PDF:
            return "application/pdf"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# How a quarter is signed
class CloseState(models.TextChoices):
    PREPARED = "prepared", _("Waits for the second signature")
    SIGNED = "signed", _("Signed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REOPENED = "reopened", _("Reopened")


class Capacity(models.TextChoices):
    """As what somebody signs: one of each signs a quarter."""

    EXECUTIVE = "executive", _("Executive")
    COE = "coe", _("CoE")


# CoE health


class Pattern(models.TextChoices):
    """How a Center of Excellence fails."""

    IVORY_TOWER = "ivory_tower", _("Ivory tower")
    BOTTLENECK = "bottleneck", _("Bottleneck")
    SCIENCE_PROJECTS = "science_projects", _("Science-project factory")
    STANDARDS_POLICE = "standards_police", _("Standards police")
    TALENT_HOARDER = "talent_hoarder", _("Talent hoarder")
    SHADOW_AI = "shadow_ai", _("Shadow AI")


class FeedbackKind(models.TextChoices):
    """What people are asked about; each is a field of the request."""

    DECISION = "decision", _("Decision")
    PROMOTION = "promotion", _("Promotion of a model")
    SESSION = "session", _("Training session")
    QUESTION = "question", _("Answered question")


class PatternLevel(models.TextChoices):
    CLEAR = "clear", _("Clear")
    WATCH = "watch", _("Watch")
    PRESENT = "present", _("Present")
    UNKNOWN = "unknown", _("Not enough data")


class MaturityStage(models.TextChoices):
    """The stages of a Center of Excellence, each built on the one before."""

    ESTABLISH = "establish", _("Establish")
    SCALE = "scale", _("Scale")
    OPTIMISE = "optimise", _("Optimise")
    EMBED = "embed", _("Embed")


class Dimension(models.TextChoices):
    STRATEGY = "strategy", _("Strategy and sponsorship")
    PEOPLE = "people", _("People and operating model")
    GOVERNANCE = "governance", _("Governance and risk")
    DELIVERY = "delivery", _("Delivery and platform")
    ADOPTION = "adoption", _("Adoption and skills")
    VALUE = "value", _("Value and measurement")


class Holds(models.TextChoices):
    """Whether a statement of the self-assessment is true here."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class LaunchPhase(models.TextChoices):
    FOUND = "found", _("Days 1 to 30")
    BUILD = "build", _("Days 31 to 60")
    PROVE = "prove", _("Days 61 to 90")


class StepState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Not needed")


# Costs
class CostCategory(models.TextChoices):
    PEOPLE = "people", _("People")
    PLATFORM = "platform", _("Platform")
    TRAINING = "training", _("Training")
    EXTERNAL = "external", _("External services")


class CostSource(models.TextChoices):
    FORM = "form", _("by form")
    FILE = "file", _("from a file")
    API = "api", _("by API")


class CostFileState(models.TextChoices):
    READ = "read", _("Read")
    BOOKED = "booked", _("Booked")
    DISCARDED = "discarded", _("Discarded")


class FundingModel(models.TextChoices):
    """Who pays for the CoE."""

    CENTRAL = "central", _("Central: one budget pays for everything")
    CHARGEBACK = "chargeback", _("Chargeback: business units pay for everything")
    HYBRID = "hybrid", _("Hybrid: units pay for their projects and a part of the rest")


class AllocationKey(models.TextChoices):
    """By what the costs that no unit has caused are shared among the units."""

    REQUESTS = "requests", _("Requests to their models")
    USE_CASES = "use_cases", _("Open use cases")
    HEADCOUNT = "headcount", _("Members")
    FIXED = "fixed", _("Fixed shares")


class StatementKind(models.TextChoices):
    CHARGE = "charge", _("Charge")
    CORRECTION = "correction", _("Correction")
    CREDIT = "credit", _("Credit")


class StatementState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    DISPUTED = "disputed", _("Disputed")
    SETTLED = "settled", _("Settled")
    DISCARDED = "discarded", _("Discarded")
