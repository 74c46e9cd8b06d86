"""Papers of the EU AI Act for tests, written by the actions that write them in production."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from governance.actions.frias import send_fria
from governance.actions.papers import PointText, write_point
from governance.choices import PaperKind
from governance.models.papers import Fria
from governance.queries.papers import Paper, paper_of
from intake.actions.people import add_collaborator
from intake.models.use_cases import UseCase
from tests.governance.conftest import new_case

EVERYTHING = ["Art. 11", "Art. 27", "Art. 49"]


def high_case(owner: Membership, *, articles: list[str] | None = None, **fields: object) -> UseCase:
    """A submitted case of the class high, of which the law wants all papers."""
    asked = EVERYTHING if articles is None else articles
    case = new_case(owner, ai_act_class="high", ai_act={"articles": asked}, **fields)
    case.ai_act_class = "high"
    case.save()
    return case


def write(
    case: UseCase, kind: PaperKind, key: str, by: Membership, text: str = "So it is."
) -> None:
    """Write one point, as it stands now."""
    entry = paper_of(case, kind).entry(key)
    assert entry is not None
    write_point(case, kind, key, PointText(text, entry.revision), actor=Actor.member(by))


def fill(case: UseCase, kind: PaperKind, by: Membership, text: str = "So it is.") -> Paper:
    """Write every point that is missing."""
    for entry in paper_of(case, kind).gaps:
        write(case, kind, entry.point.key, by, text)
    return paper_of(case, kind)


def sent_fria(case: UseCase, by: Membership, text: str = "So it is.") -> Fria:
    """A complete impact assessment that waits for its approval; a helper of the case writes."""
    if by not in (case.owner, case.registered_by):
        add_collaborator(case, by, actor=Actor.system("tests"))
    fill(case, PaperKind.FRIA, by, text)
    return send_fria(case, actor=Actor.member(by))
