"""Pictures of every page of the running demo, to be looked at: `make shots` while it runs.

Signs in as somebody of each role, walks the links that the pages offer (a few of each kind), and
takes each page light, dark and as on a phone into test-results/shots. It also tells what axe finds,
what the console says and which pages are wider than a phone.
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from demo.script import PASSWORD
from tests.fixtures.chromium import AXE_OPTIONS, CHROMIUM_FLAGS, CHROMIUM_NAMES, PHONE, PICTURES

FOLDER = PICTURES / "shots"
WIDE = {"width": 1440, "height": 900}
LOOKS = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "light", "has_touch": True},
}
PEOPLE = {
    "staff": ("northmoor", "ingrid@northmoor.example"),
    "executive": ("northmoor", "gabriel@northmoor.example"),
    "reviewer": ("northmoor", "claire@northmoor.example"),
    "submitter": ("northmoor", "mei@northmoor.example"),
    "lapsed": ("northmoor", "viktor@northmoor.example"),
    "auditor": ("lindenhall", "robert.fischer@audit-office.example"),
}
OF_A_KIND = 2
MOST_PAGES = 110
NO_PAGES = re.compile(r"\?export=|/file/|/download|\.json|/logout|/api/|theme|mailto:|/files/\d")
WIDER = """() => [...document.querySelectorAll('main *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .filter(one => !one.closest('.table-scroll'))
  .slice(0, 3).map(one => one.outerHTML.slice(0, 120))"""


@dataclass
class Walk:
    """One person's way through the portal."""

    name: str
    organization: str
    address: str
    done: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)

    def kind(self, path: str) -> str:
        """The address without what tells one object from another."""
        return re.sub(r"/([A-Z]+-)?\d+(-Q\d)?(?=/|$)", "/*", urlsplit(path).path)

    def wants(self, path: str) -> bool:
        """Whether this page should be seen: a few of each kind, inside the organization."""
        inside = path.startswith(f"/{self.organization}/") and not NO_PAGES.search(path)
        return inside and path not in self.seen and self.times(path) < OF_A_KIND

    def times(self, path: str) -> int:
        """How many pages of this kind were seen."""
        return self.done.get(self.kind(path), 0)


def main(address: str, wanted: list[str]) -> int:
    """Walk as each person; the number of complaints."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    FOLDER.mkdir(parents=True, exist_ok=True)
    complaints: list[str] = []
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS) as browser,
    ):
        for name, (organization, email) in PEOPLE.items():
            if not wanted or name in wanted:
                walk = Walk(name, organization, address)
                _walk(browser, walk, email)
                complaints += walk.found
    sys.stdout.write("\n".join([*complaints, ""]))
    return len(complaints)


def _walk(browser: Browser, walk: Walk, email: str) -> None:
    contexts = {}
    for look, options in LOOKS.items():
        contexts[look] = browser.new_context(reduced_motion="reduce", **options)
        _sign_in(contexts[look], walk.address, email)
    pages = {look: context.new_page() for look, context in contexts.items()}
    for page in pages.values():
        page.on("console", lambda message, w=walk: _note(w, message.type, message.text))
    waiting = [f"/{walk.organization}/"]
    while sum(walk.done.values()) < MOST_PAGES:
        waiting = sorted((path for path in waiting if walk.wants(path)), key=walk.times)
        if not waiting:
            break
        path = waiting.pop(0)
        walk.seen.add(path)
        waiting += _see(walk, pages, path)
    for context in contexts.values():
        context.close()


def _see(walk: Walk, pages: dict[str, Page], path: str) -> list[str]:
    """Take the page in all looks; the links on it."""
    kind = walk.kind(path)
    number = walk.done[kind] = walk.done.get(kind, 0) + 1
    stem = kind.strip("/").replace("/", "_").replace("*", "x")
    links: list[str] = []
    for look, page in pages.items():
        answer = page.goto(walk.address + path)
        page.wait_for_load_state("networkidle")
        if answer is not None and not answer.ok:
            walk.found.append(f"{walk.name} {path}: {answer.status}")
        found = Axe().run(page, options=AXE_OPTIONS)
        if found.violations_count:
            rules = ", ".join(violation["id"] for violation in found.response["violations"])
            walk.found.append(f"{walk.name} {look} {path}: axe {rules}")
        if look == "phone" and page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            walk.found.append(f"{walk.name} {path}: too wide: {page.evaluate(WIDER)}")
        page.screenshot(path=FOLDER / f"{walk.name}-{stem}-{number}-{look}.png", full_page=True)
        links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    return [urlsplit(link).path for link in links if link.startswith(walk.address)]


def _sign_in(context: BrowserContext, address: str, email: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/account/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.close()


def _note(walk: Walk, kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        walk.found.append(f"{walk.name} console {kind}: {text[:200]}")


if __name__ == "__main__":
    sys.exit(
        bool(main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000", sys.argv[2:]))
    )
