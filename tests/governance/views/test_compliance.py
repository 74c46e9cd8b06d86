from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.gates.registry import unmet
from coe_portal.tenancy.addresses import org_url
from governance.actions.control_evidence import accept_evidence
from governance.actions.controls import NewControl, create_control, link_control
from governance.actions.coverage import recount
from governance.actions.frameworks import adopt_shipped, bring_edition
from governance.catalogs.frameworks import EU_AI_ACT
from governance.choices import ControlScope
from governance.models.controls import Control, Evidence
from governance.models.coverage import Exclusion
from governance.models.frameworks import Framework, Requirement
from tests.governance.compliance import edition, evidence, own_framework

STAFF = Actor.system("tests")


def url(name: str, **kwargs: object) -> str:
    return org_url(f"governance:{name}", **kwargs)


@pytest.fixture
def staff(in_scope, member):
    return member(Role.COE_STAFF, name="Stella Staff")


@pytest.fixture
def judge(in_scope, member):
    return member(Role.REVIEWER, name="Jo Judge")


@pytest.fixture
def control(in_scope) -> Control:
    """A control of R-1 for use cases."""
    own_framework(STAFF)
    made = create_control(NewControl(title="Logs", scope=ControlScope.USE_CASE), actor=STAFF)
    link_control(made, Requirement.objects.in_force().get(code="R-1"), actor=STAFF)
    return made


def test_a_framework_of_the_portal_is_adopted_from_the_overview(staff, client_for):
    client = client_for(staff)
    page = client.get(url("compliance")).content.decode()
    assert "ISO/IEC 42001" in page

    answer = client.post(url("framework_adopt_shipped", key="iso-42001"), follow=True)

    assert answer.status_code == 200
    assert Framework.objects.adopted().get().key == "iso-42001"
    assert client.post(url("framework_adopt_shipped", key="nothing")).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rules.csv", b"code;title;parent\nA;Keep;\nA.1;Log;A\n"),
        ("rules.json", json.dumps({"requirements": [{"code": "A", "title": "Keep"}]}).encode()),
    ],
)
def test_an_own_framework_is_read_out_of_a_file(staff, client_for, name, content):
    fields = {"key": "ours", "name": "Ours", "label": "One"}
    file = SimpleUploadedFile(name, content)

    client_for(staff).post(url("framework_upload"), {**fields, "file": file})

    version = Framework.objects.get(key="ours").versions.get()
    assert version.is_waiting
    assert version.requirements.get(code="A").title == "Keep"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"code,title\nA,\nA,Twice\n", "Row 2, title: nothing stands here"),
        ("a.csv", b"code,title\nA,One\nA,Two\n", "Row 3, code “A”: this code is there twice"),
        ("a.csv", b"code,title,parent\nA,One,B\n", "no row has this code"),
        ("a.csv", b"code,title,applies_from\nA,One,soon\n", "this is no date"),
        ("a.csv", b"code,title,tiers\nA,One,huge\n", "“huge”: this word is not known"),
        ("a.csv", b"code,title\nA/B,One\n", "only letters, digits"),
        ("a.csv", b"name\nOne\n", "The column code is missing"),
        ("a.json", b"{", "This is not JSON"),
        ("a.json", b'{"rows": []}', "The file must hold"),
        ("a.xlsx", b"PK\x03\x04 nothing", "damaged"),
        ("a.csv", b"", "empty"),
    ],
)
def test_each_wrong_row_is_named(staff, client_for, name, content, said):
    fields = {"key": "ours", "name": "Ours", "label": "One"}
    file = SimpleUploadedFile(name, content)

    answer = client_for(staff).post(url("framework_upload"), {**fields, "file": file})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Framework.objects.count() == 0


def test_the_page_of_an_edition_shows_changes_and_adopts(staff, client_for, make_case):
    framework = own_framework(STAFF)
    make_case()
    version = bring_edition(edition({"R-1": "Log everything", "R-4": "New"}), actor=STAFF)
    client = client_for(staff)

    page = client.get(version.get_absolute_url()).content.decode()
    assert "1 added, 2 removed, 0 with other dates, 1 changed" in page
    assert page.count('<details class="card disclosure-card"') == 3
    assert page.index('id="changed"') < page.index('id="added"') < page.index('id="removed"')

    client.post(url("framework_version_adopt", key=framework.key, number=version.number))
    framework.refresh_from_db()
    assert framework.current == version


def test_evidence_goes_from_the_use_case_to_a_second_person(
    control, staff, judge, client_for, make_case
):
    use_case = make_case()
    tab = client_for(staff).get(url("case_compliance", reference=use_case.reference))
    give = url("evidence_give", reference=control.reference) + f"?for={use_case.reference}"
    assert give in tab.content.decode()

    file = SimpleUploadedFile("log.txt", b"All is logged.")
    fields = {"title": "Log", "effective_on": "2026-01-01", "expires_on": "2099-01-01"}
    client_for(staff).post(give, {**fields, "file": file})
    given = Evidence.objects.get()
    assert given.use_case == use_case

    assert client_for(staff).post(url("evidence_accept", reference="EV-1")).status_code == 403
    client_for(judge).post(url("evidence_accept", reference="EV-1"))
    page = client_for(judge).get(given.get_absolute_url()).content.decode()
    assert given.sha256 in page
    assert "Accepted" in page
    tab = client_for(staff).get(url("case_compliance", reference=use_case.reference))
    assert "1 of 3 covered" in tab.content.decode()


def test_evidence_is_not_for_everybody(control, staff, judge, member, client_for, make_case):
    given = evidence(control, actor=Actor.member(staff), use_case=make_case())

    assert client_for(member()).get(given.get_absolute_url()).status_code == 404
    listed = client_for(member()).get(url("evidence_list")).content.decode()
    assert "No evidence that you may see" in listed
    assert given.title in client_for(judge).get(url("evidence_list")).content.decode()


def test_an_exclusion_is_claimed_and_confirmed(control, staff, judge, client_for, make_case):
    use_case = make_case()
    place = {"reference": use_case.reference, "key": "house-rules", "code": "R-2"}
    client_for(staff).post(url("exclusion_claim", **place), {"reason": "Nothing is kept"})
    claim = Exclusion.objects.get()
    assert client_for(staff).post(url("exclusion_confirm", pk=claim.pk)).status_code == 403

    page = client_for(judge).get(url("case_compliance", reference=use_case.reference))
    assert url("exclusion_confirm", pk=claim.pk) in page.content.decode()
    client_for(judge).post(url("exclusion_confirm", pk=claim.pk))

    claim.refresh_from_db()
    assert claim.state == "confirmed"
    client_for(staff).post(url("exclusion_withdraw", pk=claim.pk), {"remark": "It is"})
    claim.refresh_from_db()
    assert claim.state == "withdrawn"


def test_the_eu_ai_act_is_shown_with_its_legal_state(staff, client_for, make_case):
    adopt_shipped(EU_AI_ACT, actor=STAFF)
    use_case = make_case(ai_act_class="high", answers={"roles": ["deployer"]})
    recount([use_case.pk])
    client = client_for(staff)

    tree = client.get(url("framework", key=EU_AI_ACT)).content.decode()
    one = client.get(url("requirement", key=EU_AI_ACT, code="Art. 26(1)")).content.decode()

    assert "Unsettled" in tree
    assert "Amended" in one
    assert use_case.title in one


def test_coverage_is_exported(control, staff, client_for, make_case):
    recount([make_case().pk])

    answer = client_for(staff).get(url("compliance_coverage") + "?export=csv")

    body = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
    assert "House rules" in body


def test_a_control_that_holds_a_gate_keeps_it_closed(in_scope, make_case, staff, judge):
    use_case = make_case()
    control = create_control(
        NewControl(title="Logs", scope=ControlScope.USE_CASE, gate="pilot", holds_gate=True),
        actor=STAFF,
    )
    missing = [one for one in unmet("pilot", use_case) if one.code == "governance.controls_covered"]
    assert "Logs" in missing[0].message

    accept_evidence(
        evidence(control, actor=Actor.member(staff), use_case=use_case), actor=Actor.member(judge)
    )
    assert all(one.code != "governance.controls_covered" for one in unmet("pilot", use_case))


PAGES = [
    "compliance",
    "compliance_coverage",
    "crosswalk",
    "framework",
    "framework_version",
    "requirement",
    "controls",
    "control",
    "evidence_list",
    "case_compliance",
]


@pytest.mark.parametrize("name", PAGES)
def test_pages_ask_the_same_number_of_questions(
    name, staff, judge, client_for, make_case, django_assert_max_num_queries
):
    framework = own_framework(STAFF)
    version = bring_edition(edition({"R-1": "Log everything"}), actor=STAFF)
    use_case = make_case()

    def more(number: int) -> None:
        for place in range(number):
            control = create_control(
                NewControl(title=f"Control {place}", scope=ControlScope.USE_CASE), actor=STAFF
            )
            link_control(control, Requirement.objects.in_force().get(code="R-1"), actor=STAFF)
            accept_evidence(
                evidence(control, actor=Actor.member(staff), use_case=use_case),
                actor=Actor.member(judge),
            )
        recount([make_case(title=f"Case {place}").pk for place in range(number)])

    known = {
        "framework": {"key": framework.key},
        "framework_version": {"key": framework.key, "number": version.number},
        "requirement": {"key": framework.key, "code": "R-1"},
        "control": {"reference": "CTL-1"},
        "case_compliance": {"reference": use_case.reference},
    }
    address = url(name, **known.get(name, {}))
    more(1)
    client = client_for(staff)
    client.get(address)
    with django_assert_max_num_queries(30) as few:
        assert client.get(address).status_code == 200
    more(3)
    with django_assert_max_num_queries(len(few)):
        client.get(address)
