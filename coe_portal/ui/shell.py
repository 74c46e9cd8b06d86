"""Links of the shell to platform pages: shown when the page exists."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from coe_portal.tenancy.addresses import org_url


@dataclass(frozen=True)
class ShellLinks:
    """Addresses in the sidebar's menus and the bar above the page; empty ones are not shown."""

    switch_url: str = ""
    settings_url: str = ""
    profile_url: str = ""
    tokens_url: str = ""
    sign_out_url: str = ""
    search_url: str = ""
    bell_url: str = ""
    inbox_url: str = ""


def shell_links(*, in_organization: bool) -> ShellLinks:
    """The links for this request."""
    if not in_organization:
        return ShellLinks(sign_out_url=_platform("account_logout"))
    return ShellLinks(
        switch_url=_platform("home"),
        settings_url=_own("accounts:members"),
        profile_url=_own("accounts:profile"),
        tokens_url=_own("accounts:tokens"),
        sign_out_url=_platform("account_logout"),
        search_url=_own("search:page"),
        bell_url=_own("notifications:bell"),
        inbox_url=_own("notifications:inbox"),
    )


def _platform(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _own(name: str) -> str:
    try:
        return org_url(name)
    except NoReverseMatch:
        return ""
