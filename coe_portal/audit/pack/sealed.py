"""The printer that reaches nothing: WeasyPrint with a fetcher that serves named bytes only.

A case file holds what people typed. Whatever slips into its HTML, printing it must not open a
connection or a file. Import this module lazily: it needs the system library Pango.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

logger = logging.getLogger(__name__)

SCHEME = "asset:"
VARIANT = "pdf/a-3a"


@dataclass(frozen=True)
class Asset:
    """Bytes that a document may name as `asset:NAME`."""

    body: bytes
    content_type: str


@dataclass(frozen=True)
class EmbeddedFile:
    """A file that travels inside the PDF as its data."""

    name: str
    description: str
    text: str
    at: datetime


class SealedFetcher(URLFetcher):  # type: ignore[misc]  # untyped library
    """Serves the given assets and refuses every other address: no file, no network, no `data:`."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.assets = assets
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 (WeasyPrint's signature)
        """Return the asset that `url` names; raise ValueError for anything else."""
        asset = self.assets.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if asset is None:
            self.refused.append(url[:200])
            message = "A case file may only use its own assets."
            raise ValueError(message)
        return URLFetcherResponse(url, asset.body, {"Content-Type": asset.content_type})


def print_document(
    html: str,
    stylesheet: str,
    *,
    assets: Mapping[str, Asset],
    embedded: EmbeddedFile,
    variant: str = VARIANT,
) -> bytes:
    """Print `html` as a tagged PDF/A-3 with `embedded` inside, without reaching for anything."""
    fetcher = SealedFetcher(assets)
    fonts = FontConfiguration()
    css = CSS(string=stylesheet, base_url=SCHEME, url_fetcher=fetcher, font_config=fonts)
    attachment = Attachment(
        string=embedded.text,
        name=embedded.name,
        description=embedded.description,
        relationship="Data",
        created=embedded.at,
        modified=embedded.at,
        url_fetcher=fetcher,
    )
    document = HTML(string=html, base_url=SCHEME, url_fetcher=fetcher)
    printed: bytes = document.write_pdf(
        stylesheets=[css],
        font_config=fonts,
        attachments=[attachment],
        pdf_variant=variant,
        pdf_tags=True,
        output_intent="srgb",
        custom_metadata=True,
    )
    if fetcher.refused:
        logger.warning("Printing a case file refused %d addresses.", len(fetcher.refused))
    return printed
