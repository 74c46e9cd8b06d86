"""Many clients register versions of one model at the same moment: distinct, consecutive numbers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.verification import verify_chain
from coe_portal.tenancy.scope import scope
from registry.actions.registration import VersionTerms, register_version
from registry.models.models import AIModel, ModelVersion
from tests.registry.models import new_model

THREADS, EACH = 2, 8

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_two_clients_at_once(organization, member):
    owner = member(Role.MODEL_OWNER)
    with scope(organization):
        model = new_model(owner)
    start = Barrier(THREADS)

    def register(_client: int) -> list[int]:
        try:
            start.wait(timeout=60)
            numbers = []
            for _n in range(EACH):
                with scope(organization):
                    made = register_version(model, VersionTerms(), actor=Actor.member(owner))
                    numbers.append(made.number)
            return numbers
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        given = [number for numbers in pool.map(register, range(THREADS)) for number in numbers]

    assert sorted(given) == list(range(1, THREADS * EACH + 1))
    with scope(organization):
        assert ModelVersion.objects.count() == THREADS * EACH
        assert AIModel.objects.get().last_version == THREADS * EACH
        assert verify_chain() is None
