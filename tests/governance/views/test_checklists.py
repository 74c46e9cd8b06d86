"""Pages of release checklists."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.models.checklists import ChecklistAnswer
from governance.queries.checklists import sheet_of
from intake.choices import Gate
from intake.models.use_cases import UseCase
from tests.governance.checklists import adopted, answer, complete
from tests.governance.conftest import new_case

KEY = "users-are-told"
HTMX = {"HX-Request": "true"}


def url(name, *, org="northbank", **kwargs):
    return reverse(f"governance:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def reviewer(member):
    return member(Role.REVIEWER, name="Rita Reviewer")


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Sam Staff")


@pytest.fixture
def case(organization, owner):
    with scope(organization):
        adopted()
        return new_case(owner)


@pytest.fixture
def place(case):
    return {"reference": case.reference, "gate": "production"}


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_an_answer_saves_itself_and_the_page_goes_on(organization, case, place, owner, client_for):
    browser = client_for(owner)
    assert "0 of 21" in page(browser, url("checklist", **place))
    sent = {f"{KEY}-choice": "yes", f"{KEY}-note": "A banner.", f"{KEY}-revision": 0}
    target = url("checklist_answer", **place, item=KEY)
    saved = browser.post(target, sent, headers=HTMX).content.decode()
    assert "1 of 21" in saved
    assert f'id="id_{KEY}-revision" name="{KEY}-revision" value="1"' in saved
    stale = browser.post(target, sent, headers=HTMX)
    assert stale.status_code == 422
    assert "load the page again" in stale.content.decode()
    sent[f"{KEY}-revision"] = 1
    plain = browser.post(target, sent)
    assert plain.headers["Location"].endswith(f"#item-{KEY}")
    with scope(organization):
        assert ChecklistAnswer.objects.get().revision == 2


def test_sent_back_answered_again_and_confirmed(
    organization, case, place, owner, reviewer, client_for
):
    with scope(organization):
        complete(case, Gate.PRODUCTION, owner)
    judge = client_for(reviewer)
    assert "Confirm the answers" in page(judge, url("checklist", **place))
    assert "Confirm the answers" not in page(client_for(owner), url("checklist", **place))
    back = url("checklist_return", **place, item=KEY)
    assert judge.post(back, {"reason": ""}).status_code == 422
    assert (
        "Which notice?"
        in judge.post(back, {"reason": "Which notice?"}, follow=True).content.decode()
    )
    with scope(organization):
        digest = complete(case, Gate.PRODUCTION, owner).digest
    done = judge.post(url("checklist_confirm", **place), {"digest": digest}, follow=True)
    assert "Confirmed by Rita Reviewer" in done.content.decode()
    with scope(organization):
        assert sheet_of(case, Gate.PRODUCTION).is_open
    tab = page(client_for(owner), url("case_papers", reference=case.reference))
    assert "confirmed by Rita Reviewer" in tab
    assert "Gate closed" in tab


def test_readers_see_answers_and_change_nothing(
    organization, case, place, owner, member, client_for
):
    with scope(organization):
        complete(case, Gate.PRODUCTION, owner)
    reader = client_for(member(Role.AUDITOR))
    shown = page(reader, url("checklist", **place))
    assert "It is so." in shown
    assert "<textarea" not in shown
    assert reader.post(url("checklist_answer", **place, item=KEY), {}).status_code == 403
    assert reader.post(url("checklist_confirm", **place), {"digest": "x"}).status_code == 403
    page(reader, url("checklist", reference=case.reference, gate="poc"), 404)
    page(reader, url("checklist", reference=case.reference, gate="moon"), 404)
    page(reader, url("checklist_item_new"), 403)


def test_staff_keep_the_items(organization, staff, member, client_for):
    browser, reader = client_for(staff), client_for(member())
    assert "Adopt the list" in page(browser, url("checklist_items"))
    assert "Adopt the list" not in page(reader, url("checklist_items"))
    browser.post(url("checklist_adopt"))
    assert "Version 1" in page(reader, url("checklist_items"))
    item = {"text": "The works council agrees.", "topic": "data", "tiers": ["high"],
            "gates": ["pilot"]}  # fmt: skip
    assert browser.post(url("checklist_item_new"), {**item, "tiers": []}).status_code == 422
    browser.post(url("checklist_item_new"), item)
    known = {"item": "the-works-council-agrees"}
    assert "The works council agrees." in page(browser, url("checklist_item_edit", **known))
    browser.post(url("checklist_item_edit", **known), {**item, "text": "All agree."})
    assert "All agree." in page(reader, url("checklist_items"))
    browser.post(url("checklist_item_remove", **known))
    assert "Removed: All agree." in page(reader, url("checklist_items"))
    page(browser, url("checklist_item_edit", **known), 404)


def test_another_organization_sees_nothing(case, place, member, other_organization, client_for):
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    page(stranger, url("checklist", **place), 404)
    page(stranger, url("checklist", org="mercy", **place), 404)
    assert "Nothing is asked yet" in page(stranger, url("checklist_items", org="mercy"))


def test_a_page_costs_the_same_for_no_answers_and_all(organization, case, place, owner, client_for):
    browser = client_for(owner)
    places = [url("checklist", **place), url("case_papers", reference=case.reference)]

    def cost():
        with CaptureQueriesContext(connection) as queries:
            for address in places:
                page(browser, address)
        return len(queries)

    with scope(organization):
        for line in sheet_of(case, Gate.PRODUCTION).lines[:1]:
            answer(case, Gate.PRODUCTION, line.item.key, owner, note="It is so.")
    cost()
    one = cost()
    with scope(organization):
        complete(case, Gate.PRODUCTION, owner)
    assert cost() == one


def test_complete_lists_wait_until_they_are_confirmed(
    organization, case, place, owner, reviewer, client_for
):
    browser = client_for(reviewer)
    assert case.title not in page(browser, url("checklists_waiting"))
    with scope(organization):
        sheet = complete(case, Gate.PRODUCTION, owner)
        low = complete(new_case(owner, title="Menu of the day", tier="low"), Gate.PRODUCTION, owner)
    assert low.progress.is_complete
    shown = page(browser, url("checklists_waiting"))
    assert url("checklist", **place) in shown
    assert "Menu of the day" not in shown
    assert '<span class="count">1</span>' in page(browser, url("checklist_items"))
    browser.post(url("checklist_confirm", **place), {"digest": sheet.digest})
    assert case.title not in page(browser, url("checklists_waiting"))
    with scope(organization):
        answer(case, Gate.PRODUCTION, KEY, owner, note="Another banner.")
    assert case.title in page(browser, url("checklists_waiting"))


def test_half_answered_and_passed_lists_do_not_wait(organization, case, owner, staff, client_for):
    with scope(organization):
        answer(case, Gate.PRODUCTION, KEY, owner, note="A banner.")
        passed = new_case(owner, title="Long in production")
        complete(passed, Gate.PRODUCTION, owner)
        UseCase.objects.filter(pk=passed.pk).update(stage="production")
    shown = page(client_for(staff), url("checklists_waiting"))
    assert case.title not in shown
    assert "Long in production" not in shown


def test_the_list_of_waiting_lists_asks_the_same_for_one_and_three(
    organization, case, owner, staff, client_for
):
    browser = client_for(staff)

    def asked(number: int) -> int:
        with scope(organization):
            for place in range(number):
                complete(new_case(owner, title=f"Case {place}"), Gate.PRODUCTION, owner)
        with CaptureQueriesContext(connection) as queries:
            page(browser, url("checklists_waiting"))
        return len(queries)

    asked(1)
    assert asked(1) == asked(2)


def test_lists_of_others_do_not_wait_here(
    organization, case, owner, member, other_organization, client_for
):
    with scope(organization):
        complete(case, Gate.PRODUCTION, owner)
    with scope(other_organization):
        adopted()
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    assert case.title not in page(stranger, url("checklists_waiting", org=other_organization.slug))
