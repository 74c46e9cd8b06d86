"""The catalogue of datasets: add, change, withdraw, and note that the data are deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.recording import changes, record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.references import next_number
from registry.actions.documents import WEB
from registry.actions.reviewing import check_next
from registry.choices import DataClass, DatasetState, LegalBasis, PersonalData
from registry.declarations import datasets as told
from registry.logic.dataset_lines import (
    MOST_COLUMNS,
    MOST_FILES,
    Column,
    DatasetFile,
    Fault,
    LineError,
    checked,
    stored,
)
from registry.messages.datasets import tell_dependents, tell_steward
from registry.models.datasets import Dataset
from registry.permissions.datasets import ADD_DATASET, CHANGE_DATASET


@dataclass(frozen=True, kw_only=True)
class DatasetTerms:
    """What a dataset is, who keeps it, what it says of people, and until when it may be kept."""

    name: str
    steward: Membership
    classification: DataClass
    description: str = ""
    unit: BusinessUnit | None = None
    personal_data: PersonalData = PersonalData.NONE
    personal_note: str = ""
    legal_basis: LegalBasis | str = ""
    licence: str = ""
    source: str = ""
    url: str = ""
    location: str = ""
    access: str = ""
    citation: str = ""
    version: str = ""
    digest: str = ""
    published_on: dt.date | None = None
    rows: int | None = None
    size: int | None = None
    retention: str = ""
    delete_by: dt.date | None = None
    review_on: dt.date | None = None
    columns: tuple[Column, ...] = ()
    files: tuple[DatasetFile, ...] = ()


FAULTS: Final[Mapping[Fault, str | Promise]] = {
    Fault.NAME: gettext_lazy("A name is missing."),
    Fault.TWICE: gettext_lazy("This name is there twice."),
    Fault.SIZE: gettext_lazy("Give a size such as 300, 12 MB or 1.5 GiB."),
    Fault.DIGEST: gettext_lazy("A SHA-256 has 64 digits from 0 to f."),
    Fault.TOO_LONG: gettext_lazy("Something here is too long."),
    Fault.TOO_MANY: gettext_lazy("There are too many."),
}
TERMS: Final = tuple(one.name for one in fields(DatasetTerms))
LISTS: Final = ("columns", "files")
STANDING: Final = ("state", "state_note", "withdrawn_at", "updated_at")
MOST_NAMED: Final = 20


@transaction.atomic
def add_dataset(terms: DatasetTerms, *, actor: Actor) -> Dataset:
    """Put a dataset into the catalogue."""
    require(actor, ADD_DATASET.code)
    _check(terms)
    dataset: Dataset = Dataset.objects.create(
        number=next_number(Dataset.PREFIX), added_by=actor.membership, **_stored(terms)
    )
    tell_steward(dataset, actor)
    record(told.DATASET_ADDED, dataset, actor=actor, after=_facts(dataset))
    return dataset


@transaction.atomic
def change_dataset(dataset: Dataset, terms: DatasetTerms, *, actor: Actor) -> Dataset:
    """Describe it anew, or give it to somebody else. What was made from it keeps its digest."""
    before, dataset = _locked(dataset), _locked(dataset)
    require(actor, CHANGE_DATASET.code, dataset)
    if dataset.state == DatasetState.DELETED:
        raise InvalidTransition(_("What is deleted is kept as it was."))
    _check(terms, before=before)
    for name, value in _stored(terms).items():
        setattr(dataset, name, value)
    dataset.save(update_fields=[*TERMS, "updated_at"])
    was, now = _differences(before, dataset)
    if before.steward_id != dataset.steward_id:
        tell_steward(dataset, actor)
    if now:
        record(told.DATASET_CHANGED, dataset, actor=actor, before=was, after=now)
    return dataset


@transaction.atomic
def withdraw_dataset(dataset: Dataset, reason: str, *, actor: Actor) -> Dataset:
    """Nothing new may be made from it; versions that were are marked, and their owners told."""
    return _leave(dataset, DatasetState.WITHDRAWN, reason, told.DATASET_WITHDRAWN, actor)


@transaction.atomic
def note_deletion(dataset: Dataset, note: str, *, actor: Actor) -> Dataset:
    """The data are deleted; `note` says how and by whom. What is known of them stays, for good."""
    return _leave(dataset, DatasetState.DELETED, note, told.DATASET_DELETED, actor)


@transaction.atomic
def reinstate_dataset(dataset: Dataset, reason: str, *, actor: Actor) -> Dataset:
    """It may be used again: the marks are gone."""
    dataset = _locked(dataset)
    require(actor, CHANGE_DATASET.code, dataset)
    if dataset.state != DatasetState.WITHDRAWN:
        raise InvalidTransition(_("Only a withdrawn dataset can be made available again."))
    said, before = _said(reason), dataset.state
    dataset.state, dataset.state_note, dataset.withdrawn_at = DatasetState.AVAILABLE, "", None
    dataset.save(update_fields=STANDING)
    record(
        told.DATASET_REINSTATED,
        dataset,
        actor=actor,
        before={"state": before},
        after={"state": dataset.state},
        reason=said,
    )
    return dataset


def _leave(
    dataset: Dataset, state: DatasetState, reason: str, action: AuditAction, actor: Actor
) -> Dataset:
    dataset = _locked(dataset)
    require(actor, CHANGE_DATASET.code, dataset)
    if dataset.state in {state, DatasetState.DELETED}:
        raise InvalidTransition(_("This is so already."))
    said, before = _said(reason), dataset.state
    dataset.state, dataset.state_note = state, said
    if state == DatasetState.WITHDRAWN:
        dataset.withdrawn_at = timezone.now()
    dataset.save(update_fields=STANDING)
    tell_dependents(dataset, actor)
    record(
        action,
        dataset,
        actor=actor,
        before={"state": before},
        after={"state": state},
        reason=said,
    )
    return dataset


def _locked(dataset: Dataset) -> Dataset:
    locked: Dataset = Dataset.objects.with_people().locked(dataset.pk)
    return locked


def _said(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    return reason.strip()


def _stored(terms: DatasetTerms) -> dict[str, Any]:
    values = {name: getattr(terms, name) for name in TERMS}
    texts = {name: value.strip() for name, value in values.items() if isinstance(value, str)}
    return {**values, **texts, "columns": stored(terms.columns), "files": stored(terms.files)}


def _facts(dataset: Dataset) -> dict[str, Any]:
    """What the trail keeps of a new one: of its lists only how long they are."""
    values = {name: getattr(dataset, name) for name in TERMS if name not in LISTS}
    known = {name: value for name, value in values.items() if value is not None and value != ""}
    return known | {name: len(getattr(dataset, name)) for name in LISTS}


def _differences(before: Dataset, after: Dataset) -> tuple[dict[str, Any], dict[str, Any]]:
    """What has changed; of a list how long it was, and names that came and went."""
    was, now = changes(before, after, [name for name in TERMS if name not in LISTS])
    for name in LISTS:
        if getattr(before, name) != getattr(after, name):
            old, new = ([row["name"] for row in getattr(one, name)] for one in (before, after))
            was[name] = {"count": len(old), "gone": _missing(old, new)}
            now[name] = {"count": len(new), "new": _missing(new, old)}
    return was, now


def _missing(names: list[str], others: list[str]) -> list[str]:
    known = set(others)
    return [name for name in names if name not in known][:MOST_NAMED]


def _check(terms: DatasetTerms, *, before: Dataset | None = None) -> None:
    errors: dict[str, list[str]] = {}
    if not terms.name.strip():
        errors["name"] = [_("Give it a name.")]
    elif _is_taken(terms.name.strip(), before):
        errors["name"] = [_("There is a dataset of this name already.")]
    if terms.personal_data != PersonalData.NONE and not terms.legal_basis:
        errors["legal_basis"] = [_("Say why these data of people may be processed.")]
    if terms.url.strip() and not WEB.fullmatch(terms.url.strip()):
        errors["url"] = [_("Give an address that begins with https://.")]
    errors |= _list_errors(terms)
    if errors:
        raise InvalidInput(_("Check the values below."), errors=errors)
    if terms.review_on is not None and (before is None or before.review_on != terms.review_on):
        check_next(terms.review_on, "review_on")


def _list_errors(terms: DatasetTerms) -> dict[str, list[str]]:
    errors = {}
    for name, most in (("columns", MOST_COLUMNS), ("files", MOST_FILES)):
        try:
            checked(getattr(terms, name), most)
        except LineError as error:
            errors[name] = [said_of_line(error)]
    return errors


def said_of_line(error: LineError) -> str:
    """What is wrong with a line, for whoever wrote it."""
    return _("Line %(number)d: %(fault)s") % {
        "number": error.number,
        "fault": FAULTS[error.fault],
    }


def _is_taken(name: str, before: Dataset | None) -> bool:
    rows = Dataset.objects.kept().filter(name__iexact=name)
    if before is not None:
        rows = rows.exclude(pk=before.pk)
    return bool(rows.exists())
