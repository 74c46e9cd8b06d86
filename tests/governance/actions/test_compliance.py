from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from governance.actions.control_evidence import (
    accept_evidence,
    expire_evidence,
    return_control_evidence,
    withdraw_evidence,
)
from governance.actions.controls import (
    ControlTerms,
    NewControl,
    change_control,
    create_control,
    link_control,
    retire_control,
    unlink_control,
)
from governance.actions.coverage import recount
from governance.actions.exclusions import (
    claim_exclusion,
    confirm_exclusion,
    refuse_exclusion,
    withdraw_exclusion,
)
from governance.actions.frameworks import (
    adopt_shipped,
    adopt_version,
    bring_edition,
    bring_shipped_update,
    discard_version,
    restore_framework,
    retire_framework,
)
from governance.catalogs.frameworks import EU_AI_ACT, ISO_42001, NIST
from governance.choices import ControlScope, EvidenceState, FrameworkState
from governance.models.controls import Control, ControlLink, Evidence
from governance.models.coverage import CaseCoverage
from governance.models.frameworks import Framework, Mapping, Requirement
from governance.queries.framework_changes import update_of
from governance.tasks.compliance import check_compliance, recount_all
from tests.governance.compliance import edition, evidence, first_edition, gates, own_framework

STAFF = Actor.system("tests")


@pytest.fixture
def staff(in_scope, member) -> Actor:
    return Actor.member(member(Role.COE_STAFF, name="Stella Staff"))


@pytest.fixture
def judge(in_scope, member) -> Actor:
    return Actor.member(member(Role.REVIEWER, name="Jo Judge"))


def coverage(use_case, framework) -> dict[str, list[str]]:
    row = CaseCoverage.objects.filter(use_case=use_case, framework=framework).first()
    if row is None:
        return {}
    codes = dict(Requirement.objects.filter(version=row.version).values_list("pk", "code"))
    return {
        name: [codes[pk] for pk in getattr(row, f"{name}_ids")]
        for name in ("covered", "partly", "waived", "open", "excluded")
        if getattr(row, f"{name}_ids")
    }


class TestFrameworks:
    def test_the_shipped_ones_come_with_crosswalk_and_controls(self, staff):
        for key in (EU_AI_ACT, NIST, ISO_42001):
            adopt_shipped(key, actor=staff)

        assert Framework.objects.adopted().count() == 3
        assert Mapping.objects.count() == 212
        assert Control.objects.count() == 33
        assert ControlLink.objects.filter(framework__key=EU_AI_ACT).exists()

    def test_an_edition_counts_once_it_is_adopted(self, staff):
        version = bring_edition(first_edition(), actor=staff)

        assert not version.framework.is_adopted
        adopt_version(version, actor=staff)
        assert Framework.objects.get().current == version
        assert AuditEvent.objects.filter(action="governance.framework.adopted").count() == 1

    def test_a_second_edition_supersedes_the_first(self, staff):
        first = adopt_version(bring_edition(first_edition(), actor=staff), actor=staff)
        second = adopt_version(
            bring_edition(edition({"R-1": "Log everything", "R-4": "New"}), actor=staff),
            actor=staff,
        )

        first.refresh_from_db()
        assert (first.state, second.number) == (FrameworkState.SUPERSEDED, 2)
        assert Framework.objects.get().current == second

    def test_only_one_edition_waits_and_the_same_is_not_read_twice(self, staff):
        version = bring_edition(first_edition(), actor=staff)
        with pytest.raises(RuleViolation, match="waits"):
            bring_edition(edition({"X": "Y"}), actor=staff)
        adopt_version(version, actor=staff)
        with pytest.raises(RuleViolation, match="same requirements"):
            bring_edition(first_edition(), actor=staff)

    def test_a_discarded_edition_can_be_followed_by_another(self, staff):
        version = bring_edition(first_edition(), actor=staff)
        discard_version(version, actor=staff)

        with pytest.raises(InvalidTransition):
            adopt_version(version, actor=staff)
        assert bring_edition(first_edition(), actor=staff).number == 2

    def test_an_own_framework_cannot_take_the_name_of_a_shipped_one(self, staff):
        adopt_shipped(ISO_42001, actor=staff)

        with pytest.raises(InvalidInput):
            bring_edition(edition({"A": "B"}, key=ISO_42001), actor=staff)

    def test_the_shipped_edition_is_offered_once(self, staff):
        version = adopt_shipped(ISO_42001, actor=staff)

        with pytest.raises(RuleViolation):
            bring_shipped_update(version.framework, actor=staff)

    def test_retired_ones_are_not_counted_until_they_are_back(self, staff, make_case):
        framework = own_framework(STAFF)
        use_case = make_case()
        recount([use_case.pk])
        assert coverage(use_case, framework)

        retire_framework(framework, "Replaced", actor=staff)
        recount([use_case.pk])
        assert coverage(use_case, framework) == {}

        restore_framework(framework, actor=staff)
        recount([use_case.pk])
        assert coverage(use_case, framework)

    def test_members_do_not_adopt(self, in_scope, member):
        with pytest.raises(NotAllowed):
            adopt_shipped(NIST, actor=Actor.member(member()))


class TestUpdates:
    def test_the_page_of_an_edition_says_what_changes_for_us(self, staff, judge, make_case, member):
        framework = own_framework(STAFF)
        use_case = make_case(gates=gates("model-card"))
        owner = member(name="Conny Control")
        control = create_control(
            NewControl(title="Logs", scope=ControlScope.USE_CASE, owner=owner), actor=STAFF
        )
        requirement = Requirement.objects.in_force().get(code="R-1")
        link_control(control, requirement, actor=STAFF)
        given = evidence(control, actor=staff, use_case=use_case)
        accept_evidence(given, actor=judge)
        newer = edition(
            {"R-1": "Log everything", "R-2": "Keep records", "R-4": "Brand new"},
            moved={"R-2": dt.date(2027, 12, 2)},
        )
        version = bring_edition(newer, actor=staff)

        update = update_of(version)

        kinds = {line.change.code: line.change.kind.value for line in update.lines}
        assert kinds == {"R-1": "changed", "R-2": "moved", "R-4": "added", "R-3": "removed"}
        (line,) = [line for line in update.lines if line.change.code == "R-1"]
        assert (line.cases, line.controls, line.evidence) == (1, (control,), 1)
        assert (update.cases, update.controls, update.evidence) == (1, 1, 1)

        adopt_version(version, actor=staff)
        recount([use_case.pk])
        assert coverage(use_case, framework)["covered"] == ["R-1"]
        assert Notification.objects.filter(
            recipient=owner, kind="governance.framework_updated"
        ).exists()


class TestCoverage:
    def test_a_case_is_measured_by_what_applies_to_it(self, make_case):
        adopt_shipped(EU_AI_ACT, actor=STAFF)
        use_case = make_case(ai_act_class="high", answers={"roles": ["deployer"]})

        recount([use_case.pk])

        counted = coverage(use_case, Framework.objects.get(key=EU_AI_ACT))
        assert "Art. 26(1)" in counted["open"]
        assert "Art. 9" not in counted["open"]

    def test_evidence_covers_until_its_last_day(self, make_case, staff, judge):
        framework = own_framework(STAFF)
        use_case = make_case()
        control = create_control(NewControl(title="Logs", scope=ControlScope.USE_CASE), actor=STAFF)
        link_control(control, Requirement.objects.in_force().get(code="R-1"), actor=STAFF)
        given = evidence(
            control,
            actor=staff,
            use_case=use_case,
            effective_on=today_here(),
            expires_on=today_here(),
        )
        accept_evidence(given, actor=judge)
        assert coverage(use_case, framework)["covered"] == ["R-1"]

        with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
            assert expire_evidence(given, actor=STAFF) is True
            assert expire_evidence(given, actor=STAFF) is False
        assert coverage(use_case, framework)["open"] == ["R-1", "R-2", "R-3"]

    def test_a_control_of_the_organization_covers_all_cases(self, make_case, staff, judge):
        framework = own_framework(STAFF)
        first, second = make_case(), make_case(title="Another")
        control = create_control(
            NewControl(title="Policy", scope=ControlScope.ORGANIZATION), actor=STAFF
        )
        link_control(control, Requirement.objects.in_force().get(code="G"), actor=STAFF)
        accept_evidence(evidence(control, actor=staff), actor=judge)

        recount([first.pk, second.pk])

        assert [coverage(case, framework)["covered"] for case in (first, second)] == [
            ["R-1", "R-2"],
            ["R-1", "R-2"],
        ]

    def test_two_controls_and_evidence_for_one_is_partly(self, make_case, staff, judge):
        framework = own_framework(STAFF)
        use_case = make_case()
        requirement = Requirement.objects.in_force().get(code="R-1")
        controls = [
            create_control(NewControl(title=title, scope=ControlScope.USE_CASE), actor=STAFF)
            for title in ("Logs", "Alarms")
        ]
        for control in controls:
            link_control(control, requirement, actor=STAFF)
        accept_evidence(evidence(controls[0], actor=staff, use_case=use_case), actor=judge)
        assert coverage(use_case, framework)["partly"] == ["R-1"]

        retire_control(controls[1], "Not needed", actor=staff)
        recount([use_case.pk])
        assert coverage(use_case, framework)["covered"] == ["R-1"]

        unlink_control(controls[0].links.get(), actor=staff)
        recount([use_case.pk])
        assert coverage(use_case, framework)["open"] == ["R-1", "R-2", "R-3"]

    def test_queries_do_not_grow(self, make_case, staff, django_assert_max_num_queries):
        own_framework(STAFF)
        few = [make_case(title=f"Case {n}").pk for n in range(2)]
        with django_assert_max_num_queries(14) as one:
            recount(few)
        many = [make_case(title=f"More {n}").pk for n in range(5)]
        with django_assert_max_num_queries(len(one)):
            recount(many)

    def test_a_second_count_changes_nothing(self, make_case):
        own_framework(STAFF)
        use_case = make_case()

        assert recount([use_case.pk]) == 1
        assert recount([use_case.pk]) == 0

    def test_what_another_organization_has_is_not_counted(self, make_case, other_organization):
        own_framework(STAFF)
        use_case = make_case()
        recount([use_case.pk])
        with scope(other_organization):
            assert Framework.objects.count() == 0
            assert recount([use_case.pk]) == 0
            assert CaseCoverage.objects.count() == 0


class TestEvidence:
    @pytest.fixture
    def control(self, in_scope) -> Control:
        return create_control(
            NewControl(title="Policy", scope=ControlScope.ORGANIZATION), actor=STAFF
        )

    def test_a_file_is_kept_with_its_hash_and_checked_by_somebody_else(self, control, staff, judge):
        file = SimpleUploadedFile("policy.txt", b"We log everything.")
        given = evidence(control, actor=staff, link="", file=file)

        assert len(given.sha256) == 64
        with pytest.raises(NotAllowed):
            accept_evidence(given, actor=staff)
        accept_evidence(given, actor=judge)
        given.refresh_from_db()
        assert (given.state, given.settled_by) == (EvidenceState.ACCEPTED, judge.membership)
        assert Notification.objects.filter(recipient=judge.membership).count() == 1

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"link": ""}, "file"),
            ({"sha256": "abc"}, "sha256"),
            ({"expires_on": dt.date(2020, 1, 1)}, "expires_on"),
        ],
    )
    def test_what_is_not_whole_is_refused(self, control, staff, fields, wrong):
        with pytest.raises(InvalidInput) as refused:
            evidence(control, actor=staff, **fields)
        assert list(refused.value.errors) == [wrong]

    def test_without_a_last_day_it_holds_as_long_as_the_control_says(self, control, staff):
        change_control(control, ControlTerms(title="Policy", valid_months=6), actor=staff)

        given = evidence(control, actor=staff, effective_on=dt.date(2026, 1, 31))

        assert given.expires_on == dt.date(2026, 7, 31)

    def test_it_is_sent_back_with_words_and_withdrawn_with_words(self, control, staff, judge):
        first = evidence(control, actor=staff)
        with pytest.raises(InvalidInput):
            return_control_evidence(first, " ", actor=judge)
        return_control_evidence(first, "Not signed", actor=judge)
        second = evidence(control, actor=staff)
        accept_evidence(second, actor=judge)
        withdraw_evidence(second, "Wrong file", actor=staff)

        states = list(Evidence.objects.order_by("number").values_list("state", "remark"))
        assert states == [("returned", "Not signed"), ("withdrawn", "Wrong file")]
        with pytest.raises(InvalidTransition):
            accept_evidence(second, actor=judge)

    def test_the_clock_tells_each_step_once_and_ends_it(self, control, staff, judge, organization):
        noon, today = timezone.now(), today_here()
        given = evidence(
            control, actor=staff, effective_on=today, expires_on=today + dt.timedelta(days=60)
        )
        accept_evidence(given, actor=judge)
        told = []
        for day in (29, 30, 31, 53, 59, 60, 61, 70):
            with time_machine.travel(noon + dt.timedelta(days=day), tick=False):
                for _beat in range(2):
                    check_compliance(organization_id=organization.pk)
            told.append(
                Notification.objects.filter(
                    kind__startswith="governance.control_evidence_e"
                ).count()
            )

        assert told == [0, 1, 1, 2, 3, 3, 4, 4]
        given.refresh_from_db()
        assert given.state == EvidenceState.EXPIRED


class TestExclusions:
    @pytest.fixture
    def requirement(self, in_scope) -> Requirement:
        own_framework(STAFF)
        return Requirement.objects.in_force().get(code="R-1")

    def test_it_counts_once_a_second_person_agrees(self, make_case, staff, judge, requirement):
        use_case = make_case()
        framework = requirement.version.framework
        exclusion = claim_exclusion(use_case, requirement, "Nothing to log", actor=staff)
        with pytest.raises(NotAllowed):
            confirm_exclusion(exclusion, actor=staff)
        with pytest.raises(InvalidTransition):
            claim_exclusion(use_case, requirement, "Again", actor=staff)

        confirm_exclusion(exclusion, actor=judge)
        assert coverage(use_case, framework)["excluded"] == ["R-1"]

        withdraw_exclusion(exclusion, "It does", actor=staff)
        assert "R-1" in coverage(use_case, framework)["open"]

    def test_a_refused_one_changes_nothing(self, make_case, staff, judge, requirement):
        use_case = make_case()
        exclusion = claim_exclusion(use_case, requirement, "Nothing to log", actor=staff)
        refuse_exclusion(exclusion, "There is", actor=judge)

        assert "excluded" not in coverage(use_case, requirement.version.framework)

    def test_strangers_to_the_case_do_not_claim(self, make_case, member, requirement):
        with pytest.raises(NotAllowed):
            claim_exclusion(make_case(), requirement, "No", actor=Actor.member(member()))


def test_all_cases_are_counted_in_the_background(make_case, organization):
    own_framework(STAFF)
    cases = [make_case(title=f"Case {n}") for n in range(3)]

    assert recount_all(organization_id=organization.pk) == len(cases)
