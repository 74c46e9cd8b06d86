"""The use-case page: what it shows, to whom, and what they may do there."""

from __future__ import annotations

import copy

import pytest

from coe_portal.accounts.roles import Role
from intake import catalogs
from intake.actions import rulebooks
from intake.choices import Stage
from intake.forms.registration import RegistrationForm
from intake.models import Questionnaire

TABS = ["", "assessment", "decisions", "incidents", "files", "comments", "timeline"]


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("is_submitted", [False, True])
def test_every_tab_opens_at_every_state(browser, case, submit, address, tab, is_submitted):
    if is_submitted:
        submit(use_case=case)
    page = browser.get(address(case.reference, tab)).content.decode()
    assert "Answer claims letters" in page
    assert page.count('aria-current="page"') >= 2


def test_the_overview_shows_scores_once_submitted(browser, case, submit, address):
    assert "Not assessed yet" in browser.get(address(case.reference)).content.decode()
    submit(use_case=case)
    page = browser.get(address(case.reference)).content.decode()
    assert "Not assessed yet" not in page
    assert page.count('class="score"') == 5
    assert "Low risk" in page


def test_the_assessment_tells_why_and_what_changed(browser, case, submit, address):
    submit(use_case=case)
    submit(use_case=case, customer_facing=True)
    page = browser.get(address(case.reference, "assessment")).content.decode()
    assert "Seen by customers or the public." in page
    assert "Do customers or the public see or use the results?" in page
    assert "Material: it touches" in page
    assert "Questionnaire" in page
    first = browser.get(address(case.reference, "assessment/1")).content.decode()
    assert "which is not in force any more" in first
    assert browser.get(address(case.reference, "assessment/9")).status_code == 404


def test_answers_to_a_question_that_is_not_asked_any_more_stay_readable(
    browser, rules, submit, address, actor
):
    def publish(document):
        draft = rulebooks.draft_document(Questionnaire, document, title="Next", actor=actor)
        rulebooks.publish_document(draft, actor=actor)

    asked = copy.deepcopy(catalogs.load("default_questionnaire"))
    asked["sections"][0]["questions"].append(
        {"id": "target_users", "type": "text", "label": "Which team is it for?"}
    )
    publish(asked)
    case = submit(target_users="40 handlers in Leeds").use_case
    publish(catalogs.load("default_questionnaire"))
    submit(use_case=case)

    first = browser.get(address(case.reference, "assessment/1")).content.decode()
    now = browser.get(address(case.reference, "assessment")).content.decode()

    assert "Which team is it for?" in first
    assert "40 handlers in Leeds" in first
    assert "Which team is it for?" not in now.partition("What changed")[2]


def test_what_registration_asks_is_not_asked_again():
    labels = [
        question["label"].lower()
        for section in catalogs.load("default_questionnaire")["sections"]
        for question in section["questions"]
    ]
    asked = RegistrationForm.base_fields.values()

    assert not {str(field.label).lower() for field in asked} & set(labels)


def test_only_those_who_answer_for_it_get_its_actions(client_for, member, browser, case, address):
    assert "Go on answering" in browser.get(address(case.reference)).content.decode()
    other = client_for(member()).get(address(case.reference)).content.decode()
    assert "Go on answering" not in other
    assert "Change the facts" not in other
    assert "Withdraw" not in other


def test_pages_about_a_case_lead_back_to_it(browser, case, address):
    for page in ("facts", "people", "withdraw", "join"):
        html = browser.get(address(case.reference, page)).content.decode()
        crumbs = html.partition('class="crumbs"')[2].partition("</nav>")[0]
        assert f'href="{case.get_absolute_url()}"' in crumbs, page


def test_sending_answers_off_by_address_leads_back_to_them(browser, case, address):
    answer = browser.get(address(case.reference, "answers/submit"))
    assert answer.status_code == 405
    assert f"{case.get_absolute_url()}answers/" in answer.content.decode()


def test_withdrawing_takes_a_reason(browser, case, address):
    url = address(case.reference, "withdraw")
    assert browser.post(url, {"reason": ""}).status_code == 422
    assert browser.post(url, {"reason": "Not needed any more."}).status_code == 302
    case.refresh_from_db()
    assert case.stage == Stage.WITHDRAWN
    page = browser.get(address(case.reference)).content.decode()
    assert "Change the answers" not in page


def test_a_member_may_not_withdraw_the_case_of_another(client_for, member, case, address):
    answer = client_for(member()).post(address(case.reference, "withdraw"), {"reason": "x"})
    case.refresh_from_db()
    assert answer.status_code == 403
    assert case.stage == Stage.INTAKE


def test_staff_may_put_it_on_hold_but_not_around_a_gate(client_for, member, case, address):
    staff = client_for(member(Role.COE_STAFF))
    url = address(case.reference, "move")
    refused = staff.post(url, {"to": "discovery", "reason": "Quickly"})
    assert refused.status_code == 422
    assert "is not ready" in refused.content.decode()
    assert staff.post(url, {"to": "on_hold", "reason": "Budget"}).status_code == 302
    case.refresh_from_db()
    assert case.stage == Stage.ON_HOLD
    assert "Budget" in staff.get(address(case.reference)).content.decode()


def test_naming_a_person_shows_them(browser, case, member, address):
    sponsor = member(name="Luis Ortega")
    answer = browser.post(
        address(case.reference, "people"), {"kind": "sponsor", "member_id": sponsor.pk}
    )
    assert answer.status_code == 302
    assert "Luis Ortega" in browser.get(address(case.reference)).content.decode()


def test_changing_the_facts(browser, case, owner, address):
    data = {
        "title": "Answer claims mail",
        "summary": "Drafts answers.",
        "intended_users": "Handlers",
        "owner_id": owner.pk,
    }
    assert browser.post(address(case.reference, "facts"), data).status_code == 302
    case.refresh_from_db()
    assert case.title == "Answer claims mail"


def test_changes_to_a_submitted_case_can_be_discarded(browser, case, submit, address):
    submit(use_case=case)
    browser.post(address(case.reference, "answers/open"))
    assert case.drafts.filter(state="open").exists()
    browser.post(address(case.reference, "answers/discard"))
    assert not case.drafts.filter(state="open").exists()


def test_what_does_not_exist_is_not_found(browser, rules, address):
    for reference in ("UC-999", "uc-x", "R-1", "UC-99999999999999999999"):
        assert browser.get(address(reference)).status_code == 404


def test_the_page_costs_the_same_with_more_history(
    browser, case, submit, address, django_assert_max_num_queries
):
    for changed in (False, True, False):
        submit(use_case=case, customer_facing=changed)
    browser.get(address(case.reference))
    with django_assert_max_num_queries(15):
        browser.get(address(case.reference))


def test_two_assessments_stand_side_by_side(browser, case, submit, address):
    submit(use_case=case)
    assert browser.get(address(case.reference, "assessment/compare")).status_code == 404
    submit(use_case=case, customer_facing=True)
    page = browser.get(address(case.reference, "assessment/compare")).content.decode()
    assert "Material: it touches" in page
    assert "1 answer differs" in page
    assert "Do customers or the public see or use the results?" in page
    assert "Seen by customers or the public." in page
    swapped = f"{address(case.reference, 'assessment/compare')}?before=2&after=1"
    assert "No longer" in browser.get(swapped).content.decode()
