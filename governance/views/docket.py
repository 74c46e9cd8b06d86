"""My docket: what I still owe, by deadline."""

from __future__ import annotations

from coe_portal.ui.views import PageView


class DocketPage(PageView):
    permission = "governance.open_docket"
    template_name = "governance/docket.html"
