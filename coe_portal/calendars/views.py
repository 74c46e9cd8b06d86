"""The own calendar feed, and the feed itself, which calendar programs read without signing in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic.base import View

from coe_portal.accounts.client import client_address
from coe_portal.accounts.limits import CALENDAR_FEEDS_MADE, CALENDAR_LINKS
from coe_portal.calendars import actions
from coe_portal.calendars.declarations import KEEP_FEED
from coe_portal.calendars.entries import CONTENT_TYPE, feed
from coe_portal.calendars.models import CalendarFeed
from coe_portal.calendars.reading import open_feed
from coe_portal.calendars.sources import declared_sources, entries_of
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, FormPageView, FragmentView


class OwnFeed:
    """What the card says of the own feed."""

    member: Any

    def page(self) -> dict[str, Any]:
        own = CalendarFeed.objects.live().filter(membership=self.member)
        return {"feed": own.first(), "sources": declared_sources()}


class FeedPage(OwnFeed, FormPageView):
    """GET: whether there is one. POST: a new one in its place, with its address, once."""

    permission = KEEP_FEED.code
    template_name = "calendars/feed.html"

    def act(self, _payload: None) -> tuple[CalendarFeed, str]:
        CALENDAR_FEEDS_MADE.spend(f"{self.organization.pk}:{self.member.pk}")
        return actions.make_feed(actor=self.actor)

    def answer(self, result: tuple[CalendarFeed, str]) -> HttpResponse:
        """Not a redirect: the address is in this answer only, and nothing may keep it."""
        _feed, secret = result
        address = f"{settings.SITE_URL}{org_url('calendars:read', secret=secret)}"
        subscribe = f"webcal:{address.partition(':')[2]}"
        answer = self.render(self.template_name, {"address": address, "subscribe": subscribe})
        answer.headers["Cache-Control"] = "no-store"
        return answer


class FeedCard(OwnFeed, FragmentView):
    """The same as a card of a page that shows meetings."""

    permission = KEEP_FEED.code
    template_name = "calendars/card.html"


class RevokeFeed(ActionView):
    """POST: the address shows nothing any more."""

    permission = KEEP_FEED.code
    success_message = gettext_lazy("The address no longer works.")

    def act(self, _payload: None) -> CalendarFeed:
        return actions.revoke_feed(actor=self.actor)

    def success_url(self, _result: CalendarFeed) -> str:
        return org_url("calendars:feed")


class ReadFeed(View):
    """What a member has on which day. A wrong secret is answered as if there were no organization.

    So is a right one from an address that tried too many wrong ones.
    """

    http_method_names = ["get", "head", "options"]
    feed: CalendarFeed

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        who = client_address(request)
        found = found_or_404(
            None if CALENDAR_LINKS.was_spent(who) else self.find(who, kwargs["secret"])
        )
        self.feed = found
        return super().dispatch(request, *args, **kwargs)

    def find(self, who: str, secret: str) -> CalendarFeed | None:
        """The feed, or a try that counts."""
        found = open_feed(secret, timezone.now())
        if found is None:
            CALENDAR_LINKS.is_spent(who)
        return found

    def get(self, request: Any, **_kwargs: Any) -> HttpResponse:
        name = _("%(organization)s: AI portal") % {"organization": request.organization.name}
        content = feed(entries_of(self.feed.membership, timezone.now()), name)
        answer = HttpResponse(content, content_type=CONTENT_TYPE)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        return answer
