"""Board packs for tests: their files as plain bytes, without laying out pages."""

from __future__ import annotations

from datetime import UTC, datetime

from coe_portal.accounts.actor import Actor
from coe_portal.jobs import running
from metrics.actions.pack_schedule import ScheduleTerms, change_schedule
from metrics.actions.packs import MadePack, keep_pack, request_pack
from metrics.logic.periods import Quarter
from metrics.models.packs import BoardPack

MAKER = Actor.system("tests")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
QUARTER = Quarter(2026, 3)


def made_of(word="pack"):
    return MadePack(f"{word} pages".encode(), f"{word} cells".encode(), NOW, "d" * 64)


def finished(pack, word="pack"):
    """The pack, as a worker leaves it."""
    keep_pack(pack.job, made_of(word), actor=MAKER)
    running.finish(pack.job)
    return BoardPack.objects.with_files().get(pk=pack.pk)


def new_pack(organization, actor, quarter=QUARTER, word="pack"):
    return finished(request_pack(organization, quarter, actor=actor), word)


def schedule(actor, *recipients, is_on=True, working_day=3, attaches_pdf=False):
    terms = ScheduleTerms(is_on, working_day, attaches_pdf, recipients)
    return change_schedule(terms, actor=actor)


def content_of(file):
    with file.file.open("rb") as stream:
        return stream.read()
