"""Badges, as a library that is not ours verifies them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import jwt
import pytest
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from coe_portal.accounts.actor import Actor
from coe_portal.signing.actions import active_key
from coe_portal.tenancy.scope import scope
from tests.training.conftest import certify
from training.integrations.open_badges import badge_token

pytestmark = pytest.mark.usefixtures("in_scope")
ACTOR = Actor.system("tests")
YEAR = dt.timedelta(days=365)


@pytest.fixture
def held(course, member):
    """A certificate whose holder shows nothing; the organization has its key."""
    active_key(actor=ACTOR)
    holder = member(name="Hana Holder")
    return certify(holder, course(member(), title="AI literacy"), lapses_in=YEAR, percent=85)


def verifier():
    return OB3Verifier(active_key(actor=ACTOR).public_pem)


def test_another_library_verifies_it(held, organization):
    found = verifier().verify(badge_token(held, organization))
    assert found.achievement.name == "AI literacy"
    assert found.issuer.name == organization.name


def test_the_token_names_its_subject_and_bears_its_key(held, organization):
    token = badge_token(held, organization)
    header, payload = (
        jwt.get_unverified_header(token),
        jwt.decode(token, options={"verify_signature": False}),
    )
    assert payload["sub"] == payload["credentialSubject"]["id"]
    assert payload["sub"].startswith("urn:uuid:")
    assert (header["alg"], header["jwk"]["kty"], "kid" in header) == ("RS256", "RSA", False)
    key = jwt.PyJWK(header["jwk"])
    assert jwt.decode(token, key, algorithms=["RS256"])["jti"] == payload["id"]


def test_whoever_knows_the_address_can_check_that_it_is_the_holders(held, organization):
    token = badge_token(held, organization)
    credential = jwt.decode(token, options={"verify_signature": False})
    (identity,) = credential["credentialSubject"]["identifier"]
    text = held.member.user.email + identity["salt"]
    assert identity["identityHash"] == f"sha256${hashlib.sha256(text.encode()).hexdigest()}"


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_changed_byte_fails(held, organization, part):
    parts = badge_token(held, organization).split(".")
    middle = len(parts[part]) // 2
    changed = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + changed + parts[part][middle + 1 :]
    with pytest.raises(OB3VerificationError):
        verifier().verify(".".join(parts))


def test_a_lapsed_one_fails(held, organization):
    held.expires_at = held.issued_at
    with pytest.raises(OB3VerificationError):
        verifier().verify(badge_token(held, organization))


def test_another_organizations_key_does_not_verify_it(held, organization, other_organization):
    token = badge_token(held, organization)
    with scope(other_organization):
        stranger = verifier()
    with pytest.raises(OB3VerificationError):
        stranger.verify(token)


def test_name_result_and_address_are_in_it_only_as_the_holder_allows(held, organization):
    def told():
        payload = jwt.decode(badge_token(held, organization), options={"verify_signature": False})
        return json.dumps(payload)

    hidden = told()
    assert held.member.user.email not in hidden
    assert "Hana Holder" not in hidden
    assert "85 %" not in hidden
    held.shows_name = held.shows_result = True
    assert "Hana Holder" in told()
    assert "85 %" in told()
