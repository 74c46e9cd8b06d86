"""Addresses below `/<org>/…`, with the organization filled in."""

from __future__ import annotations

from coe_portal.tenancy.addresses import org_url

__all__ = ["org_url"]
