"""Pure: the keyed hash chain of the trail. Knows no Django, so that a verifier can reuse it.

Each entry's hash is HMAC-SHA256 over the previous hash and the canonical JSON of the entry, with a
key derived per organization. Changing, removing or reordering an entry breaks every later link.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """One entry as stored: its place, its facts, and the hashes that bind it."""

    sequence: int
    facts: Mapping[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold, and why."""

    sequence: int
    reason: str


def canonical_json(value: object) -> str:
    """One text per value: sorted keys, no spaces, no NaN. ValueError for what JSON cannot say."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def organization_key(master_key: str, organization_id: int) -> bytes:
    """The organization's own key, so that one chain says nothing about another."""
    context = f"coe-portal/audit/organization/{organization_id}"
    return hmac.new(master_key.encode(), context.encode(), hashlib.sha256).digest()


def link_hash(key: bytes, *, previous_hash: str, sequence: int, facts: Mapping[str, Any]) -> str:
    """Hex HMAC-SHA256 that binds an entry to its place and to the entry before."""
    text = canonical_json(facts)
    return text_hash(key, previous_hash=previous_hash, sequence=sequence, text=text)


def text_hash(key: bytes, *, previous_hash: str, sequence: int, text: str) -> str:
    """`link_hash` of facts that are canonical JSON already, made while nobody waited for it."""
    message = f'["{previous_hash}",{sequence},{text}]'
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()


def first_break(
    key: bytes, links: Iterable[Link], *, start: str = GENESIS, first_sequence: int = 1
) -> Break | None:
    """The first broken link of consecutive entries, or None when the chain holds."""
    previous, expected = start, first_sequence
    for link in links:
        if link.sequence != expected:
            return Break(expected, f"entry {expected} is missing")
        if link.previous_hash != previous:
            return Break(link.sequence, "does not follow from the entry before")
        digest = link_hash(key, previous_hash=previous, sequence=link.sequence, facts=link.facts)
        if not hmac.compare_digest(digest, link.hash):
            return Break(link.sequence, "was changed after it was written")
        previous, expected = link.hash, expected + 1
    return None
