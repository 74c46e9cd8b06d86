"""A certificate to print: one page, with the way to verify it as a QR code and the badge inside."""

from __future__ import annotations

import qrcode
import qrcode.image.svg
from django.template.loader import render_to_string

from coe_portal.accounts.actor import Actor
from coe_portal.audit.pack import pdf
from coe_portal.tenancy.models import Organization
from training.integrations.open_badges import badge_token, verification_address
from training.models.certificates import Certificate

STYLESHEET = "css/certificate_pdf.css"
QR_CODE = "qr.svg"


def print_certificate(
    certificate: Certificate, organization: Organization, *, actor: Actor
) -> bytes:
    """A PDF/A-3 of one A4 page. PrintingUnavailable where Pango is missing."""
    address = verification_address(certificate)
    html = render_to_string(
        "training/certificate_pdf.html",
        {"certificate": certificate, "organization": organization, "address": address},
    )
    return pdf.print_html(
        html,
        STYLESHEET,
        embedded=pdf.Embedded(
            name="badge.jwt",
            description="The certificate as an Open Badge 3.0",
            text=badge_token(certificate, organization, actor=actor),
            at=certificate.issued_at,
        ),
        images={QR_CODE: (qr_svg(address), "image/svg+xml")} if certificate.is_public else {},
    )


def qr_svg(address: str) -> bytes:
    """The address as a QR code, drawn as SVG."""
    image = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=0)
    drawn: bytes = image.to_string()
    return drawn
