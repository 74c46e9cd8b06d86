"""A certificate to print: one page, with the way to verify it as a QR code and the badge inside."""

from __future__ import annotations

import qrcode
import qrcode.image.svg
from django.template.loader import render_to_string

from coe_portal.audit.pack import pdf
from coe_portal.jobs.models import Job
from coe_portal.jobs.permissions import subject_of
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from training.integrations.open_badges import badge_token, verification_address
from training.models.certificates import Certificate

STYLESHEET = "css/certificate_pdf.css"
QR_CODE = "qr.svg"


def print_requested(job_id: int, *, organization_id: int) -> None:
    """Print the certificate of a job."""
    carry_out(job_id, _make, organization_id=organization_id)


def _make(job: Job) -> Product:
    with scope(job.organization_id):
        certificate: Certificate = subject_of(job)
        content = print_certificate(certificate, certificate.organization)
    return Product(file_name=f"{certificate.reference}.pdf", content=content)


def print_certificate(certificate: Certificate, organization: Organization) -> bytes:
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
            text=badge_token(certificate, organization),
            at=certificate.issued_at,
        ),
        images={QR_CODE: (qr_svg(address), "image/svg+xml")} if certificate.is_public else {},
    )


def qr_svg(address: str) -> bytes:
    """The address as a QR code, drawn as SVG."""
    image = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=0)
    drawn: bytes = image.to_string()
    return drawn
