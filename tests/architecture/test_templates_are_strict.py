"""Components take what they declare, icons exist, and nothing in a template weakens the CSP."""

from __future__ import annotations

import re
from functools import cache

import lucide
import pytest

from tests.architecture.sources import ROOT, Source, python_sources, templates

pytestmark = pytest.mark.architecture

COMPONENTS = ROOT / "templates" / "cotton"
DJANGO = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
TAG = re.compile(rf"<(c-[a-z0-9-]+)((?:{DJANGO}|\"(?:{DJANGO}|[^\"])*\"|[^>\"])*?)/?>", re.DOTALL)
ATTRIBUTE = re.compile(rf"([:@a-zA-Z][\w:.-]*)(?:\s*=\s*(?:\"(?:{DJANGO}|[^\"])*\"|'[^']*'))?")
# What a component may hand on to its HTML element, if it has a place for it.
HANDED_ON = re.compile(
    r"^(hx-|data-|aria-)|^(id|class|form|title|disabled|autofocus|popovertarget)$"
)
ICONS = [
    re.compile(r"\{%\s*icon\s+[\"']([a-z0-9-]+)[\"']"),
    re.compile(r"<c-[^>]*?\sicon=\"([a-z0-9-]+)\""),
]
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*="),
    "an inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']"),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "unescaped text": re.compile(r"\|\s*safe\b|\{%\s*autoescape off"),
    "a file from elsewhere": re.compile(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"https?:"),
}
# Mail clients need styles in place; a PDF has no CSP.
OUTSIDE_THE_BROWSER = (
    "templates/pack/",
    "templates/metrics/packs/pdf.html",
)


def component_uses(source: Source) -> list[tuple[str, set[str]]]:
    """(component, attribute names) of every `<c-…>` in a template."""
    return [
        (name, attribute_names(attributes))
        for name, attributes in TAG.findall(source.text)
        if name != "c-vars"
    ]


def attribute_names(text: str) -> set[str]:
    plain = re.sub(r"\{%.*?%\}|\{#.*?#\}", lambda found: "x" * len(found[0]), text)
    return {name.lstrip(":") for name in ATTRIBUTE.findall(plain) if not set(name) <= {"x"}}


@cache
def declaration(component: str) -> tuple[set[str], bool]:
    """(declared attributes, whether others are handed on) of a component."""
    path = COMPONENTS / f"{component.removeprefix('c-').replace('-', '_')}.html"
    assert path.exists(), f"<{component}> has no template"
    text = path.read_text(encoding="utf-8")
    declared = next((found for name, found in TAG.findall(text) if name == "c-vars"), "")
    return attribute_names(declared), "{{ attrs }}" in text


def test_components_are_used_with_declared_attributes_only():
    undeclared = [
        f"{source.name}: <{component} {attribute}>"
        for source in templates()
        for component, attributes in component_uses(source)
        if component != "c-slot"
        for attribute in sorted(attributes - declaration(component)[0])
        if not (declaration(component)[1] and HANDED_ON.match(attribute))
    ]

    assert undeclared == []


def test_every_component_declares_what_it_takes():
    silent = [
        path.name
        for path in sorted(COMPONENTS.rglob("*.html"))
        if "<c-vars" not in path.read_text()
    ]

    assert silent == []


def test_every_icon_exists():
    used = {
        (source.name, name)
        for source in [*templates(), *python_sources()]
        for pattern in ICONS
        for name in pattern.findall(source.text)
    }

    assert {(place, name) for place, name in used if not icon_exists(name)} == set()


def icon_exists(name: str) -> bool:
    try:
        lucide._load_icon(name)
    except lucide.IconDoesNotExist:
        return False
    return True


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_needs_a_weaker_policy(what):
    offenders = [
        source.name
        for source in templates()
        if FORBIDDEN[what].search(source.text) and not source.name.startswith(OUTSIDE_THE_BROWSER)
    ]

    assert offenders == []
