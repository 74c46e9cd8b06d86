"""`manage.py build_assets`: make the committed fonts anew from the `fontpkg-inter` package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from coe_portal.devservices import fonts


class Command(BaseCommand):
    help = "Cut the fonts of pages and PDFs from the full Inter (about half a minute)."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        for path in fonts.build(Path(settings.BASE_DIR) / "static" / "fonts"):
            self.stdout.write(f"{path.stat().st_size:>9,} {path}")
