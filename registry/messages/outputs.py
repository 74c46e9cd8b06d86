"""Tell people of outputs that somebody found problematic, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from registry.choices import OutputSeverity, OutputSource, OutputVerdict
from registry.declarations import outputs as told
from registry.messages.promotions import people_of
from registry.models.outputs import OutputReport

MOST_TOLD = 3
"""Of a request with many critical reports: the queue shows them all."""


def tell_of_critical(reports: Sequence[OutputReport]) -> None:
    """The owner of the model hears of critical ones at once."""
    critical = [one for one in reports if one.severity == OutputSeverity.CRITICAL]
    for report in critical[:MOST_TOLD]:
        _tell(told.CRITICAL_OUTPUT, [report.version.model.owner], report)


def tell_of_verdict(report: OutputReport, actor: Actor) -> None:
    """A problem is for its people to solve; a person who reported hears what it came to."""
    if report.verdict == OutputVerdict.CONFIRMED:
        people = [one for one in people_of(report.version) if not actor.is_member(one.pk)]
        _tell(told.OUTPUT_CONFIRMED, people, report)
    reporter = report.reported_by if report.source == OutputSource.PERSON else None
    if reporter is not None and not actor.is_member(reporter.pk):
        _tell(told.OUTPUT_ANSWERED, [reporter], report)


def _tell(kind: NotificationKind, people: Sequence[Membership], report: OutputReport) -> None:
    context = {
        "reference": report.reference,
        "category": report.get_category_display(),
        "version": str(report.version),
        "verdict": report.get_verdict_display(),
        "note": report.note,
    }
    notify(kind, people, report, context=context, url=report.get_absolute_url())
