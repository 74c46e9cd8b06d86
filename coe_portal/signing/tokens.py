"""JSON Web Tokens under an organization's key (RFC 7515, 7517, 7518)."""

from __future__ import annotations

import json
from typing import Any, Final

import jwt
from jwt.algorithms import RSAAlgorithm

from coe_portal.encryption import decrypt
from coe_portal.signing.models import SigningKey

# What every verifier of Open Badges must understand (OB 3.0, 8.2).
ALGORITHM: Final = "RS256"


def public_jwk(key: SigningKey) -> dict[str, Any]:
    """The public half as a JSON Web Key."""
    loaded = RSAAlgorithm(RSAAlgorithm.SHA256).prepare_key(key.public_pem)
    jwk: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(loaded))
    return {name: jwk[name] for name in ("kty", "n", "e")} | {"kid": key.key_id, "alg": ALGORITHM}


def signed_token(key: SigningKey, payload: dict[str, Any]) -> str:
    """A compact JWS over the payload, with the public key in its header."""
    return jwt.encode(
        payload,
        decrypt(key.sealed_private_pem),
        algorithm=ALGORITHM,
        headers={"jwk": public_jwk(key)},
    )
