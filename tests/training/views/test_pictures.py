"""From the upload to the learner's page, and who may fetch what."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.training.papers import PNG, picture_file, write_course
from training.actions import authoring
from training.actions.authoring import LessonTerms
from training.actions.enrolment import begin, enrol
from training.actions.pictures import add_picture, remove_picture
from training.models.courses import Picture

BODY = "![The flow](picture:flow)\n\n![Foreign](https://tracker.example/p.png)"


def url(name, **kwargs):
    return reverse(f"training:{name}", kwargs={"org": "northbank", **kwargs})


@pytest.fixture
def author(member):
    return Actor.member(member(Role.COE_STAFF, name="Ada Author"))


@pytest.fixture
def browser(author, client_for):
    return client_for(author.membership)


def illustrate(course, author, *, word=""):
    """Show a picture in the next version, publish that, and open a draft after it."""
    draft = authoring.open_draft(course, actor=author)
    picture = add_picture(draft, picture_file(word), actor=author)
    terms = LessonTerms("Illustrated", BODY)
    authoring.save_lesson(draft, terms, revision=0, actor=author)
    authoring.publish_course(draft, "", revision=1, actor=author)
    course.refresh_from_db()
    authoring.open_draft(course, actor=author)
    return picture


@pytest.fixture
def course(organization, author):
    with scope(organization):
        return write_course(author)


@pytest.fixture
def picture(organization, course, author):
    with scope(organization):
        return illustrate(course, author)


def address_of(course, picture):
    return url("picture", reference=course.reference, sha256=picture.sha256)


def fetched(browser, address) -> int:
    """The status of an answer that is read to its end, which closes the file."""
    answer = browser.get(address)
    assert not answer.streaming or b"".join(answer.streaming_content)
    return answer.status_code


def test_an_author_uploads_shows_and_removes_a_picture(browser, course, organization, author):
    here = {"reference": course.reference}
    browser.post(url("author_draft", **here))
    answer = browser.post(url("author_pictures", **here), {"file": picture_file(), "name": ""})
    assert answer.url == url("author_pictures", **here)
    with scope(organization):
        address = address_of(course, Picture.objects.get())
    page = browser.get(url("author_pictures", **here)).content.decode()
    assert f'src="{address}"' in page
    for name in ("author_pictures", "lesson_new"):
        assert "](picture:flow)" in browser.get(url(name, **here)).content.decode()
    preview = browser.post(url("author_preview", **here), {"body": BODY}).content.decode()
    assert f'<img src="{address}" alt="The flow" loading="lazy">' in preview
    assert "tracker.example" not in preview
    browser.post(url("picture_remove", key="flow", **here))
    assert fetched(browser, address) == 404


def test_a_text_that_calls_itself_a_picture_is_refused(browser, course, organization):
    here = {"reference": course.reference}
    browser.post(url("author_draft", **here))
    fake = ContentFile(b"Just some text.", name="notes.png")
    answer = browser.post(url("author_pictures", **here), {"file": fake})
    assert answer.status_code == 422
    assert "its content is not what its name says" in answer.content.decode()
    with scope(organization):
        assert not Picture.objects.exists()


def test_learners_see_the_picture_and_keep_it(course, picture, organization, member, client_for):
    learner = member()
    with scope(organization):
        actor = Actor.member(learner)
        enrollment = begin(enrol(course, learner, actor=actor), actor=actor)
        key = enrollment.version.lessons.get(title="Illustrated").key
    browser = client_for(learner)
    lesson = browser.get(url("lesson", reference=enrollment.reference, key=key))
    page = lesson.content.decode()
    assert f'<img src="{address_of(course, picture)}" alt="The flow" loading="lazy">' in page
    assert "tracker.example" not in page
    assert "img-src 'self'" in lesson.headers["Content-Security-Policy"].split("; ")
    answer = browser.get(address_of(course, picture))
    assert b"".join(answer.streaming_content) == PNG
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_only_who_reads_the_course_fetches_its_pictures(
    course, picture, organization, author, member, client_for
):
    reader, stranger, early = member(), member(), member(Role.AUDITOR)
    with scope(organization):
        enrol(course, reader, actor=Actor.member(reader))
        draft = authoring.open_draft(course, actor=author)
        new = add_picture(draft, picture_file("unpublished"), name="new", actor=author)
    for member_, published, unpublished in (
        (author.membership, 200, 200),
        (reader, 200, 404),
        (stranger, 404, 404),
        (early, 404, 404),
    ):
        browser = client_for(member_)
        assert fetched(browser, address_of(course, picture)) == published
        assert fetched(browser, address_of(course, new)) == unpublished


def test_who_learns_in_an_older_version_keeps_its_pictures(
    course, picture, organization, author, member, client_for
):
    reader = member()
    with scope(organization):
        actor = Actor.member(reader)
        begin(enrol(course, reader, actor=actor), actor=actor)
        draft = authoring.open_draft(course, actor=author)
        remove_picture(draft, "flow", actor=author)
        lesson = draft.lessons.get(title="Illustrated")
        terms = LessonTerms("Plain", "No picture.")
        authoring.save_lesson(draft, terms, key=lesson.key, revision=0, actor=author)
        authoring.publish_course(draft, "", revision=1, actor=author)
        late = member()
        enrol(course, late, actor=Actor.member(late))
    assert fetched(client_for(reader), address_of(course, picture)) == 200
    assert fetched(client_for(late), address_of(course, picture)) == 404


def test_pictures_of_another_organization_are_not_found(
    browser, course, picture, other_organization, member, client_for
):
    with scope(other_organization):
        colleague = Actor.member(member(Role.COE_STAFF, organization=other_organization))
        theirs = write_course(colleague)
        hidden = illustrate(theirs, colleague, word="zebra")
    assert theirs.reference == course.reference
    assert fetched(browser, address_of(course, picture)) == 200
    assert fetched(browser, address_of(course, hidden)) == 404
    stranger = client_for(colleague.membership)
    assert fetched(stranger, address_of(course, picture)) == 404
    own = address_of(theirs, hidden).replace("northbank", other_organization.slug)
    assert fetched(stranger, own) == 200


def test_learners_reach_no_page_of_authors(course, picture, member, client_for):
    learner, here = client_for(member()), {"reference": course.reference}
    assert learner.get(url("author_pictures", **here)).status_code == 403
    assert learner.post(url("author_pictures", **here), {}).status_code == 403
    assert learner.post(url("picture_remove", key="flow", **here)).status_code == 403
    assert learner.post(url("author_preview", **here), {"body": "x"}).status_code == 403
