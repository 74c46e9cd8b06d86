"""The whole portal on this machine: services, mail, web, worker and beat as one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coe_portal.devservices import embedded
from coe_portal.devservices.supervisor import Program, Supervisor, reserve
from coe_portal.settings import env

DATA_DIR = env.BASE_DIR / ".dev"
WEB_PORT = 8000
MAIL_PAGE_PORT = 8025
SMTP_PORT = 1025
MANAGE = (sys.executable, str(env.BASE_DIR / "manage.py"))
CELERY = (sys.executable, "-m", "celery", "--app", "coe_portal.celery")


class Ports:
    """Loopback ports: the usual ones, or free ones where those are taken; held until released."""

    def __init__(self, web: int = WEB_PORT) -> None:
        self._held = [reserve(port) for port in (web, MAIL_PAGE_PORT, SMTP_PORT)]
        self.web, self.mail_page, self.smtp = (int(held.getsockname()[1]) for held in self._held)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.web}"

    def release(self) -> None:
        """Make room for the programs that will listen."""
        for held in self._held:
            held.close()


@dataclass(frozen=True)
class Style:
    """How the portal is run: what happens first, and what serves the pages."""

    prepare: Sequence[Sequence[str]]
    reload: bool


def run(style: Style, ports: Ports, say: Callable[[str], object]) -> None:
    """Prepare, start everything, say the address, and stay until Ctrl-C or SIGTERM.

    Raises:
        ProcessEndedError: a step failed or a process ended by itself; all others are stopped.
    """
    began = time.monotonic()
    say("Starting PostgreSQL and Valkey.")
    with embedded.running(DATA_DIR) as addresses:
        environment = {**addresses.as_environment(), **_environment(ports)}
        with Supervisor(DATA_DIR, environment) as supervisor:
            say("Preparing the database.")
            for arguments in style.prepare:
                supervisor.run([*MANAGE, *arguments])
            say("Starting web, worker, beat and mail.")
            ports.release()
            for program in _programs(style, ports):
                supervisor.start(program)
            supervisor.wait_for_port(ports.web)
            say(_announcement(ports, time.monotonic() - began))
            supervisor.watch()
    say("Stopped.")


def _environment(ports: Ports) -> dict[str, str]:
    return {
        "SITE_URL": ports.address,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(ports.smtp),
        "PYTHONUNBUFFERED": "1",
    }


def _programs(style: Style, ports: Ports) -> list[Program]:
    bind = f"127.0.0.1:{ports.web}"
    mailbox = (sys.executable, "-m", "coe_portal.devservices.mailbox")
    gunicorn = (sys.executable, "-m", "gunicorn", "--bind", bind, "--workers", "2")
    pages = (
        (*MANAGE, "runserver", bind)
        if style.reload
        else (*gunicorn, "--worker-class", "gthread", "--threads", "4", "coe_portal.wsgi")
    )
    return [
        Program("mail", (*mailbox, str(ports.smtp), str(ports.mail_page))),
        Program("web", pages),
        Program("worker", (*CELERY, "worker", "--loglevel", "info", "--concurrency", "2")),
        Program("beat", (*CELERY, "beat", "--loglevel", "info", "--pidfile=")),
    ]


def _announcement(ports: Ports, seconds: float) -> str:
    return (
        f"\nCoE Portal is at {ports.address}\n"
        f"Its mail is at   http://localhost:{ports.mail_page}\n"
        f"Logs are in      {DATA_DIR / 'logs'}\n"
        f"Ready in {seconds:.1f} s. Ctrl-C stops everything.\n"
    )
