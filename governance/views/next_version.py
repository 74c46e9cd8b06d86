"""Forms that begin with the version in force and publish the next one."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from django.db.models import Model

from coe_portal.tenancy.references import read_number
from coe_portal.ui.views import FormPageView
from governance.queries.versions import newest_version, require_newest


class NextVersionView(FormPageView):
    """The page carries the version that it was made of: of two that are open, one is refused."""

    needs = ("versions",)
    versions: ClassVar[type[Model]]

    @property
    def seen(self) -> int | None:
        """The version that the form was made of."""
        if self.request.method == "POST":
            return read_number(self.request.POST.get("seen", ""))
        return newest_version(self.versions)

    def act(self, payload: Any) -> Any:
        if self.seen is not None:
            require_newest(self.versions, self.seen)
        return self.publish(payload)

    @abstractmethod
    def publish(self, payload: Any) -> Any:
        """The action."""
