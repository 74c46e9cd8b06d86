"""A mail server that delivers to a web page: what the portal sends in development is read there.

Run as `python -m coe_portal.devservices.mailbox SMTP_PORT PAGE_PORT`. Both listen on the loopback
address only; the last messages are kept in memory.
"""

from __future__ import annotations

import re
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

KEPT = 200
LOOPBACK = "127.0.0.1"
ADDRESS = re.compile(r"https?://[^\s<>\"']+")
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
details { padding: .6rem 0; border-top: 1px solid color-mix(in srgb, currentColor 20%, #0000) }
summary { cursor: pointer } pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
"""


class Mailbox:
    """Keeps what arrives, newest first."""

    def __init__(self) -> None:
        self.messages: deque[EmailMessage] = deque(maxlen=KEPT)

    async def handle_DATA(  # noqa: N802  the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = cast("bytes", envelope.content)
        self.messages.appendleft(message_from_bytes(content, policy=default))
        return "250 OK"


def page(messages: Iterable[EmailMessage]) -> str:
    """The messages as one HTML page; addresses in them can be followed."""
    items = "".join(_item(message) for message in messages)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Mail</title>'
        f"<style>{STYLE}</style><h1>Mail</h1>"
        "<p>What the portal sent on this machine, newest first. Nothing has left it.</p>"
        f"{items or '<p>No mail yet.</p>'}</html>"
    )


def _item(message: EmailMessage) -> str:
    subject, to, date = (escape(str(message.get(name, ""))) for name in ("Subject", "To", "Date"))
    text = ADDRESS.sub(_link, escape(_text(message)))
    return (
        f"<details><summary><b>{subject}</b> to {to}, {date}</summary><pre>{text}</pre></details>"
    )


def _link(found: re.Match[str]) -> str:
    return f'<a href="{found[0]}">{found[0]}</a>'


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    return str(body.get_content()) if body else ""


def serve(smtp_port: int, page_port: int) -> None:
    """Receive and show mail until SIGTERM or SIGINT."""
    mailbox = Mailbox()
    smtp = Controller(mailbox, hostname=LOOPBACK, port=smtp_port)
    pages = ThreadingHTTPServer((LOOPBACK, page_port), _handler(mailbox))
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    smtp.start()
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    done.wait()
    pages.shutdown()
    smtp.stop()


def _handler(mailbox: Mailbox) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = page(list(mailbox.messages)).encode()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing per request."""

    return Handler


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
