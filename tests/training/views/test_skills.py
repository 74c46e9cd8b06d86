"""Pages of skills: my levels, my people's levels, the heat map."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coe_portal.accounts.actions import create_business_unit
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import scope
from training.actions.skill_catalogue import give_job_role, install_standard_set
from training.models.skills import CourseSkill, JobRole, MemberSkill, Skill

OPERATOR = Actor.system("tests")


def url(name, **kwargs):
    return reverse(f"training:{name}", kwargs={"org": "northbank", **kwargs})


@pytest.fixture
def skills(organization):
    with scope(organization):
        install_standard_set(actor=OPERATOR)


@pytest.fixture
def report(organization, member):
    """(manager, report): nobody else's people."""
    manager, report = member(name="Mo Manager"), member(name="Rae Report")
    with scope(organization):
        Membership.objects.filter(pk=report.pk).update(manager=manager)
    return manager, report


def test_stating_a_level_saves_it_and_shows_the_gap_with_its_course(
    organization, skills, member, client_for, course
):
    person, staff = member(), member(Role.COE_STAFF)
    with scope(organization):
        skill = Skill.objects.get(code="python")
        give_job_role(JobRole.objects.get(code="ml-engineer"), person, actor=OPERATOR)
        CourseSkill.objects.create(course=course(staff, title="Tidy Python"), skill=skill, level=4)
    browser = client_for(person)

    answer = browser.post(url("state_skill", code="python"), {"level": "2"}, follow=True)

    assert answer.redirect_chain == [(f"{url('skills')}#skill-python", 302)]
    assert "Tidy Python" in answer.content.decode()
    with scope(organization):
        row = MemberSkill.objects.get()
        event = AuditEvent.objects.order_by("sequence").last()
    assert (row.member_id, row.self_level, row.manager_level) == (person.pk, 2, None)
    assert (event.action, event.after) == ("training.skill.stated", {"level": 2})


def test_htmx_gets_only_the_line_back(skills, member, client_for):
    answer = client_for(member()).post(
        url("state_skill", code="python"), {"level": "3"}, headers={"HX-Request": "true"}
    )

    text = answer.content.decode()
    assert text.startswith('<tr id="skill-python">')
    assert '<option value="3" selected>' in text


@pytest.mark.parametrize("level", ["5", "-1", "many"])
def test_a_level_that_does_not_exist_is_refused(organization, skills, member, client_for, level):
    answer = client_for(member()).post(url("state_skill", code="python"), {"level": level})

    assert answer.status_code == 422
    with scope(organization):
        assert not MemberSkill.objects.exists()


def test_the_managers_level_counts(organization, skills, report, client_for):
    manager, person = report

    answer = client_for(manager).post(
        url("judge_skill", pk=person.pk, code="python"), {"level": "1"}, follow=True
    )

    assert answer.status_code == 200
    with scope(organization):
        row = MemberSkill.objects.get()
    assert (row.level, row.manager_id) == (1, manager.pk)


def test_nobody_judges_themselves_or_other_peoples_reports(skills, member, report, client_for):
    _manager, person = report
    lead = member(Role.COE_STAFF)
    data = {"level": "4"}

    own = client_for(lead).post(url("judge_skill", pk=lead.pk, code="python"), data)
    strangers = client_for(member()).post(url("judge_skill", pk=person.pk, code="python"), data)

    assert (own.status_code, strangers.status_code) == (403, 404)


def test_the_heat_map_shows_ones_own_people_only(organization, skills, member, report, client_for):
    manager, person = report
    outsider = member(name="Zoe Zebra")
    with scope(organization):
        for one in (person, outsider):
            MemberSkill.objects.create(
                member=one, skill=Skill.objects.get(code="problem-framing"), self_level=3
            )

    seen = client_for(manager).get(url("heat_map")).content.decode()
    all_seen = client_for(member(Role.COE_STAFF)).get(url("heat_map")).content.decode()

    assert "Rae Report" in seen
    assert "Zoe Zebra" not in seen
    assert '<span class="level is-3"><b>3</b><small>Proficient</small></span>' in seen
    assert "Zoe Zebra" in all_seen


def test_the_heat_map_costs_the_same_for_three_and_thirty_people(
    organization, skills, member, client_for, django_assert_max_num_queries
):
    lead = client_for(member(Role.COE_STAFF))
    with scope(organization):
        skill = Skill.objects.get(code="problem-framing")
        role = JobRole.objects.get(code="data-scientist")

    def add(count):
        for _n in range(count):
            person = member()
            with scope(organization):
                MemberSkill.objects.create(member=person, skill=skill, self_level=2)
                give_job_role(role, person, actor=OPERATOR)

    add(3)
    lead.get(url("heat_map"))
    with django_assert_max_num_queries(14) as few:
        lead.get(url("heat_map"))
    add(27)
    with django_assert_max_num_queries(len(few)):
        text = lead.get(url("heat_map")).content.decode()

    assert text.count("Practising, target 3") == 30


def test_exports_write_numbers_and_no_formulas(organization, skills, member, client_for):
    person = member(name="=cmd()")
    with scope(organization):
        MemberSkill.objects.create(
            member=person, skill=Skill.objects.get(code="problem-framing"), self_level=3
        )

    answer = client_for(member(Role.COE_STAFF)).get(url("heat_map"), {"export": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()

    assert lines[0].startswith("Person,Deep learning")
    assert any(line.startswith("'=cmd()") and ",3" in line for line in lines)


def test_units_count_with_those_below_them(organization, skills, member, client_for):
    with scope(organization):
        bank = create_business_unit("Bank", code="bank", actor=OPERATOR)
        cards = create_business_unit("Cards", code="cards", actor=OPERATOR, parent=bank)
        skill = Skill.objects.get(code="problem-framing")
    for unit, level in ((bank, 1), (cards, 4), (cards, 2)):
        person = member(business_unit=unit)
        with scope(organization):
            MemberSkill.objects.create(member=person, skill=skill, self_level=level)
            give_job_role(JobRole.objects.get(code="data-scientist"), person, actor=OPERATOR)
    lead = client_for(member(Role.COE_STAFF))

    average = lead.get(url("unit_heat_map")).content.decode()
    share = lead.get(url("unit_heat_map"), {"measure": "share"}).content.decode()

    assert "<b>2.3</b><small>3 people</small>" in average
    assert "<b>3.0</b><small>2 people</small>" in average
    assert "<b>33%</b><small>1 of 3</small>" in share


def test_the_standard_set_is_installed_once(organization, member, client_for):
    lead = client_for(member(Role.COE_STAFF))

    for _turn in range(2):
        answer = lead.post(url("install_skills"), follow=True)

    assert answer.status_code == 200
    with scope(organization):
        assert (Skill.objects.count(), JobRole.objects.count()) == (63, 18)


def test_staff_edit_the_catalogue(organization, skills, member, client_for):
    lead = client_for(member(Role.COE_STAFF))
    person = member()
    with scope(organization):
        area = Skill.objects.get(code="python").area_id

    lead.post(url("skill_new"), {"name": "Rust", "area": area, "description": "Oxidise."})
    lead.post(url("skill_retire", code="javascript"))
    lead.post(url("job_role_new"), {"name": "Tinkerer"})
    with scope(organization):
        rust = Skill.objects.get(code="rust")
    lead.post(url("job_role", code="tinkerer"), {"name": "Maker", f"skill-{rust.pk}": "3"})
    lead.post(url("job_role_give", code="tinkerer"), {"email": person.user.email})

    with scope(organization):
        role = JobRole.objects.get(code="tinkerer")
        assert role.name == "Maker"
        assert [(row.skill.code, row.level) for row in role.targets.all()] == [("rust", 3)]
        assert [row.member_id for row in role.holders.all()] == [person.pk]
        assert not Skill.objects.get(code="javascript").is_active
    gaps = client_for(person).get(url("skills")).content.decode()
    assert "3 levels missing" in gaps
    assert 'id="skill-javascript"' not in gaps


def test_only_staff_edit_the_catalogue(skills, member, client_for):
    assert client_for(member()).post(url("skill_retire", code="python")).status_code == 403


def test_another_organization_sees_nothing_of_it(
    organization, skills, other_organization, member, client_for
):
    person = member(name="Ours")
    with scope(organization):
        MemberSkill.objects.create(
            member=person, skill=Skill.objects.get(code="python"), self_level=3
        )
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))

    page = stranger.get("/mercy/training/skills/people/")
    theirs = stranger.get(f"/mercy/training/skills/people/{person.pk}/")

    assert page.status_code == 200
    assert "Ours" not in page.content.decode()
    assert theirs.status_code == 404
