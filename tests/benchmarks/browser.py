"""A browser without a screen: requests with a session, forms filled from the page, times taken."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

TOKEN = "b" * 32


@dataclass(frozen=True)
class Answer:
    """What came back: status, text, seconds, queries if they were counted."""

    status: int
    text: str
    seconds: float
    queries: int | None


class Forms(HTMLParser):
    """The fields of every form of a page with their values, by the form's action."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._select = ""
        self._area = ""
        self.feed(html)

    def fields(self, action: str) -> dict[str, str]:
        """The fields of the form whose action ends so."""
        return next(dict(values) for known, values in self.forms if known.endswith(action))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action") or given.get("hx-post", ""), {}))
        elif self.forms:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        values = self.forms[-1][1]
        name = given.get("name", "")
        ticked = given.get("type") not in {"radio", "checkbox"} or "checked" in given
        if tag == "input" and name and ticked:
            values[name] = given.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            values[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self.forms[-1][1][self._area] += data


@dataclass
class Browser:
    """Talks to one server on this machine as one member."""

    port: int
    session: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        """Read a page."""
        return self._send("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, Any], **headers: str) -> Answer:
        """Send a form."""
        return self._send("POST", path, urlencode(fields, doseq=True), headers)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        sent = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Host": "localhost",
            **self.headers,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
        seconds = time.perf_counter() - started
        connection.close()
        queries = response.headers.get("X-Queries")
        return Answer(response.status, text, seconds, int(queries) if queries else None)


def median(seconds: list[float]) -> float:
    """p50 in milliseconds."""
    return statistics.median(seconds) * 1000
