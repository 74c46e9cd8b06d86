"""What in governance only trained people do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from training.logic.activities import declare_activity

VOTE = declare_activity("governance.vote", _("vote in a review"))
