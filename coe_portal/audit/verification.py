"""Reads a whole chain back and checks every link."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from coe_portal.audit.chain import Break, Link, first_break, organization_key
from coe_portal.audit.models import AuditEvent, ChainHead
from coe_portal.tenancy.scope import current_organization_id, finish


def verify_chain() -> Break | None:
    """The first broken link of the organization in scope, or None; reads in batches."""
    finish()
    key = organization_key(settings.AUDIT_KEY, current_organization_id())
    head = ChainHead.objects.first()
    links = _Counted(event.link() for event in _events())
    found = first_break(key, links)
    if found is None and head is not None and (head.sequence, head.hash) != links.last:
        return Break(links.last[0] + 1, "the end of the chain is missing")
    return found


def _events() -> Iterator[AuditEvent]:
    return AuditEvent.objects.order_by("sequence").iterator(chunk_size=2000)


class _Counted:
    """Passes links on and remembers the last one."""

    def __init__(self, links: Iterator[Link]) -> None:
        self.links = links
        self.last: tuple[int, str] = (0, "0" * 64)

    def __iter__(self) -> Iterator[Link]:
        for link in self.links:
            self.last = (link.sequence, link.hash)
            yield link
