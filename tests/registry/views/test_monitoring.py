"""Pages of monitoring: lists, the page of a monitor with its plots, drift reviews and decisions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.choices import Better
from registry.logic.thresholds import MetricLimits
from registry.models.monitoring import DriftReview, Monitor
from tests.registry.monitoring import check, drifting, new_version, people, send, watch, yesterday

ROOM = "/northbank/registry/"


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def monitor(organization, owner):
    with scope(organization):
        monitor = drifting(owner)
        monitor.metrics = {
            "accuracy": {"better": Better.HIGHER, "warning": 0.9, "severe": 0.8, "margin": 0.0}
        }
        monitor.save()
        send(monitor.version, [{"accuracy": 0.85}], word="m")
        check(monitor)
        return monitor


def test_the_page_of_a_monitor_shows_what_it_found(monitor, owner, client_for):
    page = client_for(owner).get(f"{ROOM}monitors/MON-1/").content.decode()

    assert "age: reference and current" in page
    assert "Population stability index" in page
    assert "DR-1 is to be decided by" in page
    assert "accuracy" in page
    other = client_for(owner).get(f"{ROOM}monitors/MON-1/?feature=region").content.decode()
    assert "region: reference and current" in other


def test_windows_are_chosen_by_their_end_and_drawn_over_time(
    organization, monitor, owner, client_for
):
    with scope(organization):
        send(monitor.version, people(seed=5), at=yesterday(2), word="e")
        check(monitor, yesterday(1).date())
    client = client_for(owner)
    page = client.get(f"{ROOM}monitors/MON-1/").content.decode()
    earlier = client.get(f"{ROOM}monitors/MON-1/?window={yesterday(1):%Y-%m-%d}")

    assert "How near to the limit that warns" in page
    found = earlier.context["page"].evaluation.features
    assert {one["severity"] for one in found} == {"none"}


def test_a_monitor_without_windows_or_baseline_says_so(organization, owner, client_for):
    with scope(organization):
        version = new_version(owner)
        monitor = watch(version)
    client = client_for(owner)
    assert "No window was checked yet" in client.get(f"{ROOM}monitors/MON-1/").content.decode()
    with scope(organization):
        send(version, people(5))
        check(monitor)
    page = client.get(f"{ROOM}monitors/MON-1/").content.decode()
    assert "the baseline has no observations" in page


def test_set_up_and_changed_with_limits_as_lines(organization, owner, client_for):
    with scope(organization):
        version = new_version(owner)
    client = client_for(owner)
    place = f"{ROOM}monitors/new/"
    assert "psi 0.1 0.25" in client.get(place).content.decode()
    form = {
        "version": version.pk,
        "name": "Nightly",
        "rhythm": "weekly",
        "window_days": "7",
        "baseline": "previous",
        "limits": "psi 0.2 0.4",
        "metrics": "accuracy higher 0.9 0.8 0.01",
        "features": "age\nregion\nage",
        "missing_limit": "0.1",
        "minimum": "50",
        "is_active": "on",
    }
    wrong = client.post(place, form | {"limits": "psi high"})
    assert wrong.status_code == 422
    assert "psi high" in wrong.content.decode()
    assert client.post(place, form).url == f"{ROOM}monitors/MON-1/"
    edit = f"{ROOM}monitors/MON-1/edit/"
    shown = client.get(edit).content.decode()
    assert "psi 0.2 0.4" in shown
    assert "accuracy higher 0.9 0.8 0.01" in shown
    assert client.post(edit, form | {"name": "Weekly"}).status_code == 302
    with scope(organization):
        changed = Monitor.objects.get()
    assert (changed.name, changed.features) == ("Weekly", ["age", "region"])
    assert changed.metrics["accuracy"] == {
        "better": "higher",
        "warning": 0.9,
        "severe": 0.8,
        "margin": 0.01,
    }


def test_only_who_answers_for_a_version_sets_up_monitors(organization, monitor, member, client_for):
    auditor = client_for(member(Role.AUDITOR))
    page = auditor.get(f"{ROOM}monitors/MON-1/").content.decode()

    assert "/edit/" not in page
    assert auditor.get(f"{ROOM}monitors/MON-1/edit/").status_code == 403
    assert "New monitor" not in auditor.get(f"{ROOM}monitors/").content.decode()
    form = auditor.get(f"{ROOM}monitors/new/").context["form"]
    with scope(organization):
        assert not form.fields["version"].queryset.exists()


def test_a_drift_review_is_decided_on_its_page(organization, monitor, owner, client_for):
    client = client_for(owner)
    page = client.get(f"{ROOM}drift-reviews/DR-1/").content.decode()
    assert "WD" in page
    decide = f"{ROOM}drift-reviews/DR-1/decide/"
    assert client.post(decide, {"outcome": "accept", "rationale": ""}).status_code == 422
    refused = client.post(decide, {"outcome": "roll_back", "rationale": "Back."})
    assert "that was in production" in refused.content.decode()
    done = client.post(decide, {"outcome": "retrain", "rationale": "New data."}, follow=True)
    assert "New data." in done.content.decode()
    with scope(organization):
        assert DriftReview.objects.get().outcome == "retrain"
    assert decide not in client.get(f"{ROOM}drift-reviews/DR-1/").content.decode()


@pytest.mark.parametrize(
    "place",
    [
        "monitors/MON-1/",
        "monitors/MON-1/edit/",
        "drift-reviews/DR-1/",
        "drift-reviews/DR-1/decide/",
    ],
)
def test_another_organization_finds_nothing(monitor, other_organization, member, client_for, place):
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))

    assert stranger.get(f"/mercy/registry/{place}").status_code == 404
    assert "Nightly" not in stranger.get("/mercy/registry/monitors/").content.decode()
    assert "DR-1" not in stranger.get("/mercy/registry/drift-reviews/").content.decode()


def test_the_page_of_a_version_says_what_watches_it(monitor, owner, member, client_for):
    version = monitor.version
    place = f"{ROOM}models/{version.model.reference}/versions/1/"
    assert f"{place}monitors/" in client_for(owner).get(place).content.decode()
    fragment = client_for(owner).get(f"{place}monitors/").content.decode()
    assert "It drifts: DR-1" in fragment
    assert "Set up a monitor" in fragment
    assert "Set up a monitor" not in (
        client_for(member(Role.AUDITOR)).get(f"{place}monitors/").content.decode()
    )


@pytest.mark.parametrize("place", ["monitors/", "drift-reviews/"])
def test_lists_ask_as_much_for_three_rows_as_for_one(
    organization, monitor, owner, client_for, place
):
    client = client_for(owner)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{ROOM}{place}").status_code == 200
        return len(captured)

    queries()
    with_one = queries()
    with scope(organization):
        for name in ("second", "third"):
            check(drifting(owner, name=name))
    assert queries() == with_one


def test_the_page_of_a_monitor_asks_as_much_for_many_features(
    organization, monitor, owner, client_for
):
    client = client_for(owner)
    with scope(organization):
        wide = [{f"f{number}": one["age"] for number in range(20)} for one in people(120)]
        version = new_version(owner, "wide")
        send(version, wide, kind="reference", at=yesterday(30))
        send(version, wide)
        check(watch(version, metrics={"x": MetricLimits(Better.LOWER, 1, 2)}))

    def queries(place) -> int:
        client.get(place)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(place).status_code == 200
        return len(captured)

    assert queries(f"{ROOM}monitors/MON-2/") <= queries(f"{ROOM}monitors/MON-1/")


def test_the_page_of_a_version_draws_its_rates(
    monitor, owner, member, other_organization, client_for
):
    client = client_for(owner)
    place = f"{ROOM}models/M-1/versions/1/"
    assert f'"{place}rates/"' in client.get(place).content.decode()
    page = client.get(f"{place}rates/").content.decode()

    assert "Features with a signal" in page
    assert "<h3>accuracy</h3>" in page
    assert page.count("Show data") == 2
    assert "Calls a day" not in page
    stranger = client_for(member(Role.ORG_ADMIN, organization=other_organization))
    assert stranger.get("/mercy/registry/models/M-1/versions/1/rates/").status_code == 404


def test_nothing_to_draw_says_what_will_be(organization, owner, client_for):
    with scope(organization):
        new_version(owner)
    page = client_for(owner).get(f"{ROOM}models/M-1/versions/1/rates/").content.decode()

    assert "Nothing to draw yet" in page
    assert '<svg class="chart' not in page
