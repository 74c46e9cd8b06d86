"""What every answer carries, and what requests from elsewhere get."""

from __future__ import annotations

import pytest
from django.test import Client

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


@pytest.mark.parametrize("path", ["/account/login/", "/northbank/settings/profile/", "/nowhere/x/"])
def test_headers_of_every_page(path, member, client_for):
    headers = client_for(member()).get(path).headers
    policy = headers["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} >= POLICY
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_cookies_are_closed_to_scripts_and_other_sites(member):
    client = Client()
    login = {"login": member().user.email, "password": "correct horse battery"}
    client.post("/account/login/", login)
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


@pytest.mark.parametrize(
    "path", ["/northbank/settings/units/new/", "/account/login/", "/account/logout/"]
)
def test_a_post_from_elsewhere_is_refused(path, member, client_for):
    client = client_for(member())
    client.handler.enforce_csrf_checks = True
    assert client.post(path, {}).status_code == 403


def test_another_host_is_refused(db):
    assert Client().get("/account/login/", headers={"host": "evil.example"}).status_code == 400


def test_the_pages_of_members_are_not_kept_by_shared_caches(member, client_for):
    headers = client_for(member()).get("/northbank/settings/profile/").headers
    assert "Cookie" in headers["Vary"]
