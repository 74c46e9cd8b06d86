"""What strangers see of a certificate, if its holder allows it; nobody signs in for it.

Whoever does not hold the unguessable link is answered as if there were no organization.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from coe_portal.signing.models import SigningKey
from coe_portal.ui.complete import CompleteView
from training.integrations.open_badges import published_issuer, revocations
from training.models.certificates import Certificate


class PublicView(CompleteView):
    """A page found by what cannot be guessed; search engines and caches keep out."""

    http_method_names = ["get", "head", "options"]
    subject: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = self.find(**kwargs)
        if found is None:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404
        self.subject = found
        response = super().dispatch(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "no-store"
        return response

    @abstractmethod
    def find(self, **kwargs: Any) -> Any:
        """The object, or None."""


class VerifyPage(PublicView):
    """Valid, lapsed or revoked; of the holder only what they show."""

    def find(self, **kwargs: Any) -> Certificate | None:
        rows = Certificate.objects.filter(public_id=kwargs["public_id"], is_public=True)
        found: Certificate | None = rows.first()
        return found

    def get(self, request: Any, **_kwargs: Any) -> HttpResponse:
        context = {
            "certificate": self.subject,
            "organization": request.organization,
            "is_valid": self.subject.is_valid(timezone.now()),
        }
        return render(request, "training/verify.html", context)


class StatusView(PublicView):
    """The revocation list that a badge names.

    Also of a certificate whose page is not public: whoever holds the badge can see that it was
    revoked, and learns nothing else.
    """

    def find(self, **kwargs: Any) -> Certificate | None:
        found: Certificate | None = Certificate.objects.filter(
            public_id=kwargs["public_id"]
        ).first()
        return found

    def get(self, _request: Any, **_kwargs: Any) -> JsonResponse:
        return JsonResponse(revocations(self.subject))


class IssuerView(PublicView):
    """The organization's profile and public key, at the address that badges name."""

    def find(self, **kwargs: Any) -> SigningKey | None:
        keys = SigningKey.objects.filter(key_id=kwargs["key_id"])
        found: SigningKey | None = keys.first()
        return found

    def get(self, request: Any, **_kwargs: Any) -> JsonResponse:
        return JsonResponse(published_issuer(request.organization, self.subject))
