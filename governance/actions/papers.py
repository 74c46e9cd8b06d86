"""Papers of the EU AI Act: write, keep an edition for good, print."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidTransition, RuleViolation, StaleState
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from governance.choices import PaperKind
from governance.declarations import papers as told
from governance.logic.papers import digest_of
from governance.models.papers import PaperEdition, PaperText, PaperWriter
from governance.permissions.papers import VIEW_PAPERS, WRITE_PAPERS
from governance.queries.papers import paper_of
from intake.models.use_cases import UseCase

PRINT = "governance.paper"


@dataclass(frozen=True)
class PointText:
    """What is written for a point; `revision` is the save that was read before this one."""

    text: str = ""
    revision: int = 0


@transaction.atomic
def write_point(
    use_case: UseCase, kind: PaperKind, key: str, given: PointText, *, actor: Actor
) -> PaperText:
    """Save the text of a point; who saves is one of the paper's writers.

    Raises:
        InvalidTransition: the paper has no such point for this use case.
        StaleState: somebody saved since the actor read it.
    """
    use_case = UseCase.objects.locked(use_case.pk)
    require(actor, WRITE_PAPERS.code, use_case)
    if paper_of(use_case, kind).entry(key) is None:
        raise InvalidTransition(_("This paper has no such point."), code="paper.no_point")
    row = PaperText.objects.filter(use_case=use_case, kind=kind, point=key).first()
    row = row or PaperText(use_case=use_case, kind=kind, point=key)
    if row.revision != given.revision:
        raise StaleState(
            _("Somebody changed this text meanwhile: copy yours, and load the page again."),
            code="paper.changed",
        )
    row.text = given.text.strip()
    row.revision += 1
    row.save()
    if actor.membership is not None:
        PaperWriter.objects.get_or_create(use_case=use_case, kind=kind, member=actor.membership)
    after = {"paper": kind.value, "point": key, "text": row.text, "revision": row.revision}
    record(told.PAPER_WRITTEN, row, actor=actor, after=after, root=use_case)
    return row


@transaction.atomic
def keep_edition(
    use_case: UseCase, kind: PaperKind, *, actor: Actor, complete: bool = False
) -> PaperEdition:
    """Keep the paper as it stands, with its SHA-256.

    Raises:
        RuleViolation: it has to be complete, and has gaps.
        InvalidTransition: it says what the last edition says.
    """
    use_case = UseCase.objects.locked(use_case.pk)
    require(actor, WRITE_PAPERS.code, use_case)
    paper = paper_of(use_case, kind)
    if complete and paper.gaps:
        names = ", ".join(entry.point.ref for entry in paper.gaps)
        raise RuleViolation(
            _("These points are still empty: %(points)s.") % {"points": names},
            code="paper.gaps",
        )
    content = paper.content()
    last = PaperEdition.objects.filter(use_case=use_case, kind=kind).first()
    if last is not None and last.digest == digest_of(content) and not complete:
        raise InvalidTransition(
            _("Nothing changed since edition %(number)d.") % {"number": last.number},
            code="paper.unchanged",
        )
    edition: PaperEdition = PaperEdition.objects.create(
        use_case=use_case,
        kind=kind,
        number=last.number + 1 if last else 1,
        content=content,
        gap_count=len(paper.gaps),
        digest=digest_of(content),
        made_by=actor.membership,
    )
    after = {"edition": edition.number, "digest": edition.digest, "gaps": edition.gap_count}
    record(told.PAPER_FROZEN, edition, actor=actor, after=after, root=use_case)
    return edition


@transaction.atomic
def request_print(edition: PaperEdition, *, actor: Actor) -> Job:
    """Queue the making of a PDF; the caller sends its task."""
    require(actor, VIEW_PAPERS.code, edition.use_case)
    job = running.queue(
        PRINT,
        str(edition),
        actor=actor,
        subject=edition.use_case,
        permission=VIEW_PAPERS.code,
    )
    record(told.PAPER_PRINTED, edition, actor=actor, root=edition.use_case)
    return job
