from __future__ import annotations

from email.message import EmailMessage

from coe_portal.devservices import mailbox


def test_the_page_shows_mail_as_text_and_lets_addresses_be_followed():
    message = EmailMessage()
    message["Subject"] = "<b>Vote</b>"
    message["To"] = "ana@bank.example"
    message.set_content("Open https://portal.example/r/1?a=1&b=2 & vote <script>alert(1)</script>")

    page = mailbox.page([message])

    assert "<script>" not in page
    assert "&lt;b&gt;Vote&lt;/b&gt;" in page
    assert '<a href="https://portal.example/r/1?a=1&amp;b=2">' in page


def test_the_page_says_when_there_is_no_mail():
    assert "No mail yet." in mailbox.page([])
