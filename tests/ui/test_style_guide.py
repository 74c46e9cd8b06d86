"""The style guide renders every component, for members and in development without signing in."""

from __future__ import annotations

import re

from coe_portal.ui.style_guide import sample_charts


def test_members_see_it_in_the_shell(client_for, member, organization):
    answer = client_for(member()).get(f"/{organization.slug}/style-guide/")
    page = answer.content.decode()
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" class="chart"') == 2 * len(
        sample_charts()
    )
    assert 'id="sidebar"' in page


def test_no_page_may_carry_inline_styles_or_scripts(client_for, member, organization):
    answer = client_for(member()).get(f"/{organization.slug}/style-guide/")
    page = answer.content.decode()
    assert not re.search(r"\sstyle=|<style|\son\w+=", page)
    assert not re.findall(r"<script(?![^>]*\ssrc=)", page)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy


def test_strangers_do_not_see_it_below_an_organization(client, organization):
    assert client.get(f"/{organization.slug}/style-guide/").status_code == 302


def test_the_chosen_theme_is_printed(client_for, member, organization):
    browser = client_for(member())
    browser.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in browser.get(f"/{organization.slug}/style-guide/").content.decode()
    browser.cookies["theme"] = '"><script>'
    assert '<html lang="en">' in browser.get(f"/{organization.slug}/style-guide/").content.decode()
