"""The words of training: who a course is for, how far somebody is, what a skill level means."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    EXECUTIVE = "executive", _("Executives")
    TECHNICAL = "technical", _("Technical staff")
    LITERACY = "literacy", _("Everybody: AI literacy")
    CERTIFICATION = "certification", _("Role certification")
    WORKSHOP = "workshop", _("Workshops")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class QuestionKind(models.TextChoices):
    SINGLE = "single", _("One answer")
    MULTIPLE = "multiple", _("Several answers")
    TRUE_FALSE = "true_false", _("True or false")
    ORDERING = "ordering", _("Put in order")


class EnrollmentStatus(models.TextChoices):
    ENROLLED = "enrolled", _("Not started")
    STARTED = "started", _("In progress")
    COMPLETED = "completed", _("Completed")
    FAILED = "failed", _("No attempts left")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# One of these at a time for a member and a course.
OPEN_ENROLLMENTS = (EnrollmentStatus.ENROLLED, EnrollmentStatus.STARTED)


class EnrollmentSource(models.TextChoices):
    SELF = "self", _("By themselves")
    MANAGER = "manager", _("By a manager")
    RULE = "rule", _("By a rule")
    IMPORT = "import", _("Imported")


class SessionKind(models.TextChoices):
    WORKSHOP = "workshop", _("Workshop")
    TOWN_HALL = "town_hall", _("Town hall")
    OFFICE_HOURS = "office_hours", _("Office hours")
    SYNC = "sync", _("Community meeting")
    DEMO = "demo", _("Demo")
    AI_DAY = "ai_day", _("AI day")
    HACKATHON = "hackathon", _("Hackathon")


class BookingStatus(models.TextChoices):
    SEATED = "seated", _("Has a seat")
    WAITING = "waiting", _("Waiting")
    CANCELLED = "cancelled", _("Cancelled")
    ATTENDED = "attended", _("Was there")
    ABSENT = "absent", _("Was not there")


class ProofState(models.TextChoices):
    OFFERED = "offered", _("Waits for a check")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class SkillLevel(models.IntegerChoices):
    NONE = 0, _("None")
    AWARE = 1, _("Aware")
    PRACTISING = 2, _("Practising")
    PROFICIENT = 3, _("Proficient")
    EXPERT = 4, _("Expert")


LEVEL_MEANINGS = {
    SkillLevel.NONE: _("I have not met it."),
    SkillLevel.AWARE: _("I know what it is and when to ask somebody."),
    SkillLevel.PRACTISING: _("I do it with help or by example."),
    SkillLevel.PROFICIENT: _("I do it well and on my own."),
    SkillLevel.EXPERT: _("I teach it and decide how it is done here."),
}


class RoundPhase(models.TextChoices):
    BASELINE = "baseline", _("Before the programme")
    AFTER = "after", _("After the programme")


class ArticleState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class QuestionState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


class CompletionImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Importing")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Failed")


class CompletionRowState(models.TextChoices):
    READY = "ready", _("Ready")
    IMPORTED = "imported", _("Imported")
    UNCHANGED = "unchanged", _("Unchanged")
    REPORTED = "reported", _("Not imported")
