"""Completions of another learning system become certificates, each once."""

from __future__ import annotations

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidTransition, NotAllowed, RuleViolation
from coe_portal.importing.spreadsheets import SpreadsheetError
from coe_portal.jobs.models import JobState
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from tests.training.completions import COLUMNS, HEADERS, MAPPING, csv_file, workbook
from tests.training.conftest import certify
from training.actions import completions, imports
from training.actions.certification import revoke_certificate
from training.actions.enrolment import Enrolling, enrol
from training.choices import (
    CompletionImportState as State,
    CompletionRowState as RowState,
    EnrollmentSource,
    EnrollmentStatus,
)
from training.integrations.completion_files import check_completions, look_at
from training.logic.completions import mapping_of
from training.models.certificates import Certificate
from training.models.imports import CompletionImport, CompletionRow
from training.queries.kpis import certificates_earned

TODAY = timezone.localdate()
LAST_MONTH = TODAY - dt.timedelta(days=30)
pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(member):
    return Actor.member(member(Role.COE_STAFF, name="Chris Staff"))


@pytest.fixture
def person(member):
    def make(email, **fields):
        made = member(**fields)
        made.user.email = email
        made.user.save()
        return made

    return make


@pytest.fixture
def learner(person):
    return person("lea@example.com", name="Lea Learner")


@pytest.fixture
def prompting(organization, course, member):
    with scope(organization):
        return course(member(), title="Prompting – basics", valid_months=12)


@pytest.fixture
def received(organization, staff):
    def receive(file, *, mapping=MAPPING, actor=staff):
        with scope(organization):
            batch = imports.receive_completions(look_at(file), actor=actor)
            return imports.choose_columns(batch, mapping, actor=actor)

    return receive


@pytest.fixture
def checked(organization, received, staff):
    def check(*rows, file=None, **kwargs):
        batch = received(file or csv_file(rows), **kwargs)
        with scope(organization):
            imports.queue_check(batch, actor=staff)
        check_completions(batch.pk, organization_id=organization.pk, actor=staff)
        return fresh(batch)

    return check


@pytest.fixture
def imported(organization, checked, staff):
    def run(*rows, **kwargs):
        batch = checked(*rows, **kwargs)
        with scope(organization):
            imports.start_import(batch, actor=staff)
        return imports.import_all(batch.pk, organization_id=organization.pk, actor=staff)

    return run


def fresh(batch):
    with scope(batch.organization_id):
        return CompletionImport.objects.select_related("job").get(pk=batch.pk)


def report(batch):
    """State and problem codes by row number."""
    with scope(batch.organization_id):
        return {
            row.number: (row.state, [problem["code"] for problem in row.problems])
            for row in batch.rows.all()
        }


def row(email="lea@example.com", course="Prompting - basics", day=LAST_MONTH, *rest):
    return (email, course, f"{day:%d.%m.%Y}" if isinstance(day, dt.date) else day, *rest)


def test_every_kind_of_problem_names_its_row_and_nobody_is_certified(
    organization, checked, learner, prompting
):
    batch = checked(
        row(),
        row("stranger@example.com"),
        row(course="Juggling"),
        row(day=TODAY + dt.timedelta(days=2)),
        row(day="last spring"),
        row("LEA@example.com", "c-1", LAST_MONTH),
        row(day=TODAY - relativedelta(months=20)),
        row("", "C-1", TODAY),
        row("lea@example.com", "C-1", TODAY, "870", "31.02.2030"),
        row("lea@example.com", "C-1", TODAY - dt.timedelta(days=1), "", "01.01.2001"),
    )

    assert report(batch) == {
        2: (RowState.READY, []),
        3: (RowState.REPORTED, ["member"]),
        4: (RowState.REPORTED, ["course"]),
        5: (RowState.REPORTED, ["future"]),
        6: (RowState.REPORTED, ["day"]),
        7: (RowState.REPORTED, ["repeated"]),
        8: (RowState.READY, ["lapsed"]),
        9: (RowState.REPORTED, ["required"]),
        10: (RowState.READY, ["date", "percent"]),
        11: (RowState.REPORTED, ["ends_early"]),
    }
    assert batch.state == State.CHECKED
    assert batch.rows_read == 10
    assert batch.job.state == JobState.SUCCEEDED
    with scope(organization):
        assert not Certificate.objects.exists()
        repeated = CompletionRow.objects.get(number=7)
        assert repeated.remarks == "The same completion is in an earlier row of the file: (2)"
        unknown = CompletionRow.objects.get(number=3)
        assert (unknown.line, unknown.notes[0]["column"]) == (3, "User e-mail")
        assert "stranger@example.com" in unknown.remarks


def test_a_row_becomes_a_certificate_as_of_its_day_without_a_message(
    organization, imported, learner, prompting
):
    batch = imported(row("lea@example.com", "C-1", LAST_MONTH, "87 %", "", "Academy"))

    assert batch.state == State.DONE
    with scope(organization):
        certificate = Certificate.objects.get()
        (line,) = batch.rows.all()
        assert (line.state, line.certificate) == (RowState.IMPORTED, certificate)
        assert (certificate.member, certificate.course) == (learner, prompting)
        assert certificate.holder_name == "Lea Learner"
        assert certificate.percent == 87
        assert timezone.localdate(certificate.issued_at) == LAST_MONTH
        end = LAST_MONTH + relativedelta(months=12)
        assert timezone.localdate(certificate.expires_at) == end
        event = AuditEvent.objects.about(certificate).get()
        assert event.action == "training.certificate.issued"
        assert (event.after["import"], event.after["provider"]) == ("CI-1:2", "Academy")
        assert not Notification.objects.exists()


def test_the_end_in_the_file_counts_but_not_beyond_the_rule_of_the_course(
    organization, imported, learner, member, person, prompting
):
    person("max@example.com", name="Max")
    soon, late = TODAY + dt.timedelta(days=90), TODAY + dt.timedelta(days=900)
    imported(
        row("lea@example.com", "C-1", LAST_MONTH, "", f"{soon:%d.%m.%Y}"),
        row("max@example.com", "C-1", LAST_MONTH, "", f"{late:%d.%m.%Y}"),
    )

    with scope(organization):
        ends = {
            one.member.user.email: timezone.localdate(one.expires_at)
            for one in Certificate.objects.select_related("member__user")
        }
    assert ends == {
        "lea@example.com": soon,
        "max@example.com": LAST_MONTH + relativedelta(months=12),
    }


def test_the_same_file_again_changes_nothing(organization, imported, learner, prompting):
    rows = (
        row("lea@example.com", "C-1", LAST_MONTH, "87"),
        row(day=TODAY - relativedelta(months=20)),
    )
    imported(*rows)
    with scope(organization):
        before = list(Certificate.objects.values())
    again = imported(*rows)

    assert again.reference == "CI-2"
    assert report(again) == {2: (RowState.UNCHANGED, []), 3: (RowState.UNCHANGED, [])}
    with scope(organization):
        assert list(Certificate.objects.values()) == before


def test_another_result_or_a_revoked_certificate_is_said_and_changes_nothing(
    organization, imported, learner, member, person, prompting, staff
):
    person("max@example.com", name="Max")
    imported(row("lea@example.com", "C-1", LAST_MONTH, "87"), row("max@example.com"))
    with scope(organization):
        taken = Certificate.objects.get(member__user__email="max@example.com")
        revoke_certificate(taken, "Copied.", actor=staff)
    again = imported(row("lea@example.com", "C-1", LAST_MONTH, "88"), row("max@example.com"))

    assert report(again) == {
        2: (RowState.UNCHANGED, ["differs"]),
        3: (RowState.REPORTED, ["revoked"]),
    }
    with scope(organization):
        assert Certificate.objects.count() == 2
        assert Certificate.objects.get(member=learner).percent == 87


def test_a_completion_ends_an_open_enrolment_and_no_second_one_does(
    organization, imported, learner, prompting, staff
):
    with scope(organization):
        terms = Enrolling(source=EnrollmentSource.MANAGER)
        enrollment = enrol(prompting, learner, actor=staff, terms=terms)
    imported(row(day=TODAY - dt.timedelta(days=90)), row("lea@example.com", "C-1", TODAY, "91"))

    with scope(organization):
        enrollment.refresh_from_db()
        assert enrollment.status == EnrollmentStatus.COMPLETED
        assert enrollment.percent == 91
        assert enrollment.ended_at == enrollment.enrolled_at
        issued = Certificate.objects.get(enrollment=enrollment)
        assert timezone.localdate(issued.issued_at) == TODAY
        assert Certificate.objects.count() == 2
        earned = certificates_earned(issued.issued_at, timezone.now())
        assert not earned.exists()  # it is older than the enrolment: no time was taken


def test_a_renewal_stays_open_when_the_file_brings_only_history(
    organization, imported, learner, prompting, staff
):
    with scope(organization):
        enrollment = enrol(prompting, learner, actor=staff)
    nearly = TODAY - relativedelta(months=12) + dt.timedelta(days=5)
    imported(row(day=TODAY - relativedelta(months=20)), row(day=nearly))

    with scope(organization):
        enrollment.refresh_from_db()
        assert enrollment.status == EnrollmentStatus.ENROLLED
        assert Certificate.objects.filter(enrollment=None).count() == 2


@pytest.mark.parametrize("kind", ["cp1252", "xlsx"])
def test_windows_text_and_workbooks_are_read(organization, imported, member, person, course, kind):
    person("zoe@example.com", name="Zoë")
    with scope(organization):
        course(member(), title="Éthique – l’essentiel")
    text = row("zoe@example.com", "Éthique – l’essentiel", LAST_MONTH, "87 %", "", "Académie")
    if kind == "cp1252":
        file = csv_file([text], encoding="cp1252")
    else:
        noon = dt.datetime.combine(LAST_MONTH, dt.time(12, 5))
        file = workbook([(*text[:2], noon, 0.87, None, text[5])])
    batch = imported(file=file)

    assert report(batch) == {2: (RowState.IMPORTED, [])}
    with scope(organization):
        certificate = Certificate.objects.get()
        assert certificate.percent == 87
        assert timezone.localdate(certificate.issued_at) == LAST_MONTH
        assert batch.rows.get().values["provider"] == "Académie"


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(completions, "CHUNK", 2)


def cut_off(batch, actor):
    """A chunk whose transaction is never committed."""
    with scope(batch.organization_id):
        completions.import_chunk(CompletionImport.objects.locked(batch.pk), actor=actor)
        message = "pulled the plug"
        raise RuntimeError(message)


@pytest.mark.usefixtures("small_chunks")
def test_an_import_cut_off_between_chunks_goes_on_where_it_stopped(
    organization, checked, learner, prompting, staff
):
    batch = checked(*[row(day=LAST_MONTH - dt.timedelta(days=n)) for n in range(5)])
    with scope(organization):
        imports.start_import(batch, actor=staff)
    with scope(organization):
        locked = CompletionImport.objects.locked(batch.pk)
        assert completions.import_chunk(locked, actor=staff) == 2
    with pytest.raises(RuntimeError, match="pulled the plug"):
        cut_off(batch, staff)
    with scope(organization):
        assert Certificate.objects.count() == 2
        assert fresh(batch).rows.all().counts()["ready"] == 3
        imports.start_import(batch, actor=staff)
    done = imports.import_all(batch.pk, organization_id=organization.pk, actor=staff)

    assert done.state == State.DONE
    with scope(organization):
        assert Certificate.objects.count() == 5
        assert Certificate.objects.filter(import_rows__batch=batch).distinct().count() == 5
        numbers = list(Certificate.objects.order_by("number").values_list("number", flat=True))
        assert numbers == [1, 2, 3, 4, 5]
    assert imports.import_all(batch.pk, organization_id=organization.pk, actor=staff) == done


def test_what_happened_since_the_dry_run_is_seen(
    organization, checked, learner, member, person, prompting, staff
):
    gone = person("max@example.com", name="Max")
    batch = checked(row(), row("max@example.com"))
    with scope(organization):
        certify(learner, prompting, issued_at=dt.datetime.combine(
            LAST_MONTH, dt.time(9), timezone.get_current_timezone()
        ))  # fmt: skip
        gone.is_active = False
        gone.save()
        imports.start_import(batch, actor=staff)
    imports.import_all(batch.pk, organization_id=organization.pk, actor=staff)

    assert report(batch) == {
        2: (RowState.UNCHANGED, []),
        3: (RowState.REPORTED, ["member"]),
    }
    with scope(organization):
        assert Certificate.objects.count() == 1


def test_one_import_at_a_time_and_only_after_a_check(
    organization, received, checked, learner, prompting, staff
):
    unchecked = received(csv_file([row()]))
    first, second = checked(row()), checked(row(day=TODAY))
    with scope(organization):
        with pytest.raises(InvalidTransition, match="checked"):
            imports.start_import(unchecked, actor=staff)
        imports.start_import(first, actor=staff)
        with pytest.raises(InvalidTransition, match="not finished"):
            imports.start_import(second, actor=staff)
        with pytest.raises(InvalidTransition):
            imports.choose_columns(first, MAPPING, actor=staff)
        with pytest.raises(InvalidTransition):
            imports.queue_check(first, actor=staff)


def test_a_check_begun_anew_forgets_the_first(organization, checked, learner, prompting, staff):
    batch = checked(row(), row("stranger@example.com"))
    with scope(organization):
        imports.queue_check(batch, actor=staff)
    check_completions(batch.pk, organization_id=organization.pk, actor=staff)
    assert len(report(batch)) == 2


def test_a_column_that_the_file_has_not_is_refused(received):
    columns = COLUMNS | {"provider": "Vendor"}
    with pytest.raises(RuleViolation, match="Vendor"):
        received(csv_file([row()]), mapping=mapping_of(columns, day_first=True))


def test_a_broken_file_fails_with_its_line(organization, checked):
    batch = checked(file=csv_file([row()], tail=b'"never closed\n' + b"x" * 140_000))
    assert batch.state == State.FAILED
    assert "Line 3" in batch.job.message
    with scope(organization):
        event = AuditEvent.objects.filter(action="training.completions.failed").get()
    assert "Line 3" in event.reason


def test_too_large_a_file_is_not_kept(organization, received):
    file = csv_file([], tail=b"x," * 8_500_000)
    with pytest.raises(SpreadsheetError, match="16 MB"):
        received(file)


def test_only_who_steers_training_imports(organization, received, checked, learner):
    with pytest.raises(NotAllowed):
        received(csv_file([row()]), actor=Actor.member(learner))
    batch = checked(row())
    with scope(organization):
        for act in (imports.queue_check, imports.start_import):
            with pytest.raises(NotAllowed):
                act(batch, actor=Actor.member(learner))


def test_people_courses_and_imports_of_others_stay_unknown(
    organization, other_organization, imported, person, course, learner, prompting
):
    stranger = person("sam@example.org", organization=other_organization)
    with scope(other_organization):
        course(stranger, title="Theirs alone")
    batch = imported(row("sam@example.org"), row(course="Theirs alone"), row())

    assert report(batch) == {
        2: (RowState.REPORTED, ["member"]),
        3: (RowState.REPORTED, ["course"]),
        4: (RowState.IMPORTED, []),
    }
    with scope(other_organization):
        assert not Certificate.objects.exists()
        assert not CompletionImport.objects.exists()
        assert not CompletionRow.objects.exists()


def test_headers_are_kept_as_they_are(received):
    assert received(csv_file([row()])).headers == list(HEADERS)
