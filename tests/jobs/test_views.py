"""What became of long work, for who asked and for who holds its right."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.tenancy.scope import scope

JOBS = "/northbank/jobs/"


@pytest.fixture
def asker(member):
    return member(Role.COE_STAFF, name="Sam")


@pytest.fixture
def job(organization, asker) -> Job:
    with scope(organization):
        return running.queue("tests", "Export of everything", actor=Actor.member(asker), total=4)


def finished(job: Job) -> Job:
    with scope(job.organization_id):
        return running.finish(
            job, file_name="rows.csv", content=b"a,b", content_type="text/csv", outcome={"rows": 1}
        )


def test_progress_asks_again_until_it_is_finished(job, asker, client_for):
    client = client_for(asker)
    with scope(job.organization_id):
        running.start(job)
        running.progress(job, done=1, message="Reading")
    page = client.get(f"{JOBS}J-1/progress/").content.decode()
    assert "1 of 4" in page
    assert "hx-trigger" in page
    finished(job)
    last = client.get(f"{JOBS}J-1/progress/?again=1")
    assert "hx-trigger" not in last.content.decode()
    assert "job-finished" in last.headers["HX-Trigger"]


def test_a_failure_says_what_to_do(job, asker, client_for):
    with scope(job.organization_id):
        running.fail(job, "The file has no header row: add one.")
    assert b"add one" in client_for(asker).get(f"{JOBS}J-1/").content


def test_own_jobs_are_listed(job, asker, member, client_for):
    assert b"Export of everything" in client_for(asker).get(JOBS).content
    assert b"Export of everything" not in client_for(member(Role.COE_STAFF)).get(JOBS).content


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_queries(
    count, organization, asker, client_for, django_assert_max_num_queries
):
    with scope(organization):
        for _n in range(count):
            running.queue("tests", "x", actor=Actor.member(asker))
    client = client_for(asker)
    with django_assert_max_num_queries(14):
        client.get(JOBS)


def test_a_result_is_a_download(job, asker, client_for):
    finished(job)
    answer = client_for(asker).get(f"{JOBS}J-1/file/")
    assert b"".join(answer.streaming_content) == b"a,b"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rows.csv"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_jobs_of_others_do_not_exist(job, member, client_for):
    finished(job)
    other = client_for(member())
    for path in ("J-1/", "J-1/progress/", "J-1/file/", "J-2/", "J-01/", "x/"):
        assert other.get(JOBS + path).status_code == 404


def test_a_result_with_a_right_is_for_who_holds_it(organization, member, client_for):
    auditor, submitter = member(Role.AUDITOR), member()
    with scope(organization):
        job = running.queue(
            "tests", "Pack", actor=Actor.member(submitter), permission="audit.export"
        )
    finished(job)
    answer = client_for(auditor).get(f"{JOBS}J-1/file/")
    assert b"".join(answer.streaming_content) == b"a,b"
    asked = client_for(submitter)
    assert asked.get(f"{JOBS}J-1/").status_code == 200
    assert asked.get(f"{JOBS}J-1/file/").status_code == 404


@pytest.mark.parametrize(
    ("state", "done", "total", "percent"),
    [
        ("running", 0, 0, 0),
        ("running", 1, 3, 33),
        ("running", 3, 3, 99),
        ("succeeded", 0, 0, 100),
        ("failed", 2, 4, 50),
    ],
)
def test_percent(state, done, total, percent):
    assert Job(state=state, done=done, total=total).percent == percent
