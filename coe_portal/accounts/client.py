"""From which address a request comes: that of the browser, also behind proxies one trusts."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The nearest address that is not one of TRUSTED_PROXIES; those alone are believed.

    Proxies append to X-Forwarded-For, so it is read from the right, and only as long as each
    address that speaks is trusted. Anybody can send the header; without a trusted proxy in front,
    it counts for nothing.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    while told and is_trusted(address, tuple(settings.TRUSTED_PROXIES)) and is_address(told[-1]):
        address = told.pop()
    return address


def is_address(text: str) -> bool:
    """Whether the text is an IPv4 or IPv6 address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)
def is_trusted(address: str, proxies: tuple[str, ...]) -> bool:
    """Whether the address belongs to one of the proxies (addresses or networks)."""
    if not is_address(address):
        return False
    return any(ip_address(address) in ip_network(proxy, strict=False) for proxy in proxies)
