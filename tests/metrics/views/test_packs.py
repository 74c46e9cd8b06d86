from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from metrics.models.packs import PackSchedule
from tests.metrics.packs import NOW, QUARTER, new_pack

pytestmark = pytest.mark.django_db
BASE = "/northbank/metrics/packs"


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def executive(member):
    return member(Role.EXECUTIVE, name="Erin Executive")


@pytest.fixture
def browser(client_for, executive):
    return client_for(executive)


@pytest.fixture
def pack(organization, executive):
    with scope(organization):
        return new_pack(organization, Actor.member(executive))


def test_an_executive_has_a_pack_made(organization, browser):
    offered = browser.get(f"{BASE}/new/")
    assert 'value="2026-Q3" selected' in offered.content.decode()
    answer = browser.post(f"{BASE}/new/", {"quarter": "2026-Q3"})
    assert answer.url == f"{BASE}/BP-1/"
    page = browser.get(answer.url).content.decode()
    assert "Board pack of 2026-Q3" in page
    assert browser.post(f"{BASE}/new/", {"quarter": "2026-Q3"}).status_code == 422
    assert browser.post(f"{BASE}/new/", {"quarter": "2031-Q3"}).status_code == 422


@pytest.mark.parametrize(("role", "shown"), [(Role.EXECUTIVE, True), (Role.FINANCE, False)])
def test_the_dashboard_leads_there_who_may_see_packs(organization, client_for, member, role, shown):
    page = client_for(member(role)).get("/northbank/metrics/")
    assert (f'href="{BASE}/"' in page.content.decode()) is shown


def test_the_page_of_a_pack_gives_both_files(pack, browser):
    page = browser.get(f"{BASE}/BP-1/").content.decode()
    assert pack.pdf.sha256 in page
    assert pack.xlsx.sha256 in page
    for kind, content in (("pdf", b"pack pages"), ("xlsx", b"pack cells")):
        answer = browser.get(f"{BASE}/BP-1/files/{kind}/")
        assert b"".join(answer.streaming_content) == content
        assert "attachment" in answer["Content-Disposition"]
    assert browser.get(f"{BASE}/BP-1/files/exe/").status_code == 404
    assert browser.get(f"{BASE}/BP-2/").status_code == 404


@pytest.mark.parametrize("role", [Role.SUBMITTER, Role.REVIEWER, Role.MODEL_OWNER])
def test_others_see_no_packs(pack, client_for, member, role):
    browser = client_for(member(role))
    for address in ("", "BP-1/", "BP-1/files/pdf/", "new/", "schedule/"):
        assert browser.get(f"{BASE}/{address}").status_code == 403


def test_an_auditor_reads_packs_and_changes_nothing(pack, client_for, member):
    browser = client_for(member(Role.AUDITOR))
    answer = browser.get(f"{BASE}/BP-1/files/pdf/")
    assert b"".join(answer.streaming_content) == b"pack pages"
    assert browser.get(f"{BASE}/new/").status_code == 403
    assert browser.post(f"{BASE}/schedule/", {"working_day": 3}).status_code == 403


def test_another_organization_sees_none_of_it(pack, other_organization, client_for, member):
    browser = client_for(member(Role.EXECUTIVE, organization=other_organization))
    assert browser.get("/mercy/metrics/packs/").context["table"].page.paginator.count == 0
    for address in ("BP-1/", "BP-1/files/pdf/"):
        assert browser.get(f"/mercy/metrics/packs/{address}").status_code == 404
        assert browser.get(f"{BASE}/{address}").status_code == 404


def test_a_list_costs_the_same_for_one_pack_and_for_three(organization, executive, pack, browser):
    browser.get(f"{BASE}/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"{BASE}/").status_code == 200
        counts.append(len(queries))
        with scope(organization):
            for step in (1, 2):
                new_pack(organization, Actor.member(executive), QUARTER.shifted(-step))
    assert counts[0] == counts[1]


def test_the_schedule_is_set_on_a_form(organization, executive, browser, member):
    outsider = member(Role.SUBMITTER)
    page = browser.get(f"{BASE}/schedule/").content.decode()
    assert "Erin Executive" in page
    assert str(outsider) not in page
    wish = {"is_on": "on", "working_day": "4", "recipients": [str(executive.pk)]}
    assert browser.post(f"{BASE}/schedule/", wish).status_code == 302
    with scope(organization):
        kept = PackSchedule.objects.get()
        assert (kept.is_on, kept.working_day, kept.recipients.get().member) == (True, 4, executive)
    refused = browser.post(f"{BASE}/schedule/", {"is_on": "on", "working_day": "4"})
    assert refused.status_code == 422
    assert "Choose at least one person." in refused.content.decode()
    shown = browser.get(f"{BASE}/schedule/").content.decode()
    assert f'value="{executive.pk}"' in shown
