"""Markdown of people becomes HTML that cannot do anything."""

from __future__ import annotations

import re

import pytest

from coe_portal.ui.markdown import render_markdown


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<p style="position:fixed">x</p>',
        "![x](https://tracker.example/p.png)",
    ],
)
def test_what_could_run_or_call_home_is_gone(attack):
    html = render_markdown(attack)
    for part in ("<script", "<img", "onerror=alert", 'href="javascript', 'href="data', " style="):
        assert part not in html.replace("&lt;", "") or "&lt;" in html


def test_emphasis_lists_and_links_stay():
    html = render_markdown("**Bold**\n\n- one\n\n[docs](https://example.org)")
    assert "<strong>Bold</strong>" in html
    assert "<li>one</li>" in html
    assert 'rel="noopener noreferrer nofollow"' in html


def test_headings_begin_below_the_pages_own_and_leave_out_no_level():
    html = render_markdown("# A\n\n### B\n\n## C\n\n###### D\n\n# E")

    assert re.findall(r"<h(\d)>(\w)", html) == [
        ("2", "A"),
        ("3", "B"),
        ("3", "C"),
        ("4", "D"),
        ("2", "E"),
    ]


FLOW = {"picture:flow": "/northbank/flow/"}


def test_only_pictures_that_are_known_are_shown():
    assert render_markdown("![The *flow*](picture:flow)", FLOW).strip() == (
        '<p><img src="/northbank/flow/" alt="The flow" loading="lazy"></p>'
    )
    for foreign in (
        "![Chart](https://tracker.example/p.png)",
        "![Chart](picture:other)",
        "![Chart](data:image/png;base64,AAAA)",
        "![Chart](/northbank/flow/)",
    ):
        html = render_markdown(foreign, FLOW)
        assert "<img" not in html
        assert "Chart" in html


def test_a_picture_without_a_text_is_not_shown():
    assert "<img" not in render_markdown("![](picture:flow) ![ ](picture:flow)", FLOW)


def test_the_text_of_a_picture_cannot_leave_its_attribute():
    html = render_markdown('![" onerror="alert(1)](picture:flow "x\' onload=y")', FLOW)
    assert html.strip() == (
        '<p><img src="/northbank/flow/" alt="&quot; onerror=&quot;alert(1)" loading="lazy"></p>'
    )
    assert "<script" not in render_markdown("![<script>](https://x.example)", FLOW)


def test_pictures_stand_in_tables_and_links_too():
    html = render_markdown("| a |\n|---|\n| ![F](picture:flow) |", FLOW)
    assert html.count("<img") == 1
    html = render_markdown("[![F](picture:flow)](https://example.org)", FLOW)
    assert '<a href="https://example.org" rel="noopener noreferrer nofollow"><img' in html
