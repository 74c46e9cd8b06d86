"""Parts of a use case that a review can judge: apps above declare them, such as a model's version.

A review of a part binds its decision to that part. It never moves the case backwards: what runs
already is not stopped because something newer is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from governance.models.reviews import Review


@dataclass(frozen=True)
class ReviewSubject:
    """A kind of object with `subject_label` and `get_absolute_url()`.

    `facts` are what the voters judge, as plain JSON for the packet; `builders` are the ids of the
    members who made it, who are barred from judging it.
    """

    model: type[models.Model]
    facts: Callable[[Any], Mapping[str, Any]]
    builders: Callable[[Any], Iterable[int | None]]

    @property
    def type(self) -> str:
        return self.model._meta.label_lower


_by_type: dict[str, ReviewSubject] = {}


def declare_review_subject(subject: ReviewSubject) -> None:
    """Let reviews be about a kind of object; ValueError when it is declared twice."""
    if subject.type in _by_type:
        msg = f"{subject.type} is declared twice as what a review can be about."
        raise ValueError(msg)
    _by_type[subject.type] = subject


def kind_of(subject: models.Model) -> ReviewSubject:
    """The declaration of an object's model; KeyError when reviews are never about it."""
    return _by_type[subject._meta.label_lower]


def part_of(review: Review) -> models.Model | None:
    """The part of the case that a review is about, or None for the case itself."""
    if not review.is_about_part:
        return None
    kind = _by_type[review.about_type]
    found: models.Model | None = kind.model._default_manager.filter(pk=review.about_id).first()
    return found
