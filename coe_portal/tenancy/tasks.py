"""Background tasks of one organization: ids in, scope opened here, sent on commit."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from celery import Task, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import current_organization_id, platform_scope, scope

logger = logging.getLogger(__name__)


class TenantTask(Task):  # type: ignore[type-arg]
    """Runs in the scope (and the transaction) of the organization whose id it was sent with."""

    abstract = True
    opens_scope = True
    typing = False  # the signature check does not know of `organization_id`, which is taken off

    def __call__(self, *args: Any, organization_id: int, **kwargs: Any) -> Any:
        if not self.opens_scope:
            return self.run(*args, organization_id=organization_id, **kwargs)
        with scope(organization_id):
            return self.run(*args, **kwargs)

    def send(self, **kwargs: Any) -> None:
        """Send for the organization in scope, once the transaction is committed."""
        sent = {**kwargs, "organization_id": current_organization_id()}
        transaction.on_commit(lambda: self._send_now(sent))

    def _send_now(self, kwargs: dict[str, Any]) -> None:
        """What is committed is done, whether the broker is there or not: the clock makes it up."""
        try:
            self.apply_async(kwargs=kwargs)
        except OperationalError:
            logger.exception("The task %s could not be sent: the broker is away.", self.name)


def tenant_task(name: str, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Declare a task of one organization; call it by `task.send(use_case_id=…)` inside a scope.

    With `opens_scope=False` the function gets `organization_id` and opens one scope per chunk.
    """
    return shared_task(name=name, base=TenantTask, bind=False, **options)


def each_organization(task: Any, reason: str, **kwargs: Any) -> int:
    """Send a tenant task for every active organization; the number of them."""
    with platform_scope(reason):
        ids = list(Organization.objects.active().order_by("pk").values_list("pk", flat=True))
    for organization_id in ids:
        task.apply_async(kwargs={**kwargs, "organization_id": organization_id})
    return len(ids)
