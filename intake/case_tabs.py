"""The tabs of the use-case page: intake has its own, other apps declare theirs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class CaseTab:
    """A tab that shows fragments, one below the other.

    `fragments` are names of pages that take the `reference` of a use case and answer with a part
    of a page; the first is fetched at once, the others when they come into sight.
    """

    key: str
    label: str | Promise
    icon: str
    order: int
    fragments: tuple[str, ...]


_tabs: dict[str, CaseTab] = {}


def declare_tab(tab: CaseTab) -> None:
    """Add a tab; ValueError when its key is taken."""
    if tab.key in _tabs:
        msg = f"The use-case page has a tab {tab.key} already."
        raise ValueError(msg)
    _tabs[tab.key] = tab


def declared_tabs() -> list[CaseTab]:
    """All declared tabs, in their order."""
    return sorted(_tabs.values(), key=lambda tab: tab.order)


def tab_by_key(key: str) -> CaseTab | None:
    """The declared tab of this key, or None."""
    return _tabs.get(key)
