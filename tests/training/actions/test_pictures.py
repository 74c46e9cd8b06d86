"""Pictures belong to a draft, and stay with the versions that show them."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.tenancy.scope import scope
from tests.training.papers import PNG, picture_file, write_course
from training.actions import authoring
from training.actions.authoring import LessonTerms
from training.actions.pictures import LARGEST, MOST_PICTURES, add_picture, remove_picture
from training.models.courses import CourseVersion, Picture

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def author(member):
    return Actor.member(member(Role.COE_STAFF))


@pytest.fixture
def course(author):
    return write_course(author)


@pytest.fixture
def draft(course, author):
    return authoring.open_draft(course, actor=author)


def names(version: CourseVersion) -> list[str]:
    return [picture.name for picture in version.pictures.all()]


def bytes_of(picture: Picture) -> bytes:
    with picture.file.open("rb") as stored:
        return stored.read()


def write(draft, body, author):
    draft.refresh_from_db()
    terms = LessonTerms("Shown", body)
    return authoring.save_lesson(draft, terms, revision=draft.revision, actor=author)


def test_a_picture_is_kept_with_its_hash_and_told_in_the_trail(draft, author):
    picture = add_picture(draft, picture_file(name="../Data Flow.PNG"), actor=author)
    digest = hashlib.sha256(PNG).hexdigest()
    assert (picture.name, picture.content_type) == ("data-flow", "image/png")
    assert (picture.size, picture.sha256) == (len(PNG), digest)
    assert bytes_of(picture) == PNG
    event = AuditEvent.objects.about(draft.course).order_by("sequence").last()
    assert event.after == {"picture": "data-flow", "sha256": digest, "size": len(PNG)}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.png", b"Just some text."),
        ("notes.txt", b"Just some text."),
        ("page.png", b"<html><script>alert(1)</script>"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("moving.gif", b"GIF89a" + bytes(20)),
        ("photo.jpg", PNG),
        ("paper.pdf", b"%PDF-1.7 " + bytes(20)),
        ("empty.png", b""),
    ],
)
def test_what_is_no_picture_is_refused(name, content, draft, author):
    with pytest.raises(InvalidInput, match="PNG, JPEG or WebP"):
        add_picture(draft, ContentFile(content, name=name), actor=author)
    assert not Picture.objects.exists()


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_jpeg_and_webp_are_pictures_too(kind, draft, author):
    drawn = io.BytesIO()
    Image.new("RGB", (2, 2)).save(drawn, kind)
    file = ContentFile(drawn.getvalue(), name=f"a.{kind}")
    picture = add_picture(draft, file, actor=author)
    assert (picture.name, picture.content_type) == ("a", f"image/{kind}")


def test_pictures_are_small_few_and_each_name_is_given_once(draft, author):
    with pytest.raises(InvalidInput, match="larger than 2"):
        add_picture(draft, ContentFile(PNG + bytes(LARGEST), name="a.png"), actor=author)
    add_picture(draft, picture_file(), name="Flow", actor=author)
    with pytest.raises(InvalidInput, match="called so already: flow"):
        add_picture(draft, picture_file("other"), actor=author)
    for number in range(MOST_PICTURES - 1):
        add_picture(draft, picture_file(), name=f"n{number}", actor=author)
    with pytest.raises(RuleViolation, match="at most 60 pictures"):
        add_picture(draft, picture_file(), name="one-more", actor=author)
    assert len({picture.file.name for picture in draft.pictures.all()}) == 1


def test_the_next_draft_keeps_its_pictures_and_published_versions_theirs(course, draft, author):
    picture = add_picture(draft, picture_file(), actor=author)
    write(draft, "![The flow](picture:flow)", author)
    draft.refresh_from_db()
    published = authoring.publish_course(draft, "", revision=draft.revision, actor=author)
    for change in (
        lambda: add_picture(published, picture_file("more"), name="more", actor=author),
        lambda: remove_picture(published, "flow", actor=author),
    ):
        with pytest.raises(InvalidTransition, match="next draft"):
            change()
    course.refresh_from_db()
    third = authoring.open_draft(course, actor=author)
    copied = third.pictures.get()
    assert (copied.name, copied.sha256) == ("flow", picture.sha256)
    assert copied.pk != picture.pk
    remove_picture(third, "flow", actor=author)
    assert (names(third), names(published)) == ([], ["flow"])
    assert bytes_of(published.pictures.get()) == PNG
    with pytest.raises(InvalidTransition, match="not in the draft"):
        remove_picture(third, "flow", actor=author)


def test_what_a_picture_shows_must_be_said(draft, author):
    with pytest.raises(InvalidInput) as refused:
        write(draft, "![](picture:flow) ![ ](picture:flow) ![Said](picture:b)", author)
    told = "Say what these pictures show, in the square brackets: flow."
    assert refused.value.errors == {"body": [told]}


def test_a_course_whose_pictures_are_missing_is_not_published(draft, author):
    write(draft, "![The flow](picture:flow) ![x](https://example.org/x.png)", author)
    draft.refresh_from_db()
    with pytest.raises(RuleViolation, match="“Shown” shows a picture that is not there: flow"):
        authoring.publish_course(draft, "", revision=draft.revision, actor=author)
    add_picture(draft, picture_file(), actor=author)
    authoring.publish_course(draft, "", revision=draft.revision, actor=author)


def test_learners_add_and_remove_none(draft, author, member):
    add_picture(draft, picture_file(), actor=author)
    learner = Actor.member(member())
    for refused in (
        lambda: add_picture(draft, picture_file("mine"), name="mine", actor=learner),
        lambda: remove_picture(draft, "flow", actor=learner),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert names(draft) == ["flow"]


def test_the_same_bytes_of_another_organization_are_kept_apart(
    draft, author, member, other_organization
):
    ours = add_picture(draft, picture_file(), actor=author)
    with scope(other_organization):
        colleague = Actor.member(member(Role.COE_STAFF, organization=other_organization))
        made = authoring.create_course(authoring.CourseTerms("Theirs"), actor=colleague)
        elsewhere = authoring.open_draft(made, actor=colleague)
        theirs = add_picture(elsewhere, picture_file(), actor=colleague)
    assert theirs.sha256 == ours.sha256
    assert theirs.file.name != ours.file.name
    with pytest.raises(CourseVersion.DoesNotExist):
        remove_picture(elsewhere, "flow", actor=author)
