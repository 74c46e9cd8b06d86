"""The Celery app; its beat schedule is what the apps declare."""

from __future__ import annotations

from typing import Any

from celery import Celery

from coe_portal.settings import env

env.choose_settings_module()

app = Celery("coe_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="tasks")


@app.on_after_finalize.connect
def read_schedule(sender: Celery, **_kwargs: Any) -> None:
    """Take over the declared schedules; Django is ready by now."""
    from coe_portal.jobs.schedule import Schedule  # noqa: PLC0415  (needs Django's apps)

    sender.conf.beat_schedule = {
        schedule.name: {"task": schedule.task, "schedule": schedule.when}
        for schedule in Schedule.all()
    }
