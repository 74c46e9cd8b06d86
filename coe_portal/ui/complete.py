"""A view without a part that its bases ask for gets no address, so that no request finds out."""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponseBase
from django.utils.decorators import classonlymethod
from django.views.generic.base import View


class CompleteView(View, ABC):
    """Base of views with abstract methods; `needs` names the attributes that a class must have."""

    needs: ClassVar[tuple[str, ...]] = ()

    @classonlymethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:  # noqa: N805
        """The view of an address; ImproperlyConfigured when the class lacks something."""
        if missing := cls.missing():
            msg = f"{cls.__module__}.{cls.__qualname__} lacks {', '.join(sorted(missing))}."
            raise ImproperlyConfigured(msg)
        return super().as_view(**initkwargs)

    @classmethod
    def missing(cls) -> set[str]:
        """What is still abstract, and what a base needs and no class gives."""
        needed = {name for base in cls.__mro__ for name in vars(base).get("needs", ())}
        return {name for name in needed if not getattr(cls, name, None)} | cls.__abstractmethods__
