"""The clock of fairness: files that nobody assessed are deleted after a day."""

from __future__ import annotations

import time_machine

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.choices import AssessmentState
from registry.models.fairness import FairnessAssessment
from registry.tasks.fairness import delete_all_old_predictions, delete_old_predictions
from tests.registry.fairness import queued, uploaded
from tests.registry.models import new_model, new_version


def test_a_file_left_lying_is_deleted_after_a_day(organization, other_organization, member):
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False) as clock:
        for one in (organization, other_organization):
            with scope(one):
                person = member(Role.MODEL_OWNER, organization=one)
                version = new_version(new_model(person), person)
                uploaded(version, person)
                queued(uploaded(version, person), person)
        clock.move_to("2026-11-21T09:59:00Z")
        assert delete_old_predictions(organization_id=organization.pk) == 0
        clock.move_to("2026-11-21T10:01:00Z")
        assert delete_old_predictions(organization_id=organization.pk) == 1
        assert delete_old_predictions(organization_id=organization.pk) == 0
    with scope(organization):
        states = [row.state for row in FairnessAssessment.objects.with_names().order_by("number")]
    assert states == [AssessmentState.EXPIRED, AssessmentState.RUNNING]
    with scope(other_organization):
        assert FairnessAssessment.objects.filter(file="").count() == 0
    assert delete_all_old_predictions() == 2
