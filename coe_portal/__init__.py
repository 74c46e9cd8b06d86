"""The platform: tenancy, accounts, audit, jobs, notifications, look. Knows no app."""

from __future__ import annotations

from coe_portal.celery import app as celery_app

__all__ = ["celery_app"]
