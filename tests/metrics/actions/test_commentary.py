from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed
from coe_portal.tenancy.scope import scope
from metrics.actions.commentary import (
    LONGEST,
    draft_commentary,
    name_writer,
    publish_commentary,
    remove_writer,
)
from metrics.models.quarters import Commentary, KpiWriter
from metrics.models.targets import KpiOwner
from metrics.queries.quarters import comments_of
from tests.metrics.quarters import ENDED

pytestmark = pytest.mark.django_db


def about(kpi="cases_decided"):
    return Commentary(kpi=kpi, quarter=ENDED.code, starts_on=ENDED.starts_on)


def shown():
    found = comments_of([ENDED.starts_on]).get(ENDED.starts_on, {})
    return {code: (one.text, one.by) for code, one in found.items()}


def test_a_draft_is_not_shown_until_it_is_published(in_scope, member):
    staff = Actor.member(member(Role.COE_STAFF, name="Sam Staff"))
    draft_commentary(about(), "Not yet.", actor=staff)
    assert shown() == {}
    row = publish_commentary(about(), " Now. ", actor=staff)
    assert shown() == {"cases_decided": ("Now.", "Sam Staff")}
    assert (row.draft, Commentary.objects.count()) == ("", 1)


def test_every_change_is_on_the_trail(in_scope, member):
    staff = Actor.member(member(Role.COE_STAFF))
    publish_commentary(about(), "First.", actor=staff)
    publish_commentary(about(), "Second.", actor=staff)
    event = AuditEvent.objects.filter(action="metrics.commentary.published").latest("sequence")
    assert (event.before, event.after) == ({"text": "First."}, {"text": "Second."})


def test_an_empty_text_takes_away_what_was_shown(in_scope, member):
    staff = Actor.member(member(Role.COE_STAFF))
    publish_commentary(about(), "First.", actor=staff)
    publish_commentary(about(), "", actor=staff)
    assert shown() == {}


def test_owners_and_those_who_were_named_comment_on_their_number_only(in_scope, member):
    staff, owner, writer = member(Role.COE_STAFF), member(), member()
    KpiOwner.objects.create(kpi="cases_decided", member=owner)
    for person in (owner, writer):
        with pytest.raises(NotAllowed):
            publish_commentary(about("cases_submitted"), "Mine?", actor=Actor.member(person))
    name_writer("cases_submitted", writer, actor=Actor.member(staff))
    publish_commentary(about("cases_submitted"), "Mine.", actor=Actor.member(writer))
    publish_commentary(about(), "Mine, too.", actor=Actor.member(owner))
    assert {text for text, _by in shown().values()} == {"Mine.", "Mine, too."}
    with pytest.raises(NotAllowed):
        publish_commentary(about(), "Not mine.", actor=Actor.member(writer))


def test_named_twice_is_named_once_and_can_be_taken_back(in_scope, member):
    staff, writer = Actor.member(member(Role.COE_STAFF)), member()
    first = name_writer("cases_decided", writer, actor=staff)
    assert name_writer("cases_decided", writer, actor=staff) == first
    remove_writer(first, actor=staff)
    assert not KpiWriter.objects.exists()
    with pytest.raises(NotAllowed):
        publish_commentary(about(), "Mine?", actor=Actor.member(writer))


def test_auditors_do_not_write(in_scope, member):
    staff, auditor = Actor.member(member(Role.COE_STAFF)), member(Role.AUDITOR)
    with pytest.raises(InvalidInput):
        name_writer("cases_decided", auditor, actor=staff)
    with pytest.raises(NotAllowed):
        publish_commentary(about(), "Hm.", actor=Actor.member(auditor))


def test_who_only_works_here_neither_comments_nor_names(in_scope, member):
    somebody = Actor.member(member())
    with pytest.raises(NotAllowed):
        draft_commentary(about(), "Hm.", actor=somebody)
    with pytest.raises(NotAllowed):
        name_writer("cases_decided", member(), actor=somebody)


def test_a_text_has_an_end(in_scope, member):
    staff = Actor.member(member(Role.COE_STAFF))
    with pytest.raises(InvalidInput):
        publish_commentary(about(), "x" * (LONGEST + 1), actor=staff)


def test_another_organization_reads_none_of_it(in_scope, member, other_organization):
    publish_commentary(about(), "Secret.", actor=Actor.member(member(Role.COE_STAFF)))
    with scope(other_organization):
        assert shown() == {}
