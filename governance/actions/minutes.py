"""Minutes: remarks of the secretary, the chair's approval, and the file to keep."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import NotAllowed
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from governance.actions.meetings import change_state, lock_meeting, require_state
from governance.actions.sittings import WRITABLE
from governance.choices import MeetingState
from governance.declarations import meetings as told
from governance.messages.meetings import guests_of, report_action, tell
from governance.models.meetings import MINUTES_FILE, ActionPoint, Meeting, Minutes
from governance.permissions.meetings import APPROVE_MINUTES, RUN_MEETING, VIEW_MEETING
from governance.queries.minutes import content_digest, minutes_content


@transaction.atomic
def write_remarks(meeting: Meeting, remarks: str, *, actor: Actor) -> Meeting:
    """What belongs to no item."""
    meeting = lock_meeting(meeting)
    require(actor, RUN_MEETING.code, meeting)
    require_state(meeting, *WRITABLE)
    before = {"remarks": meeting.remarks}
    meeting.remarks = remarks.strip()
    meeting.save(update_fields=["remarks", "updated_at"])
    record(
        told.MINUTES_WRITTEN,
        meeting,
        actor=actor,
        before=before,
        after={"remarks": meeting.remarks},
    )
    return meeting


@transaction.atomic
def approve_minutes(meeting: Meeting, *, actor: Actor) -> Minutes:
    """The chair's word: from now on the minutes stay as they are. Actions are sent out.

    Raises:
        NotAllowed: the actor does not chair.
        InvalidTransition: the meeting is not closed.
    """
    meeting = lock_meeting(meeting)
    require(actor, APPROVE_MINUTES.code, meeting)
    if actor.membership is None:
        raise NotAllowed(_("Only the chair approves minutes."))
    change_state(meeting, MeetingState.APPROVED)
    meeting.save(update_fields=["state", "updated_at"])
    content = minutes_content(meeting)
    minutes: Minutes = Minutes.objects.create(
        meeting=meeting,
        content=content,
        digest=content_digest(content),
        approved_by=actor.membership,
        approved_at=timezone.now(),
    )
    tell(told.MINUTES_OUT, meeting, guests_of(meeting), key="approved")
    points = ActionPoint.objects.filter(item__meeting=meeting)
    for point in points.select_related("owner__user", "item__meeting"):
        report_action(point)
    record(
        told.MINUTES_APPROVED,
        meeting,
        actor=actor,
        before={"state": MeetingState.CLOSED},
        after={"state": MeetingState.APPROVED, "sha256": minutes.digest},
    )
    return minutes


@transaction.atomic
def request_file(meeting: Meeting, *, actor: Actor) -> Job:
    """Have a worker print the approved minutes; the caller sends the job on its way."""
    meeting = lock_meeting(meeting)
    require(actor, VIEW_MEETING.code, meeting)
    require_state(meeting, MeetingState.APPROVED)
    job = running.queue(
        MINUTES_FILE,
        _("Minutes of %(meeting)s") % {"meeting": meeting.subject_label},
        actor=actor,
        subject=meeting,
        total=1,
        permission=VIEW_MEETING.code,
    )
    record(told.FILE_REQUESTED, meeting, actor=actor, after={"job": job.reference})
    return job
