"""Where checklists and papers stand today: the list adopted, some answered, one paper begun."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from demo.founding import House
from demo.script import Script
from governance.actions.checklists import ItemAnswer, adopt_default, answer_item
from governance.actions.papers import PointText, keep_edition, write_point
from governance.choices import ChecklistTopic, PaperKind
from governance.queries.checklists import sheets_of
from intake.choices import AiActClass, Stage
from intake.models.use_cases import UseCase

MOST_CASES = 4
NOTES = {
    ChecklistTopic.TRANSPARENCY: "A line above every answer says that a machine wrote it.",
    ChecklistTopic.OVERSIGHT: "The team lead approves each result before it leaves the house.",
    ChecklistTopic.DATA: "Agreed with the owner of the data; names are masked before.",
    ChecklistTopic.DOCUMENTATION: "In the description of the service, version of this month.",
    ChecklistTopic.FAIRNESS: "Compared by age and region on 400 files: no difference above 2 %.",
    ChecklistTopic.EVALUATION: "312 real examples, 91 % as the experts had it.",
    ChecklistTopic.SECURITY: "A service account of its own that reads and never writes.",
    ChecklistTopic.OPERATION: "On the board of the service desk, with a limit for errors.",
}
FRIA = {
    "a": "Before a clerk decides on an application: it sorts the file and proposes a result.",
    "b": "Every working day from the start of the pilot on, for some 40 files a day.",
    "c": "People who apply, among them people with little income and of old age.",
}


def leave_papers(script: Script, house: House) -> None:
    """Answer every other item of what waits for a gate; write a part of one assessment."""
    adopt_default(actor=house.actor(script.founder))
    owned = UseCase.objects.filter(owner__isnull=False)
    waiting = owned.filter(stage__in=[Stage.POC, Stage.PILOT]).order_by("number")
    for use_case in waiting[:MOST_CASES]:
        _answer_half(use_case, _owner(use_case))
    high = owned.open().filter(ai_act_class=AiActClass.HIGH).order_by("number").first()
    if high is not None:
        _begin_papers(high, _owner(high))


def _owner(use_case: UseCase) -> Actor:
    return Actor.member(Membership.objects.select_related("user").get(owned_use_cases=use_case))


def _answer_half(use_case: UseCase, actor: Actor) -> None:
    for sheet in [sheet for sheet in sheets_of(use_case) if not sheet.is_passed][:1]:
        for line in sheet.lines[::2]:
            given = ItemAnswer("yes", NOTES[line.item.topic])
            answer_item(use_case, sheet.gate, line.item.key, given, actor=actor)


def _begin_papers(use_case: UseCase, actor: Actor) -> None:
    for key, text in FRIA.items():
        write_point(use_case, PaperKind.FRIA, key, PointText(text), actor=actor)
    keep_edition(use_case, PaperKind.TECHNICAL_FILE, actor=actor)
