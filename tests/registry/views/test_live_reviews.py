"""Pages after go-live: the lists, a review from report to decision, a plan of retirement."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from coe_portal.ui.navigation import sidebar
from intake.choices import Stage
from registry.actions.live_reviews import report_live_review
from registry.actions.retirement import PlanTerms, plan_retirement
from registry.models.live_reviews import LiveAction, LiveReview
from registry.models.models import AIModel
from registry.models.retention import ObservationRetention
from registry.models.retirement import RetirementPlan
from tests.registry.golive import FORECAST, METRICS, after, go_live, open_due, packed, report
from tests.registry.models import new_model, new_version, pilot_case

ROOM = "/northbank/registry/"
REVIEW = f"{ROOM}live-reviews/LR-1/"
PLAN = f"{ROOM}retirements/RET-1/"
WORDS = {
    "performance": "Ten claims an hour.",
    "impacts": "None.",
    "feedback": "They trust it.",
    "actual_0": "0.9",
    "result_0": "met",
    "benefit_measured": "150000",
}


@pytest.fixture
def case(organization, member):
    answers = {"success_metrics": METRICS, "annual_benefit": FORECAST}
    with scope(organization):
        return pilot_case(member(name="Bea Business"), answers=answers)


@pytest.fixture
def review(organization, version):
    with scope(organization):
        go_live(version)
        with after(30):
            (opened,) = open_due()
    return opened


@pytest.fixture
def reported(organization, review, owner):
    with scope(organization):
        return report_live_review(review, report(), actor=Actor.member(owner))


@pytest.fixture
def plan(organization, case, version, owner):
    with scope(organization):
        go_live(version)
        case.refresh_from_db()
        terms = PlanTerms("Replaced by the new desk.", today_here() + dt.timedelta(days=30))
        return plan_retirement(case, terms, actor=Actor.member(owner))


def text(client, place) -> str:
    answer = client.get(place)
    assert answer.status_code == 200
    return answer.content.decode()


def test_reported_on_its_page(review, owner, client_for):
    client = client_for(owner)
    page = text(client, REVIEW)
    assert "fraud-scorer after 30 days" in page
    assert "Hours for one claim" in page
    form = text(client, f"{REVIEW}report/")
    assert "Target: 1. Before: 4." in form
    assert "The forecast was" in form
    wrong = client.post(f"{REVIEW}report/", WORDS | {"impacts": "", "result_0": "great"})
    assert wrong.status_code == 422
    done = client.post(f"{REVIEW}report/", WORDS, follow=True).content.decode()
    assert "They trust it." in done
    assert "To be decided" in done
    assert "0.9" in done
    assert "live-reviews/LR-1/decide/" not in done


def test_decided_with_what_is_improved(organization, reported, staff, developer, client_for):
    client = client_for(staff)
    assert "live-reviews/LR-1/decide/" in text(client, REVIEW)
    place = f"{REVIEW}decide/"
    verdict = {"outcome": "improve", "rationale": "Older people wait longer."}
    assert client.post(place, verdict).status_code == 422
    half = client.post(place, verdict | {"text_1": "Retrain"})
    assert half.status_code == 422
    assert "Say this too." in half.content.decode()
    whole = {"text_1": "Retrain", "owner_1": developer.pk, "due_on_1": "2199-01-01"}
    page = client.post(place, verdict | whole, follow=True).content.decode()
    assert "Older people wait longer." in page
    assert "Retrain" in page
    mine = client_for(developer)
    settle = f"{REVIEW}improvements/1/settle/"
    assert settle in text(mine, REVIEW)
    assert mine.post(settle, {"state": "done", "note": "Version 2."}).status_code == 302
    with scope(organization):
        assert LiveAction.objects.get().state == "done"


def test_sent_back_with_what_was_said(reported, owner, staff, client_for):
    client = client_for(staff)
    assert client.post(f"{REVIEW}return/", {"reason": "Ask claimants."}).status_code == 302
    mine = client_for(owner)
    assert "The report was sent back: Ask claimants." in text(mine, REVIEW).replace("\n", " ")
    assert "Ten claims an hour." in text(mine, f"{REVIEW}report/")


def test_it_waits_in_the_navigation_of_who_is_to_act(organization, review, owner, member):
    def count(person):
        links = [link for group in sidebar(person, "registry:models") for link in group.links]
        return next(link.count for link in links if link.label == "After go-live")

    with scope(organization):
        assert [count(owner), count(member())] == [1, 0]


def test_the_case_shows_its_reviews_and_leads_to_the_end(review, case, owner, member, client_for):
    place = f"{ROOM}cases/{case.reference}/live/"
    page = text(client_for(owner), place)
    assert "fraud-scorer: 30 days" in page
    assert "Plan the retirement" in page
    assert "Plan the retirement" not in text(client_for(member(Role.AUDITOR)), place)


def test_planned_and_settled_on_its_pages(organization, version, case, owner, client_for):
    with scope(organization):
        go_live(version)
    client = client_for(owner)
    new = f"{ROOM}cases/{case.reference}/retirement/"
    assert client.post(new, {"reason": "Over.", "wanted_on": "2020-01-01"}).status_code == 422
    assert client.post(new, {"reason": "Over.", "wanted_on": "2199-01-01"}).url == PLAN
    page = text(client, PLAN)
    assert "0 of 4 settled" in page
    assert "ends with the use case" in page
    early = client.post(f"{PLAN}steps/evidence/", {"note": "Archived."})
    assert early.status_code == 422
    with scope(organization):
        packed(case)
    paper = SimpleUploadedFile("gone.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    steps = {
        "access": {"note": "Keys revoked.", "end_running": "on"},
        "evidence": {"note": "In the archive."},
        "successor": {"note": "The new desk."},
        "data": {"note": "Shredded.", "disposal": "destroyed", "file": paper},
    }
    for step, given in steps.items():
        assert client.post(f"{PLAN}steps/{step}/", given).status_code == 302, step
    page = text(client, PLAN)
    assert "4 of 4 settled" in page
    assert "gone.pdf" in page
    reopened = client.post(f"{PLAN}steps/access/reopen/", {"reason": "One key is left."})
    assert reopened.status_code == 302
    assert client.get(f"{PLAN}steps/nothing/").status_code == 404
    assert client.post(f"{PLAN}cancel/", {"reason": "It stays."}).status_code == 302
    assert "It stays." in text(client, PLAN)


def test_a_model_is_retired_on_its_page(organization, model, owner, case, client_for):
    client = client_for(owner)
    with scope(organization):
        type(case).objects.filter(pk=case.pk).update(stage=Stage.REJECTED)
    assert "models/M-1/retire/" in text(client, f"{ROOM}models/M-1/")
    assert client.post(f"{ROOM}models/M-1/retire/", {"reason": "Old."}).status_code == 302
    page = text(client, f"{ROOM}models/M-1/")
    assert "nothing of it serves" in page
    assert client.post(f"{ROOM}models/M-1/revive/", {"reason": "New need."}).status_code == 302
    with scope(organization):
        assert AIModel.objects.get().retired_at is None


def test_how_long_observations_are_kept(organization, staff, owner, client_for):
    place = f"{ROOM}observations/retention/"
    assert client_for(owner).get(place).status_code == 403
    client = client_for(staff)
    assert place in text(client, f"{ROOM}monitors/")
    assert client.post(place, {"months": "3"}).status_code == 422
    assert client.post(place, {"months": "24"}).status_code == 302
    with scope(organization):
        assert ObservationRetention.objects.months_kept() == 24
    assert client.post(place, {"months": ""}).status_code == 302


def test_another_organization_finds_nothing(review, plan, other_organization, member, client_for):
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    for place in ("live-reviews/LR-1/", "live-reviews/LR-1/decide/", "retirements/RET-1/",
                  "retirements/RET-1/steps/data/", "cases/UC-1/live/"):  # fmt: skip
        assert stranger.get(f"/mercy/registry/{place}").status_code == 404
    for place in ("live-reviews/", "retirements/"):
        page = text(stranger, f"/mercy/registry/{place}")
        assert "LR-1" not in page
        assert "RET-1" not in page


@pytest.mark.parametrize("place", ["live-reviews/", "retirements/"])
def test_lists_ask_as_much_for_many_rows_as_for_one(
    organization, review, plan, owner, member, client_for, place
):
    client = client_for(owner)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{ROOM}{place}").status_code == 200
        return len(captured)

    queries()
    with_one = queries()
    with scope(organization):
        for number in range(4):
            case = pilot_case(member(), title=f"Case {number}")
            model = new_model(owner, name=f"model-{number}", use_case=case.reference)
            go_live(new_version(model, None))
            plan_retirement(case, PlanTerms("Over.", today_here()), actor=Actor.system("tests"))
        with after(31):
            assert len(open_due()) == 4
        assert LiveReview.objects.count() == RetirementPlan.objects.count() == 5
    assert queries() == with_one
