from __future__ import annotations

from hashlib import sha256

import jwt
import pytest
from jwt.algorithms import RSAAlgorithm

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.jobs import running
from coe_portal.notifications.models import Notification
from coe_portal.signing.models import SigningKey
from coe_portal.signing.tokens import ALGORITHM, public_jwk
from coe_portal.tenancy.scope import scope
from metrics.actions.packs import request_pack
from metrics.models.packs import BoardPack, PackFile
from tests.metrics.packs import NOW, QUARTER, content_of, finished, made_of, new_pack

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def executive(member):
    return Actor.member(member(Role.EXECUTIVE, name="Erin Executive"))


def test_a_pack_is_asked_for_with_a_job(organization, executive):
    pack = request_pack(organization, QUARTER, actor=executive)
    assert (pack.reference, pack.quarter, pack.maker) == ("BP-1", "2026-Q3", "Erin Executive")
    assert (pack.job.state, pack.job.subject_id) == ("queued", pack.pk)
    assert AuditEvent.objects.get(action="metrics.pack.requested").actor_label == "Erin Executive"


def test_a_second_one_of_the_quarter_waits_for_the_first(organization, executive):
    pack = request_pack(organization, QUARTER, actor=executive)
    with pytest.raises(InvalidTransition, match="is being made"):
        request_pack(organization, QUARTER, actor=executive)
    request_pack(organization, QUARTER.shifted(-1), actor=executive)
    running.fail(pack.job, "No paper")
    assert request_pack(organization, QUARTER, actor=executive).number == 3


@pytest.mark.parametrize("step", [2, -25])
def test_only_quarters_that_have_begun_lately_can_be_told(organization, executive, step):
    with pytest.raises(InvalidInput):
        request_pack(organization, QUARTER.shifted(step), actor=executive)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SUBMITTER, Role.REVIEWER])
def test_others_do_not_have_packs_made(organization, member, role):
    with pytest.raises(NotAllowed):
        request_pack(organization, QUARTER, actor=Actor.member(member(role)))


def test_both_files_are_kept_with_their_hashes(organization, executive):
    pack = new_pack(organization, executive)
    made = made_of()
    assert (pack.made_at, pack.as_of) == (NOW, NOW)
    assert content_of(pack.pdf) == made.pdf
    assert content_of(pack.xlsx) == made.xlsx
    assert pack.pdf.sha256 == sha256(made.pdf).hexdigest()
    assert (pack.pdf.name, pack.xlsx.name) == ("BP-1-2026-Q3.pdf", "BP-1-2026-Q3.xlsx")
    after = AuditEvent.objects.get(action="metrics.pack.made").after
    assert after["pdf"] == pack.pdf.sha256


def test_the_signature_holds_for_both_files_under_the_key_of_the_organization(
    organization, executive
):
    pack = new_pack(organization, executive)
    key = RSAAlgorithm(RSAAlgorithm.SHA256).from_jwk(public_jwk(SigningKey.objects.get()))
    told = jwt.decode(pack.signature, key, algorithms=[ALGORITHM])
    assert told["pack"] == "BP-1"
    assert told["pdf_sha256"] == pack.pdf.sha256
    assert told["xlsx_sha256"] == pack.xlsx.sha256
    assert told["data_sha256"] == pack.data_sha256


def test_who_asked_for_it_is_told(organization, executive):
    pack = new_pack(organization, executive)
    told = Notification.objects.get()
    assert (told.kind, told.recipient_id) == ("metrics.pack_ready", executive.membership_id)
    assert told.url == pack.get_absolute_url()


def test_files_of_a_pack_are_never_written_again(organization, executive):
    pack = new_pack(organization, executive)
    with pytest.raises(TypeError):
        pack.pdf.save()
    with pytest.raises(TypeError):
        pack.pdf.delete()


def test_each_organization_has_its_own_packs(organization, other_organization, executive, member):
    new_pack(organization, executive, word="ours")
    with scope(other_organization):
        assert not BoardPack.objects.exists()
        other = Actor.member(member(Role.EXECUTIVE, organization=other_organization))
        theirs = finished(request_pack(other_organization, QUARTER, actor=other), "theirs")
        assert theirs.reference == "BP-1"
        assert PackFile.objects.count() == 2
    assert content_of(BoardPack.objects.with_files().get().pdf) == b"ours pages"
