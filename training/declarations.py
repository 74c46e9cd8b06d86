"""What training records, tells people, shows in the navigation, and does by the clock."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.calendars.sources import CalendarSource, declare_source
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from training.queries.calendar import invitation_of, sessions_of


def when(moment: datetime) -> str:
    """A moment in a message, in the time zone that is active."""
    return date_format(timezone.localtime(moment), "j F Y, H:i T")


# The trail
ENROLLED = AuditAction("training.enrollment.made", _("Enrolled"))
COURSE_STARTED = AuditAction("training.enrollment.started", _("Course begun"))
COURSE_COMPLETED = AuditAction("training.enrollment.completed", _("Course completed"))
COURSE_FAILED = AuditAction("training.enrollment.failed", _("Course failed"))
DUE_DATE_MOVED = AuditAction("training.enrollment.due_moved", _("Due date of a course moved"))
COURSE_LEFT = AuditAction("training.enrollment.withdrawn", _("Withdrawn from a course"))

LESSON_READ = AuditAction("training.lesson.read", _("Lesson read"))
ATTEMPT_STARTED = AuditAction("training.attempt.started", _("Quiz begun"))
ANSWERS_SAVED = AuditAction("training.attempt.saved", _("Quiz answers saved"))
ATTEMPT_MARKED = AuditAction("training.attempt.marked", _("Quiz marked"))
COURSE_CREATED = AuditAction("training.course.created", _("Course created"))
COURSE_CHANGED = AuditAction("training.course.changed", _("Course changed"))
DRAFT_CHANGED = AuditAction("training.course.draft_changed", _("Draft of a course changed"))
COURSE_PUBLISHED = AuditAction("training.course.published", _("Course published"), Severity.NOTICE)
COURSE_ARCHIVED = AuditAction("training.course.archived", _("Course archived"), Severity.NOTICE)
COURSE_RESTORED = AuditAction("training.course.restored", _("Course restored"))
TRACK_CREATED = AuditAction("training.track.created", _("Track created"))
TRACK_CHANGED = AuditAction("training.track.changed", _("Track changed"))
TRACK_ARCHIVED = AuditAction("training.track.archived", _("Track archived"))
TRACK_RESTORED = AuditAction("training.track.restored", _("Track restored"))
CERTIFICATE_ISSUED = AuditAction("training.certificate.issued", _("Certificate issued"))
CERTIFICATE_DISCLOSED = AuditAction(
    "training.certificate.disclosed", _("Choice of what a certificate shows")
)
REQUIREMENT_SET = AuditAction("training.requirement.set", _("Training required"), Severity.NOTICE)
REQUIREMENT_DROPPED = AuditAction(
    "training.requirement.dropped", _("Training no longer required"), Severity.NOTICE
)
CERTIFICATE_PRINTED = AuditAction("training.certificate.printed", _("Certificate asked for as PDF"))
CERTIFICATE_REVOKED = AuditAction(
    "training.certificate.revoked", _("Certificate revoked"), Severity.NOTICE
)

PROOF_OFFERED = AuditAction("training.proof.offered", _("Certificate of another provider offered"))
PROOF_ACCEPTED = AuditAction(
    "training.proof.accepted", _("Certificate of another provider accepted"), Severity.NOTICE
)
PROOF_DECLINED = AuditAction(
    "training.proof.declined", _("Certificate of another provider declined")
)
COMPLETIONS_RECEIVED = AuditAction(
    "training.completions.received", _("File of completions received")
)
COMPLETIONS_MAPPED = AuditAction("training.completions.mapped", _("Columns of completions chosen"))
COMPLETIONS_CHECKED = AuditAction("training.completions.checked", _("Completions checked"))
COMPLETIONS_STARTED = AuditAction(
    "training.completions.started", _("Import of completions started"), Severity.NOTICE
)
COMPLETIONS_FINISHED = AuditAction(
    "training.completions.finished", _("Completions imported"), Severity.NOTICE
)
COMPLETIONS_FAILED = AuditAction("training.completions.failed", _("Check of completions failed"))
RULE_MADE = AuditAction("training.rule.made", _("Enrolment rule made"), Severity.NOTICE)
RULE_SWITCHED_ON = AuditAction(
    "training.rule.switched_on", _("Enrolment rule switched on"), Severity.NOTICE
)
RULE_SWITCHED_OFF = AuditAction(
    "training.rule.switched_off", _("Enrolment rule switched off"), Severity.NOTICE
)
SESSION_PLANNED = AuditAction("training.session.planned", _("Session planned"))
SESSION_CHANGED_EVENT = AuditAction("training.session.changed", _("Session changed"))
SESSION_CANCELLED_EVENT = AuditAction(
    "training.session.cancelled", _("Session called off"), Severity.NOTICE
)
SESSION_BOOKED = AuditAction("training.session.booked", _("Session booked"))
SESSION_LEFT = AuditAction("training.session.left", _("Place in a session given back"))
ATTENDANCE_MARKED = AuditAction("training.session.attendance", _("Attendance marked"))

SKILL_STATED = AuditAction("training.skill.stated", _("Own skill level stated"))
SKILL_JUDGED = AuditAction("training.skill.judged", _("Skill level judged by the manager"))
SKILL_ADDED = AuditAction("training.skill.added", _("Skill added"))
SKILL_CHANGED = AuditAction("training.skill.changed", _("Skill changed"))
SKILL_RETIRED = AuditAction("training.skill.retired", _("Skill taken out of use"))
SKILL_RESTORED = AuditAction("training.skill.restored", _("Skill put back into use"))
SKILL_AREA_ADDED = AuditAction("training.skill_area.added", _("Skill area added"))
SKILL_AREA_RENAMED = AuditAction("training.skill_area.renamed", _("Skill area renamed"))
JOB_ROLE_ADDED = AuditAction("training.job_role.added", _("Job role added"))
JOB_ROLE_CHANGED = AuditAction("training.job_role.changed", _("Job role changed"))
JOB_ROLE_GIVEN = AuditAction("training.job_role.given", _("Job role given to a member"))
JOB_ROLE_TAKEN = AuditAction("training.job_role.taken", _("Job role taken from a member"))
ROUND_OPENED = AuditAction("training.round.opened", _("Skills round opened"))
ROUND_CLOSED = AuditAction("training.round.closed", _("Skills round closed"))
ARTICLE_WRITTEN = AuditAction("training.article.written", _("Article written"))
ARTICLE_CHANGED = AuditAction("training.article.changed", _("Article changed"))
ARTICLE_PUBLISHED = AuditAction("training.article.published", _("Article published"))
ARTICLE_ARCHIVED = AuditAction("training.article.archived", _("Article archived"))
CHAMPION_NAMED = AuditAction("training.champion.named", _("Champion named"))
CHAMPION_ENDED = AuditAction("training.champion.ended", _("Champion's term ended"))
QUESTION_ASKED = AuditAction("training.question.asked", _("Question asked"))
QUESTION_ANSWERED = AuditAction("training.question.answered", _("Question answered"))
ANSWER_ACCEPTED = AuditAction("training.question.accepted", _("Answer accepted"))
QUESTION_CLOSED = AuditAction("training.question.closed", _("Question closed"))
QUESTION_REOPENED = AuditAction("training.question.reopened", _("Question opened again"))

# Messages
CERTIFICATE_WITHDRAWN = NotificationKind(
    "training.certificate_withdrawn",
    label=_("A certificate of mine was revoked"),
    title=_("Your certificate of %(course)s was revoked"),
    text="%(reason)s",
)
CERTIFICATE_EARNED = NotificationKind(
    "training.certificate_earned",
    label=_("I earned a certificate"),
    title=_("You completed %(course)s"),
    text=_("Your certificate %(certificate)s is ready."),
)
PROOF_TO_CHECK = NotificationKind(
    "training.proof_to_check",
    label=_("A certificate of another provider waits for a check"),
    title=_("%(member)s offers a certificate: %(title)s"),
    text=_("Look at it, and accept or decline it."),
)
PROOF_WAS_DECLINED = NotificationKind(
    "training.proof_declined",
    label=_("A certificate that I offered is declined"),
    title=_("Not accepted: %(title)s"),
    text="%(reason)s",
)
ENROLLED_BY_OTHERS = NotificationKind(
    "training.enrolled",
    label=_("I am enrolled in a course"),
    title=_("You are enrolled in %(course)s"),
    text=_("Complete it by %(due)s."),
)
DUE_ON_ANOTHER_DAY = NotificationKind(
    "training.due_moved",
    label=_("The due date of a course of mine is moved"),
    title=_("%(course)s is due on another day"),
    text=_("Complete it by %(due)s. %(reason)s"),
)
COURSE_DUE = NotificationKind(
    "training.course_due",
    label=_("A course of mine is due soon"),
    title=_("%(course)s is due on %(due)s"),
    text=_("Go on where you stopped; it is kept."),
)
COURSE_OVERDUE = NotificationKind(
    "training.course_overdue",
    label=_("A course of mine is overdue"),
    title=_("%(course)s is overdue since %(due)s"),
    text=_("Complete it, or talk to your manager about the date."),
)
REPORT_OVERDUE = NotificationKind(
    "training.report_overdue",
    label=_("A course of one of my people is overdue"),
    title=_("%(member)s has not completed %(course)s"),
    text=_("It was due on %(due)s."),
)
CERTIFICATE_LAPSES = NotificationKind(
    "training.certificate_lapses",
    label=_("A certificate of mine lapses"),
    title=_("Your certificate of %(course)s holds until %(day)s"),
    text=_("Take the course again in time to stay certified."),
)
SEAT_FREE = NotificationKind(
    "training.seat_free",
    label=_("I move up from a waiting list"),
    title=_("You have a seat: %(session)s"),
    text=_("A seat became free for you on %(when)s. Give it back if you cannot come."),
    attach=invitation_of,
)
SEAT_BOOKED = NotificationKind(
    "training.seat_booked",
    label=_("I book a seat in a session"),
    title=_("Your seat: %(session)s"),
    text=_("It is on %(when)s. Give the seat back if you cannot come."),
    attach=invitation_of,
)
SESSION_CHANGED = NotificationKind(
    "training.session_changed",
    label=_("A session that I booked changes"),
    title=_("Changed: %(session)s"),
    text=_("It is on %(when)s now. Take the new entry into your calendar."),
    attach=invitation_of,
)
SESSION_CANCELLED = NotificationKind(
    "training.session_cancelled",
    label=_("A session that I booked is called off"),
    title=_("Called off: %(session)s"),
    text=_("It would have been on %(when)s. Why: %(reason)s"),
    attach=invitation_of,
)
SKILLS_ASKED = NotificationKind(
    "training.skills_asked",
    label=_("A round asks for my skill levels"),
    title=_("Please state your skill levels: %(round)s"),
    text=_("It takes a few minutes. Your manager sees them too."),
)
MY_QUESTION_ANSWERED = NotificationKind(
    "training.question_answered",
    label=_("My question got an answer"),
    title=_("%(author)s answered: %(question)s"),
    text="%(answer)s",
)
MY_ANSWER_ACCEPTED = NotificationKind(
    "training.answer_accepted",
    label=_("My answer was accepted"),
    title=_("Your answer helped: %(question)s"),
    text="",
)
MY_ARTICLE_PUBLISHED = NotificationKind(
    "training.article_published",
    label=_("My article was published"),
    title=_("%(article)s is published"),
    text=_("Everybody in your organization can read it now."),
)

# Calendars
declare_source(
    CalendarSource(
        "training.sessions",
        _("Sessions in which you have a seat, and those that you host"),
        sessions_of,
    )
)

# Navigation
declare(
    NavItem(
        "training:catalogue",
        _("Courses"),
        "graduation-cap",
        "training.view_catalogue",
        group="training",
        order=10,
        prefixes=("training:", "training:lesson_"),
    )
)
declare(
    NavItem(
        "training:my_learning",
        _("My learning"),
        "list-checks",
        "training.view_catalogue",
        group="training",
        order=20,
        prefixes=(
            "training:enroll",
            "training:lesson",
            "training:attempt",
            "training:rule",
            "training:completion",
        ),
    )
)
declare(
    NavItem(
        "training:sessions",
        _("Sessions"),
        "calendar-days",
        "training.view_catalogue",
        group="training",
        order=30,
        prefixes=("training:session", "training:book"),
    )
)
declare(
    NavItem(
        "training:skills",
        _("Skills"),
        "grid-3x3",
        "training.view_catalogue",
        group="training",
        order=40,
        prefixes=(
            "training:skill",
            "training:heat_map",
            "training:unit_heat_map",
            "training:member_skills",
            "training:job_role",
            "training:area",
            "training:gaps",
            "training:round",
        ),
    )
)
declare(
    NavItem(
        "training:coverage",
        _("AI literacy"),
        "shield-check",
        "training.view_people",
        group="training",
        order=70,
        prefixes=("training:coverage", "training:without_literacy"),
    )
)
declare(
    NavItem(
        "training:community",
        _("Community"),
        "messages-square",
        "training.view_catalogue",
        group="training",
        order=50,
        prefixes=(
            "training:community",
            "training:article",
            "training:champion",
        ),
    )
)
