"""A certificate to print: one page, with the way to verify it as a QR code and the badge inside."""

from __future__ import annotations

import qrcode
import qrcode.image.svg
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from coe_portal.audit.pack import pdf
from coe_portal.errors import DomainError
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.permissions import subject_of
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from training.integrations.open_badges import badge_token, verification_address
from training.models.certificates import Certificate

STYLESHEET = "css/certificate_pdf.css"
QR_CODE = "qr.svg"


def print_requested(job_id: int, *, organization_id: int) -> None:
    """Print the certificate of a job; the job tells what became of it.

    Opens its own scopes. Delivered twice, it does nothing the second time.
    """
    with scope(organization_id):
        job = Job.objects.locked(job_id)
        if job.is_finished:
            return
        running.start(job)
    try:
        with scope(organization_id):
            certificate: Certificate = subject_of(job)
            content = print_certificate(certificate, certificate.organization)
    except DomainError as error:
        _fail(job_id, organization_id, str(error))
    except Exception:
        _fail(job_id, organization_id, _("The PDF could not be made. Tell your administrator."))
        raise
    else:
        with scope(organization_id):
            running.finish(
                Job.objects.locked(job_id),
                file_name=f"{certificate.reference}.pdf",
                content=content,
                content_type="application/pdf",
            )


def _fail(job_id: int, organization_id: int, message: str) -> None:
    with scope(organization_id):
        running.fail(Job.objects.locked(job_id), message)


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
