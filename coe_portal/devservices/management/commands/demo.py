"""`manage.py demo`: the portal with two organizations that have a year of history."""

from __future__ import annotations

from coe_portal.devservices import portal
from coe_portal.devservices.management.commands import dev


class Command(dev.Command):
    help = "Like dev, without reloading, and with the demo's history written on the first run."
    style_of_run = portal.Style(prepare=[["migrate", "--verbosity", "0"], ["seed"]], reload=False)
