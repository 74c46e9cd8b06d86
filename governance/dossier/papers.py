"""Papers of the EU AI Act of a case: how each stands, its editions, who approved or filed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from governance.choices import PaperKind
from governance.dossier.kept import Kept, newest
from governance.models.papers import Fria, PaperEdition, RegistrationFiling
from governance.queries.papers import Paper, paper_of
from intake.models.use_cases import UseCase


@dataclass(frozen=True)
class Folder:
    """A paper as it stands, and what was kept and done of it."""

    paper: Paper
    label: str
    editions: Kept[PaperEdition]
    frias: Kept[Fria]
    filings: Kept[RegistrationFiling]
    words: tuple[Mapping[str, Any], ...]
    """What the last edition of an impact assessment says, point by point."""


@section("papers", order=19, title=_("Papers of the EU AI Act"), starts_page=False)
def papers_section(subject: Model) -> Section | None:
    """Of the papers that the law asks for, or that were begun: gaps, editions, approvals."""
    if not isinstance(subject, UseCase):
        return None
    papers = [paper_of(subject, kind) for kind in PaperKind]
    folders = [folder for paper in papers if _matters(folder := _folder(paper))]
    if not folders:
        return None
    return Section("pack/papers.html", {"folders": folders}, [_folder_data(one) for one in folders])


def _matters(folder: Folder) -> bool:
    is_begun = any(entry.text for entry in folder.paper.entries)
    return folder.paper.is_due or is_begun or bool(folder.editions.rows)


def _folder(paper: Paper) -> Folder:
    rows = PaperEdition.objects.filter(use_case=paper.use_case, kind=paper.kind)
    editions = newest(rows.select_related("made_by__user").defer("content"))
    frias = filings = Kept[Any](())
    if paper.kind == PaperKind.FRIA:
        sent = Fria.objects.filter(use_case=paper.use_case)
        frias = newest(
            sent.select_related("edition", "sent_by__user", "judged_by__user").defer(
                "edition__content"
            )
        )
    if paper.kind == PaperKind.REGISTRATION:
        filed = RegistrationFiling.objects.filter(use_case=paper.use_case)
        filings = newest(
            filed.select_related("edition", "filed_by__user").defer("edition__content")
        )
    return Folder(paper, str(paper.kind.label), editions, frias, filings, _words(paper, editions))


def _words(paper: Paper, editions: Kept[PaperEdition]) -> tuple[Mapping[str, Any], ...]:
    if paper.kind != PaperKind.FRIA or not editions.rows:
        return ()
    content = PaperEdition.objects.values_list("content", flat=True).get(pk=editions.rows[-1].pk)
    return tuple(content["points"])


def _folder_data(folder: Folder) -> Mapping[str, Any]:
    return {
        "paper": folder.paper.kind.value,
        "required": folder.paper.is_due,
        "points": folder.paper.total,
        "gaps": [entry.point.ref for entry in folder.paper.gaps],
        "editions": [
            {
                "number": one.number,
                "made_at": plain(one.made_at),
                "made_by": str(one.made_by or ""),
                "gaps": one.gap_count,
                "sha256": one.digest,
            }
            for one in folder.editions.rows
        ],
        "approvals": [_fria_data(one) for one in folder.frias.rows],
        "filings": [
            {
                "edition": one.edition.number,
                "filed_on": plain(one.filed_on),
                "register_number": one.register_number,
                "filed_by": str(one.filed_by or ""),
            }
            for one in folder.filings.rows
        ],
        "text": list(folder.words),
    }


def _fria_data(fria: Fria) -> Mapping[str, Any]:
    return {
        "edition": fria.edition.number,
        "state": fria.state,
        "sent_by": str(fria.sent_by or ""),
        "judged_by": str(fria.judged_by or ""),
        "judged_at": plain(fria.judged_at),
        "remark": fria.remark,
        "review_on": plain(fria.review_on),
        "authority": fria.authority,
        "notified_on": plain(fria.notified_on),
        "notice_number": fria.notice_number,
    }
