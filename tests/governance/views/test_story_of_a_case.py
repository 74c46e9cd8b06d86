"""The story of a use case is for all; of what belongs to it, each reads what they may see."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.subjects import told_to
from coe_portal.collaboration.actions import post_comment
from coe_portal.tenancy.scope import scope
from governance.actions.incident_timeline import add_note
from governance.choices import PaperKind
from governance.models.reviews import Review
from tests.governance.audits import begun, gap, go_live
from tests.governance.conftest import new_case, new_council, open_for
from tests.governance.incident_rooms import reported, triaged
from tests.governance.papers import write
from tests.governance.risks import new_risk

SECRETS = ("bribed", "unlocked", "shouting", "racist", "bankrupt")


@pytest.fixture
def people(member):
    return {
        "owner": member(Role.MODEL_OWNER, name="Olive Owner"),
        "staff": member(Role.COE_STAFF, name="Sam Staff"),
        "reviewer": member(Role.REVIEWER, name="Rita Reviewer"),
        "submitter": member(Role.SUBMITTER, name="Sid Submitter"),
        "auditor": member(Role.AUDITOR, name="Ada Auditor"),
    }


@pytest.fixture
def case(organization, people, member):
    with scope(organization):
        new_council(member)
        case = new_case(people["owner"])
        review = open_for(case)
        staff = Actor.member(people["staff"])
        post_comment(review, "I think they bribed us.", actor=staff)
        gap(
            begun(go_live(case), people["staff"], people["reviewer"]),
            people["owner"],
            description="The door is unlocked.",
        )
        about = reported(people["staff"], about=case.reference)
        incident = triaged(about, people["staff"], use_case=case)
        add_note(incident, "Somebody was heard.", actor=staff)
        post_comment(incident, "Heard shouting.", actor=staff)
        new_risk(people["staff"], about=case.reference, description="A racist answer.")
        write(case, PaperKind.FRIA, "a", people["owner"], "They go bankrupt.")
    return case


@pytest.mark.parametrize(
    ("who", "read"),
    [
        ("submitter", set()),
        ("auditor", set(SECRETS)),
        ("staff", set(SECRETS)),
        ("owner", {"bribed", "unlocked", "shouting", "racist", "bankrupt"}),
        ("reviewer", {"bribed", "unlocked", "racist", "bankrupt"}),
    ],
)
def test_each_reads_of_the_parts_what_they_may_see(case, people, client_for, who, read):
    page = client_for(people[who]).get(f"/northbank/audit/{case.reference}/timeline/")
    text = page.content.decode()
    assert page.status_code == 200
    assert {word for word in SECRETS if word in text} == read


def test_the_comments_of_a_case_itself_are_for_all(case, people, client_for, organization):
    with scope(organization):
        post_comment(case, "When does it start?", actor=Actor.member(people["staff"]))
    page = client_for(people["submitter"]).get(f"/northbank/audit/{case.reference}/timeline/")
    assert "When does it start?" in page.content.decode()


def test_a_model_is_declared_once():
    with pytest.raises(Exception, match="declared twice"):
        told_to(Review, lambda _member: Review.objects.all())
