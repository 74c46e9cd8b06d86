"""The whole list of what happens upwards: few, known, and in one file per app."""

from __future__ import annotations

import pytest

from coe_portal.events.bus import subscriptions

pytestmark = pytest.mark.architecture


def test_these_are_all_subscriptions():
    assert subscriptions() == {
        ("UseCaseSubmitted", "governance.subscriptions.route_submitted_case"),
        ("MaterialChange", "governance.subscriptions.reopen_changed_case"),
        ("MaterialChange", "governance.subscriptions.audit_changed_case"),
        ("MemberDeactivated", "training.subscriptions.free_places_of_former_member"),
        ("StageChanged", "governance.subscriptions.end_work_on_closed_case"),
        ("UseCaseSubmitted", "governance.subscriptions.count_submitted_case"),
        ("MaterialChange", "governance.subscriptions.count_changed_case"),
        ("StageChanged", "governance.subscriptions.count_moved_case"),
        ("AudienceWaits", "governance.subscriptions.ask_the_rest"),
        ("CoverageMoved", "governance.subscriptions.count_all_cases"),
        ("PartJudged", "registry.subscriptions.settle_judged_version"),
        ("StageChanged", "registry.subscriptions.retire_models_of_retired_case"),
        ("StageChanged", "registry.subscriptions.drop_plan_of_closed_case"),
    }
