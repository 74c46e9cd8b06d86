"""`manage.py dev`: the portal as you left it, with one command."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coe_portal.devservices import portal
from coe_portal.devservices.supervisor import ProcessEndedError


class Command(BaseCommand):
    help = "Start PostgreSQL, Valkey, mail, web (reloading), worker and beat; Ctrl-C stops all."
    requires_system_checks: list[str] = []
    style_of_run = portal.Style(prepare=[["migrate", "--verbosity", "0"]], reload=True)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=portal.WEB_PORT, help="if it is free")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            portal.run(self.style_of_run, portal.Ports(options["port"]), self._say)
        except ProcessEndedError as error:
            raise CommandError(str(error)) from error

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
