from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions.commentary import name_writer
from metrics.actions.restating import restate
from metrics.choices import CloseState
from metrics.models.quarters import Commentary, KpiWriter, QuarterClose
from metrics.queries.quarters import sheet_of
from tests.fixtures.organizations import make_organization
from tests.metrics.history import END
from tests.metrics.quarters import ENDED, sign, with_numbers

pytestmark = pytest.mark.django_db
HOME = "/northbank/metrics/2026-Q3/"


@pytest.fixture(scope="module")
def bank(module_db):
    owner = make_organization("Northbank", "northbank")
    with travel(END, tick=False), scope(owner):
        with_numbers(owner, quarters=5)
    return owner


@pytest.fixture
def organization(bank, db):
    return Organization.objects.get(pk=bank.pk)


@pytest.fixture
def numbers(organization, time_machine):
    time_machine.move_to(END, tick=False)
    return organization


@pytest.fixture
def executive(organization, member):
    return member(Role.EXECUTIVE, name="Erin Executive")


@pytest.fixture
def head(organization, member):
    return member(Role.COE_STAFF, name="Hanna Head")


@pytest.fixture
def signed(numbers, executive, head):
    with scope(numbers):
        sign(head)
        return sign(executive)


def text_of(answer):
    return answer.content.decode()


def test_two_people_sign_in_the_browser(numbers, client_for, executive, head):
    for person, state in ((head, CloseState.PREPARED), (executive, CloseState.SIGNED)):
        browser = client_for(person)
        page = browser.get(f"{HOME}sign-off/")
        assert "Sign as" in text_of(page)
        answer = browser.post(f"{HOME}sign/", {"seal": page.context["seal"]}, follow=True)
        assert person.display_name in text_of(answer)
        with scope(numbers):
            assert QuarterClose.objects.get().state == state
    page = client_for(executive).get(HOME)
    assert page.context["board"].is_signed
    assert "Hanna Head" in text_of(page)


def test_a_page_that_is_out_of_date_is_not_signed(numbers, client_for, executive):
    answer = client_for(executive).post(f"{HOME}sign/", {"seal": "0" * 64})
    assert answer.status_code == 422
    assert "Something changed" in text_of(answer)


@pytest.mark.parametrize("role", [Role.ORG_ADMIN, Role.AUDITOR, Role.FINANCE])
def test_who_may_not_sign_reads_only(numbers, client_for, member, role):
    browser = client_for(member(role))
    page = browser.get(f"{HOME}sign-off/")
    assert page.status_code == 200
    assert "Sign as" not in text_of(page)
    assert browser.post(f"{HOME}sign/", {"seal": page.context["seal"]}).status_code == 403


def test_a_running_quarter_has_no_button(numbers, client_for, executive):
    page = client_for(executive).get("/northbank/metrics/2026-Q4/sign-off/")
    assert "Sign as" not in text_of(page)


def test_the_first_signature_is_withdrawn_with_a_reason(numbers, client_for, head):
    with scope(numbers):
        sign(head)
    browser = client_for(head)
    assert browser.post(f"{HOME}withdraw/", {"reason": ""}).status_code == 422
    page = browser.post(f"{HOME}withdraw/", {"reason": "A slip."}, follow=True)
    assert "A slip." in text_of(page)
    assert browser.get(f"{HOME}withdraw/").status_code == 404


def test_an_executive_reopens_what_was_signed(signed, client_for, executive, head):
    assert client_for(head).post(f"{HOME}reopen/", {"reason": "No."}).status_code == 403
    page = client_for(executive).post(f"{HOME}reopen/", {"reason": "A unit lacked."}, follow=True)
    assert "A unit lacked." in text_of(page)
    assert page.context["running"] is None


def test_somebody_comments_and_it_stands_beside_the_number(numbers, client_for, executive):
    browser = client_for(executive)
    page = browser.post(
        f"{HOME}cases_decided/comment/",
        {"text": "The board met twice.", "publish": "1"},
        follow=True,
    )
    assert page.redirect_chain[-1][0] == HOME
    assert "The board met twice." in text_of(page)
    page = browser.post(f"{HOME}cases_decided/comment/", {"text": "Hm.", "draft": "1"}, follow=True)
    assert "The draft is kept." in text_of(page)
    assert "Hm." not in text_of(browser.get(HOME))


def test_nobody_comments_on_what_is_signed(signed, client_for, executive):
    browser = client_for(executive)
    answer = browser.post(f"{HOME}cases_decided/comment/", {"text": "Late.", "publish": "1"})
    assert answer.status_code == 422
    assert "/comment/" not in text_of(browser.get(HOME))


def test_a_writer_opens_their_number_and_no_dashboard(numbers, client_for, member, head):
    writer = member(name="Wanda Writer")
    with scope(numbers):
        name_writer("cases_decided", writer, actor=Actor.member(head))
    browser = client_for(writer)
    assert browser.get(f"{HOME}cases_submitted/comment/").status_code == 403
    address = f"{HOME}cases_decided/comment/"
    page = browser.post(address, {"text": "Two sittings.", "publish": "1"}, follow=True)
    assert page.redirect_chain[-1][0] == address
    assert browser.get(HOME).status_code == 403


def test_staff_name_and_remove_writers(numbers, client_for, head, member):
    writer = member(name="Wanda Writer")
    browser, address = client_for(head), f"{HOME}cases_decided/"
    page = browser.post(f"{address}writers/new/", {"member": writer.pk}, follow=True)
    assert "Wanda Writer" in text_of(page)
    with scope(numbers):
        named = KpiWriter.objects.get()
    browser.post(f"{address}writers/{named.pk}/remove/")
    with scope(numbers):
        assert not KpiWriter.objects.exists()
    assert browser.post(f"{address}writers/{named.pk}/remove/").status_code == 404


def test_a_correction_is_drawn_beside_what_was_drawn_before(signed, client_for, executive, head):
    """The drawing of a signed quarter is kept under the names of its corrections, too."""
    browser = client_for(executive)
    assert "computed anew" not in text_of(browser.get(HOME))
    organization = signed.organization
    with scope(organization):
        at = END - timedelta(days=90)
        UseCase.objects.create(number=900, title="Late", registered_at=at)
        restate(
            organization,
            ENDED,
            reason="It came late.",
            actor=Actor.member(head),
            codes=["cases_by_stage"],
        )
    assert "It came late." in text_of(browser.get(HOME))


def test_numbers_are_narrowed_by_the_address(numbers, client_for, executive):
    browser = client_for(executive)
    page = browser.get(f"{HOME}?tier=high")
    assert page.context["board"].cut.tier == "high"
    assert "risk tier High" in text_of(page)
    whole = page.context["board"].tile("training_completions")
    assert whole.is_whole
    assert browser.get(f"{HOME}?tier=nonsense&unit=9999").context["board"].cut.is_whole


def test_a_narrowed_number_opens_its_own_rows(numbers, client_for, executive):
    browser = client_for(executive)
    board = browser.get(f"{HOME}?tier=high").context["board"]
    narrowed = [tile for tile in board.tiles if not tile.figure.cut.is_whole]
    assert narrowed
    for tile in narrowed:
        page = browser.get(f"{HOME}{tile.figure.kpi}/{tile.figure.query}")
        assert page.status_code == 200
        if tile.declared.summary == "count":
            assert page.context["table"].page.paginator.count == tile.figure.value


def test_the_coe_has_a_view_of_its_own(numbers, client_for, head):
    browser = client_for(head)
    board = browser.get(f"{HOME}?view=coe").context["board"]
    assert board.areas[0].code == "queue"
    assert board.first == ()


def test_a_year_shows_its_quarters_and_their_signatures(signed, client_for, executive):
    page = client_for(executive).get("/northbank/metrics/years/2026/")
    assert page.status_code == 200
    assert [close.state if close else "" for _q, _b, close in page.context["heads"]] == [
        "",
        "",
        CloseState.SIGNED,
        "",
    ]
    assert client_for(executive).get("/northbank/metrics/years/2031/").status_code == 404


def test_pages_cost_the_same_with_many_commentaries(numbers, client_for, executive):
    browser = client_for(executive)
    counts = []
    for codes in (["cases_decided"], ["cases_submitted", "cases_by_stage", "days_to_decision"]):
        with scope(numbers):
            for code in codes:
                Commentary.objects.create(
                    kpi=code,
                    quarter=ENDED.code,
                    starts_on=ENDED.starts_on,
                    text="Words.",
                    published_by=executive,
                    published_at=END - timedelta(days=1),
                )
        browser.get(f"{HOME}sign-off/")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"{HOME}sign-off/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_another_organization_sees_none_of_it(signed, client_for, member, other_organization):
    outsider = member(Role.EXECUTIVE, organization=other_organization)
    browser = client_for(outsider)
    for address in ("sign-off/", "cases_decided/comment/"):
        assert browser.get(HOME + address).status_code == 404
    page = browser.get("/mercy/metrics/2026-Q3/sign-off/")
    assert page.context["running"] is None
    assert "Hanna Head" not in text_of(page)
    with scope(signed.organization):
        assert sheet_of(ENDED).seal == signed.seal
