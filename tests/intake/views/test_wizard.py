"""The wizard: saved as one types, resumed, shared; two people never overwrite each other unseen."""

from __future__ import annotations

import re

import pytest

from coe_portal.accounts.roles import Role
from intake.models import DraftSection, SectionShare
from tests.intake.answers import complete_answers

HTMX = {"HTTP_HX-Request": "true"}


@pytest.fixture
def business(case, address):
    """The address of the first section."""
    return address(case.reference, "answers/sections/business")


def section(case, key="business"):
    return DraftSection.objects.get(draft__use_case=case, key=key)


def sent(**answers):
    """What the page sends: answers, and which questions were on it."""
    return {"revision": "0", "shown": list(answers), **answers}


def autosave(browser, business, data):
    return browser.post(f"{business}save/", data, headers={"HX-Request": "true"})


def test_every_question_that_is_asked_has_a_field(browser, business):
    page = browser.get(business).content.decode()
    assert 'name="goal"' in page
    assert "Which goal does it serve?" in page
    assert 'id="question-loaded_rate"></div>' in page


@pytest.mark.parametrize(
    "key", ["business", "feasibility", "data", "use", "law", "people", "review"]
)
def test_each_section_opens(browser, case, address, key):
    answer = browser.get(address(case.reference, f"answers/sections/{key}"))
    assert answer.status_code == 200


def test_autosave_stores_and_says_when(browser, case, business):
    answer = autosave(browser, business, sent(objective="O2: halve it", goal=["cost"]))
    saved = section(case)
    assert saved.answers == {"objective": "O2: halve it", "goal": ["cost"]}
    page = answer.content.decode()
    assert re.search(r"Saved at\s+\d\d:\d\d", page)
    assert f'name="revision" id="revision" value="{saved.revision}"' in page


def test_autosave_lets_a_question_appear_and_disappear(browser, case, business):
    shown = autosave(browser, business, sent(hours_saved="1200")).content.decode()
    assert 'id="question-loaded_rate" hx-swap-oob="true"' in shown
    assert 'name="loaded_rate"' in shown
    data = {**sent(hours_saved="", loaded_rate="60"), "revision": "1"}
    hidden = autosave(browser, business, data).content.decode()
    assert 'id="question-loaded_rate" hx-swap-oob="true"></div>' in hidden


def test_autosave_never_replaces_what_is_being_typed(browser, business):
    page = autosave(browser, business, sent(objective="O2", workflow="Half a sen")).content.decode()
    assert 'id="question-workflow"' not in page
    assert 'id="question-objective"' not in page


def test_autosave_refuses_a_bad_answer_beside_its_question(browser, case, business):
    page = autosave(browser, business, sent(annual_benefit="-5", objective="O2")).content.decode()
    assert section(case).answers == {"objective": "O2"}
    assert "at least 0" in page
    cleared = {**sent(annual_benefit="5"), "flagged": "annual_benefit", "revision": "1"}
    page = autosave(browser, business, cleared).content.decode()
    assert 'id="id_annual_benefit_error"' in page
    assert "at least 0" not in page


def test_who_saves_over_a_colleague_sees_both(browser, client_for, member, case, business):
    colleague = client_for(member(Role.COE_STAFF, name="Sam Okafor"))
    autosave(colleague, business, sent(objective="Theirs"))
    answer = autosave(browser, business, sent(objective="Mine"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Sam Okafor saved this section" in page
    assert "Mine" in page
    assert "Theirs" in page
    assert section(case).answers["objective"] == "Theirs"
    resolved = browser.post(business, {**sent(objective="Mine"), "resolve": "1"})
    assert resolved.status_code == 302
    assert section(case).answers["objective"] == "Mine"


def test_a_plain_post_saves_and_goes_on(browser, case, business, address):
    answer = browser.post(business, {**sent(objective="O2"), "go": "next"})
    assert section(case).answers == {"objective": "O2"}
    assert answer.url == address(case.reference, "answers/sections/feasibility")


def test_a_plain_post_shows_what_is_wrong_and_keeps_it(browser, business):
    answer = browser.post(business, sent(annual_benefit="-5"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert 'value="-5"' in page


def test_rows_are_read_and_shown_again(browser, case, business):
    rows = {
        "success_metrics-0-metric": "Minutes per claim",
        "success_metrics-0-baseline": "14",
        "success_metrics-2-metric": "Complaints",
        "success_metrics-3-metric": "",
    }
    autosave(browser, business, {"revision": "0", "shown": ["success_metrics"], **rows})
    assert section(case).answers["success_metrics"] == [
        {"metric": "Minutes per claim", "baseline": "14"},
        {"metric": "Complaints"},
    ]
    page = browser.get(business).content.decode()
    assert 'name="success_metrics-1-metric" value="Complaints"' in page


def test_an_emptied_answer_is_taken_back(browser, case, business):
    autosave(browser, business, sent(objective="O2"))
    autosave(browser, business, {**sent(objective=""), "revision": "1"})
    assert section(case).answers == {}


def test_resume_leads_to_the_first_section_that_misses_an_answer(browser, case, address, answer):
    answers = complete_answers()
    form = case.drafts.get().questionnaire.parsed()
    business = {q.id: answers[q.id] for q in form.section("business").questions if q.id in answers}
    DraftSection.objects.filter(draft__use_case=case, key="business").update(answers=business)
    resumed = browser.get(address(case.reference, "answers"))
    assert resumed.url.endswith("/sections/feasibility/")


def test_a_shared_section_opens_for_the_colleague_and_only_that(
    browser, client_for, member, case, business, address
):
    colleague = member(name="Priya Nair")
    theirs = client_for(colleague)
    assert theirs.get(business).status_code == 403
    answer = browser.post(f"{business}share/", {"member_id": colleague.pk, "note": "Please"})
    assert answer.status_code == 302
    page = theirs.get(business).content.decode()
    assert 'name="goal"' in page
    assert address(case.reference, "answers/sections/law") not in page
    assert theirs.get(address(case.reference, "answers/sections/law")).status_code == 403
    assert autosave(theirs, business, sent(objective="Theirs")).status_code == 200
    browser.post(f"{business}share/{colleague.pk}/end/")
    assert not SectionShare.objects.exists()
    assert theirs.get(business).status_code == 403


def test_the_summary_names_what_is_missing_with_links(browser, case, address):
    page = browser.get(address(case.reference, "answers/sections/review")).content.decode()
    assert "required answers are missing" in page
    assert "/answers/sections/business/#question-workflow" in page


def test_submitting_with_missing_answers_is_refused_in_words(browser, case, address):
    data = {"revision": "0", "shown": ["accepts_rules"], "accepts_rules": "true"}
    answer = browser.post(address(case.reference, "answers/submit"), data)
    case.refresh_from_db()
    assert answer.status_code == 422
    assert "answers are still missing" in answer.content.decode()
    assert case.current_assessment is None
    assert section(case, "review").answers == {"accepts_rules": True}


def test_submit_freezes_and_leads_to_the_case(browser, case, address, answer):
    answer(case.drafts.get())
    row = section(case, "review")
    data = {"revision": row.revision, "shown": ["accepts_rules"], "accepts_rules": "true"}
    submitted = browser.post(address(case.reference, "answers/submit"), data)
    case.refresh_from_db()
    assert submitted.url == address(case.reference)
    assert case.tier == "low"
    gone = browser.get(address(case.reference, "answers/sections/business"))
    assert gone.status_code == 409
    assert f"The answers of {case.reference} are submitted." in gone.content.decode()


def test_a_stranger_to_the_case_may_not_answer_or_submit(client_for, member, case, address):
    other = client_for(member())
    business = address(case.reference, "answers/sections/business")
    assert other.get(business).status_code == 403
    assert autosave(other, business, sent(objective="x")).status_code == 403
    assert other.post(address(case.reference, "answers/submit"), {}).status_code == 403
    assert section(case).answers == {}


def test_another_organization_finds_nothing(client_for, member, other_organization, case, address):
    stranger = client_for(member(organization=other_organization))
    theirs = f"/{other_organization.slug}/intake/use-cases/{case.reference}/"
    assert stranger.get(address(case.reference)).status_code == 404
    assert stranger.get(theirs).status_code == 404
    assert stranger.get(f"{theirs}answers/sections/business/").status_code == 404


def test_the_law_section_costs_few_queries(browser, case, address, django_assert_max_num_queries):
    url = address(case.reference, "answers/sections/law")
    browser.get(url)
    with django_assert_max_num_queries(15):
        browser.get(url)


def test_autosave_costs_few_queries(browser, case, business, django_assert_max_num_queries):
    autosave(browser, business, sent(objective="O1"))
    with django_assert_max_num_queries(20):
        autosave(browser, business, {**sent(objective="O2"), "revision": "1"})
