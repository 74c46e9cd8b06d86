"""From which address a request comes, directly and behind proxies."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from coe_portal.accounts.adapter import InvitationOnlyAdapter
from coe_portal.accounts.client import client_address
from coe_portal.settings import env

BROWSER, PROXY, INNER = "203.0.113.7", "10.0.0.5", "10.0.0.6"


@pytest.mark.parametrize(
    ("remote", "told", "expected"),
    [
        (BROWSER, "", BROWSER),
        (BROWSER, "198.51.100.1", BROWSER),
        (PROXY, BROWSER, BROWSER),
        (PROXY, f"198.51.100.1, {BROWSER}", BROWSER),
        (PROXY, f"{BROWSER}, {INNER}", BROWSER),
        (PROXY, f"{BROWSER}, nonsense", PROXY),
        (PROXY, "", PROXY),
        (PROXY, INNER, INNER),
        ("2001:db8::5", "2001:db8:1::9", "2001:db8:1::9"),
        ("", BROWSER, ""),
    ],
)
def test_only_trusted_proxies_are_believed(settings, remote, told, expected):
    settings.TRUSTED_PROXIES = ["10.0.0.0/24", "2001:db8::5"]
    request = RequestFactory(REMOTE_ADDR=remote).get("/", headers={"X-Forwarded-For": told})

    assert client_address(request) == expected
    assert InvitationOnlyAdapter().get_client_ip(request) == expected


def test_without_trusted_proxies_the_header_counts_for_nothing(settings):
    settings.TRUSTED_PROXIES = []
    request = RequestFactory(REMOTE_ADDR=PROXY).get("/", headers={"X-Forwarded-For": BROWSER})

    assert client_address(request) == PROXY


def test_failed_sign_ins_behind_a_proxy_lock_out_one_browser_only(settings, member, client):
    settings.AXES_ENABLED = True
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    attempt = {"login": member().user.email, "password": "wrong"}

    def sign_in(browser):
        return client.post("/account/login/", attempt, headers={"X-Forwarded-For": browser})

    for _try in range(7):
        locked = sign_in(BROWSER)

    assert locked.status_code == 429
    assert sign_in("203.0.113.8").status_code == 200


def test_a_proxy_that_is_no_address_stops_the_start(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/24, proxy.example")

    with pytest.raises(env.MissingSettingError, match=r"proxy\.example"):
        env.networks("TRUSTED_PROXIES")
