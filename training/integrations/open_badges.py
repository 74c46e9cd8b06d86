"""Certificates as Open Badges 3.0 (1EdTech, final of 2024): verifiable credentials, as VC-JWT.

The token's payload is the credential itself (8.2); name and result are in it only where the holder
shows them. Verifiers find issuer, key and status at public addresses that cannot be guessed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any, Final

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from coe_portal.errors import RuleViolation
from coe_portal.signing.models import SigningKey
from coe_portal.signing.tokens import public_jwk, signed_token
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.models import Organization
from training.models.certificates import Certificate

CONTEXT: Final = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
LONGEST_DESCRIPTION: Final = 500


def badge_token(certificate: Certificate, organization: Organization) -> str:
    """The signed badge, compact; sign anew after the holder changed what it shows.

    Raises:
        RuleViolation: the organization has no key; its next certificate makes one.
    """
    key: SigningKey | None = SigningKey.objects.active().first()
    if key is None:
        raise RuleViolation(
            _("Your organization has no key to sign badges with. Its next certificate makes one."),
            code="badge.no_key",
        )
    credential = credential_of(certificate, organization, key)
    claims: dict[str, Any] = {
        "iss": credential["issuer"]["id"],
        "sub": credential["credentialSubject"]["id"],
        "jti": credential["id"],
        "nbf": int(certificate.issued_at.timestamp()),
    }
    if certificate.expires_at is not None:
        claims["exp"] = int(certificate.expires_at.timestamp())
    return signed_token(key, {**credential, **claims})


def credential_of(
    certificate: Certificate, organization: Organization, key: SigningKey
) -> dict[str, Any]:
    """The credential before it is signed."""
    credential: dict[str, Any] = {
        "@context": CONTEXT,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "id": verification_address(certificate),
        "name": certificate.course_title,
        "issuer": issuer_profile(organization, key),
        "validFrom": _moment(certificate.issued_at),
        "credentialSubject": _subject(certificate),
        "credentialStatus": {
            "id": f"{verification_address(certificate)}status/",
            "type": "1EdTechRevocationList",
        },
    }
    if certificate.expires_at is not None:
        credential["validUntil"] = _moment(certificate.expires_at)
    return credential


def issuer_profile(organization: Organization, key: SigningKey) -> dict[str, Any]:
    """Who issued it, as a Profile."""
    return {
        "id": settings.SITE_URL + org_url("training:issuer", key_id=key.key_id),
        "type": ["Profile"],
        "name": organization.name,
    }


def published_issuer(organization: Organization, key: SigningKey) -> dict[str, Any]:
    """The profile at its address, with the key."""
    return {
        "@context": CONTEXT,
        **issuer_profile(organization, key),
        "keys": [public_jwk(key)],
    }


def revocations(certificate: Certificate) -> dict[str, Any]:
    """The status list of this one certificate: it tells of no other."""
    revoked = [{"id": verification_address(certificate), "revoked": True}]
    return {
        "id": f"{verification_address(certificate)}status/",
        "type": "1EdTechRevocationList",
        "revokedCredential": revoked if certificate.revoked_at else [],
    }


def verification_address(certificate: Certificate) -> str:
    """Where anybody with the link looks the certificate up."""
    path = org_url("training:verify", public_id=certificate.public_id)
    return settings.SITE_URL + path


def _subject(certificate: Certificate) -> dict[str, Any]:
    identity = [_hashed_address(certificate)]
    if certificate.shows_name:
        identity.append(
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": certificate.holder_name,
                "identityType": "name",
            }
        )
    subject: dict[str, Any] = {
        "id": holder_id(certificate),
        "type": ["AchievementSubject"],
        "identifier": identity,
        "achievement": _achievement(certificate),
    }
    if certificate.shows_result and certificate.percent is not None:
        subject["result"] = [{"type": ["Result"], "value": f"{certificate.percent} %"}]
    return subject


def holder_id(certificate: Certificate) -> str:
    """Who holds it, as an id that means nothing elsewhere: another badge has another."""
    return uuid.uuid5(uuid.NAMESPACE_URL, verification_address(certificate)).urn


def _hashed_address(certificate: Certificate) -> dict[str, Any]:
    """Lets whoever knows the holder's e-mail check that the badge is theirs."""
    salt = certificate.public_id[:16]
    text = certificate.member.user.email.lower() + salt
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${hashlib.sha256(text.encode()).hexdigest()}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def _achievement(certificate: Certificate) -> dict[str, Any]:
    version = certificate.version
    summary = strip_tags(version.summary)[:LONGEST_DESCRIPTION] if version else ""
    return {
        "id": f"{verification_address(certificate)}#achievement",
        "type": ["Achievement"],
        "name": certificate.course_title,
        "description": summary or certificate.course_title,
        "criteria": {"narrative": _criteria(certificate)},
    }


def _criteria(certificate: Certificate) -> str:
    quiz = getattr(certificate.version, "quiz", None)
    if quiz is None:
        return "All lessons of the course were completed."
    return f"All lessons were read and the quiz was passed with at least {quiz.pass_percent} %."


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
