"""Routes of the portfolio."""

from __future__ import annotations

from django.urls import path

from intake.views import imports, portfolio

urlpatterns = [
    path("", portfolio.PortfolioList.as_view(), name="portfolio"),
    path("board/", portfolio.PortfolioBoard.as_view(), name="board"),
    path("value/", portfolio.PortfolioBubbles.as_view(), name="bubbles"),
    path("facets/", portfolio.PortfolioFacets.as_view(), name="facets"),
    path("export/", portfolio.ExportView.as_view(), name="export"),
    path(
        "use-cases/<str:reference>/imported/",
        imports.SourceFragment.as_view(),
        name="import_source",
    ),
]
