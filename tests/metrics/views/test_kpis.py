"""The catalogue and the page of a KPI, and what can be done there."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions.snapshots import take_days, take_snapshots
from metrics.actions.targets import name_owner
from metrics.kpis.registry import all_kpis, kpi_named
from metrics.logic.periods import Quarter
from metrics.models.readings import KpiReading
from metrics.models.snapshots import Snapshot
from metrics.models.targets import KpiTarget
from tests.fixtures.organizations import make_organization
from tests.metrics.history import END, make_history, store
from tests.ui.test_parquet import read as read_parquet

pytestmark = pytest.mark.django_db
CLOCK = Actor.system("tests")
HOME = "/northbank/metrics/kpis/"
DECIDE, TICKETS = f"{HOME}days_to_decision/", f"{HOME}support_tickets/"


@pytest.fixture(scope="module")
def bank(module_db):
    owner = make_organization("Northbank", "northbank")
    with travel(END, tick=False), scope(owner):
        store(make_history(7, count=30))
        take_snapshots(owner, Quarter(2026, 4).back(2), actor=CLOCK)
        take_days(owner, [END.date() - dt.timedelta(days=back) for back in (1, 2)], actor=CLOCK)
    return owner


@pytest.fixture
def organization(bank, db):
    return Organization.objects.get(pk=bank.pk)


@pytest.fixture
def with_history(organization, time_machine):
    time_machine.move_to(END, tick=False)
    return organization


@pytest.fixture
def staff(with_history, client_for, member):
    return client_for(member(Role.COE_STAFF, name="Sam Staff"))


def test_the_catalogue_lists_every_kpi_in_few_queries(with_history, staff):
    staff.get(HOME)
    with CaptureQueriesContext(connection) as queries:
        page = staff.get(HOME)
    shown = [card.line.kpi for _area, cards in page.context["chapters"] for card in cards]
    assert sorted(kpi.code for kpi in shown) == [kpi.code for kpi in all_kpis()]
    statements = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len(statements) <= 10, statements


def test_the_catalogue_is_narrowed_by_standing(with_history, staff):
    with scope(with_history):
        value = Snapshot.objects.latest_of([Quarter(2026, 4).starts_on], ["cases_decided"]).get()
        KpiTarget.objects.create(
            kpi="cases_decided", since=END.date(), target=9e9, good=9e9, fair=8e9
        )
    assert value.value is not None
    page = staff.get(HOME, {"standing": "poor"})
    shown = [card.line.kpi.code for _area, cards in page.context["chapters"] for card in cards]
    assert "cases_decided" in shown
    assert all(
        card.line.standing == "poor" for _area, cards in page.context["chapters"] for card in cards
    )


def test_every_kpi_has_a_page(with_history, staff):
    for kpi in all_kpis():
        page = staff.get(f"{HOME}{kpi.code}/")
        assert page.status_code == 200, kpi.code
        assert str(kpi.formula)[:30] in page.content.decode()


def test_a_page_shows_its_course_and_takes_few_queries(with_history, staff):
    staff.get(DECIDE)
    with CaptureQueriesContext(connection) as queries:
        page = staff.get(DECIDE)
    shown = page.context["page"]
    assert len([value for value in shown.history if value is not None]) == 2
    assert len(shown.days) == 2
    statements = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len(statements) <= 13, statements


def test_a_past_day_is_computed_from_history(with_history, staff):
    day = dt.date(2026, 5, 20)
    page = staff.get(DECIDE, {"as_of": day.isoformat()})
    with scope(with_history):
        (kept,) = take_days(with_history, [day], actor=CLOCK, codes=["days_to_decision"])
    seen = page.context["seen"]["measurement"]
    assert (seen.value, seen.digest) == (kept.value, kept.digest)


@pytest.mark.parametrize("day", ["2027-01-01", "1999-01-01", "nonsense", "2026-02-31"])
def test_other_days_do_not_exist(with_history, staff, day):
    assert staff.get(DECIDE, {"as_of": day}).status_code == 404


def test_unknown_kpis_do_not_exist(staff):
    assert staff.get(f"{HOME}happiness/").status_code == 404


def test_the_rows_behind_a_part_are_as_many_as_it_says(with_history, staff):
    page = staff.get(f"{HOME}cases_by_stage/")
    assert page.context["parts"]
    for part, _label, value in page.context["parts"]:
        rows = staff.get(f"{HOME}cases_by_stage/rows/", {"part": part})
        assert str(rows.context["table"].page.paginator.count) == value


def test_a_target_is_set_and_shown(with_history, staff):
    data = {"since": END.date().isoformat(), "target": "10", "good": "12", "fair": "20"}
    assert staff.post(f"{DECIDE}target/", {**data, "good": "30"}).status_code == 422
    assert staff.post(f"{DECIDE}target/", data).status_code == 302
    page = staff.get(DECIDE)
    assert page.context["page"].bands.target == 10
    assert page.context["words"]["bands"] == "good up to 12 days, fair up to 20 days"


def test_a_reading_is_entered_and_withdrawn(with_history, staff):
    data = {"day": END.date().isoformat(), "value": "7", "source": "Desk"}
    assert staff.post(f"{TICKETS}readings/new/", {**data, "value": "-7"}).status_code == 422
    assert staff.post(f"{TICKETS}readings/new/", data).status_code == 302
    assert b"READ-1" in staff.get(TICKETS).content
    answer = staff.post(f"{TICKETS}readings/1/withdraw/", {"reason": "Of another desk"})
    assert answer.status_code == 302
    with scope(with_history):
        assert not KpiReading.objects.counting().exists()
    assert staff.post(f"{TICKETS}readings/9/withdraw/", {"reason": "?"}).status_code == 404


def upload(text):
    return {"file": SimpleUploadedFile("readings.csv", text.encode())}


def test_a_file_of_readings_is_entered_whole_or_not_at_all(with_history, staff):
    with scope(with_history):
        BusinessUnit.objects.create(name="Retail", code="retail")
    head = "kpi;day;value;unit;source\n"
    good = "support_tickets;2026-07-31;12;retail;Desk\nplatform_utilisation;2026-07-31;61,5;;Grid\n"
    bad = "happiness;2026-07-31;1;;\nsupport_tickets;July;1;;\nsupport_tickets;2026-07-31;x;;\n"
    refused = staff.post(f"{HOME}readings/", upload(head + good + bad))
    assert refused.status_code == 422
    assert len(refused.context["form"].errors["file"]) == 3
    with scope(with_history):
        assert not KpiReading.objects.exists()
    assert staff.post(f"{HOME}readings/", upload(head + good)).status_code == 302
    with scope(with_history):
        assert set(KpiReading.objects.values_list("kpi", "value", "unit__code")) == {
            ("support_tickets", 12.0, "retail"),
            ("platform_utilisation", 61.5, None),
        }


@pytest.mark.parametrize("text", ["", "a;b\n1;2\n", "kpi;day\nsupport_tickets;2026-07-31\n"])
def test_what_is_no_table_of_readings_is_refused(with_history, staff, text):
    assert staff.post(f"{HOME}readings/", upload(text)).status_code == 422


def test_a_restated_number_is_shown_beside_the_old_one(with_history, staff):
    with scope(with_history):
        late = dt.datetime(2026, 8, 1, 12, tzinfo=dt.UTC)
        UseCase.objects.create(number=900, title="Forgotten", registered_at=late)
    address = f"{HOME}cases_by_stage/"
    answer = staff.post(f"{address}restate/", {"quarter": "2026-Q3", "reason": "Found later"})
    assert answer.status_code == 302
    page = staff.get(address)
    assert b"<del>" in page.content
    assert b"Found later" in page.content
    refused = staff.post(f"{address}restate/", {"quarter": "2026-Q4", "reason": "Too early"})
    assert refused.status_code == 422


def test_all_numbers_are_exported(with_history, staff):
    answer = staff.get(f"{HOME}snapshots/", {"export": "csv", "kind": "day"})
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == 2 * len(all_kpis())


def test_numbers_parts_and_slices_are_one_flat_file(with_history, staff):
    answer = staff.get(f"{HOME}snapshots/file/", {"as": "csv", "kind": "quarter"})
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    with scope(with_history):
        kept = Snapshot.objects.by_quarter().filter(kpi="cases_by_stage", quarter="2026-Q4").get()
    own = [x for x in lines if (x["kpi"], x["quarter"]) == ("cases_by_stage", "2026-Q4")]
    whole = [x for x in own if not (x["part"] or x["business_unit"] or x["tier"])]
    assert [float(line["value"]) for line in whole] == [kept.value]
    assert {x["part"]: float(x["value"]) for x in own if x["part"]} == kept.parts
    packed = staff.get(f"{HOME}snapshots/file/", {"as": "parquet", "kind": "quarter"})
    names, rows = read_parquet(packed.content)
    assert names[:3] == ["kpi", "kind", "quarter"]
    assert len(rows) == len(lines)
    assert staff.get(f"{HOME}snapshots/file/", {"as": "doc"}).status_code == 404


def test_the_owner_of_a_kpi_sees_its_page_and_no_other(with_history, client_for, member):
    owner = member(Role.SUBMITTER, name="Olga Owner")
    with scope(with_history):
        name_owner(kpi_named("support_tickets"), owner, actor=CLOCK)
    browser = client_for(owner)
    assert browser.get(TICKETS).status_code == 200
    assert browser.get(f"{TICKETS}readings/new/").status_code == 200
    assert browser.get(f"{TICKETS}target/").status_code == 403
    assert browser.get(DECIDE).status_code == 403
    assert browser.get(HOME).status_code == 403


def test_another_organization_sees_its_own_numbers(
    with_history, other_organization, member, client_for
):
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    assert stranger.get(HOME).status_code == 404
    page = stranger.get("/mercy/metrics/kpis/cases_by_stage/")
    assert page.context["page"].latest is None
    assert page.context["page"].days == ()
