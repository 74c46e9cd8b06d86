"""The skills matrix: 10,000 members with 200 skills each, and 1,000 to compare with."""

from __future__ import annotations

from typing import Any, Final

from django.db import connection

from coe_portal.accounts.actions import OrganizationPayload, create_organization
from coe_portal.accounts.models import User
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.scope import scope
from tests.benchmarks.data import ACTOR, Inhabited, analyse, people, session
from tests.benchmarks.measures import Budget, Measure, floor, page
from training.actions.skill_catalogue import SkillFacts, add_skill, install_standard_set
from training.models.skills import JobRole, MemberSkill, Skill, SkillArea

SKILLS: Final = 200
SHARE_JUDGED: Final = 3

USERS = """
    INSERT INTO accounts_user
        (email, name, password, is_superuser, is_active, date_joined, timezone)
    SELECT %(slug)s || '-member-' || n || '@example.com',
        (ARRAY['Ana', 'Ben', 'Cem', 'Dia', 'Eli', 'Fay', 'Gus'])[1 + n %% 7] || ' Bench ' || n,
        '!', false, true, now(), ''
    FROM generate_series(1, %(count)s) AS n
"""
MEMBERS = """
    INSERT INTO accounts_membership
        (organization_id, user_id, roles, business_unit_id, job_title, is_active, created_at,
         updated_at)
    SELECT %(organization)s, id, ARRAY['submitter'], (%(units)s::bigint[])[1 + id %% %(fanout)s],
        '', true, now(), now()
    FROM accounts_user WHERE email LIKE %(slug)s || '-member-%%'
"""
HOLDERS = """
    INSERT INTO training_jobroleholder
        (organization_id, job_role_id, member_id, created_at, updated_at)
    SELECT %(organization)s, (%(roles)s::bigint[])[1 + id %% %(fanout)s], id, now(), now()
    FROM accounts_membership WHERE organization_id = %(organization)s
"""
LEVELS = """
    INSERT INTO training_memberskill
        (organization_id, member_id, skill_id, self_level, manager_level, created_at, updated_at)
    SELECT %(organization)s, m.id, s.id, (m.id * 7 + s.id * 3) %% 5,
        CASE WHEN (m.id + s.id) %% %(judged)s = 0 THEN (m.id + s.id) %% 5 END, now(), now()
    FROM accounts_membership m, training_skill s
    WHERE m.organization_id = %(organization)s AND s.organization_id = %(organization)s
"""


def build(members: int) -> tuple[Inhabited, Inhabited]:
    """Make what is missing: a large organization, and one with a tenth of the people."""
    large, small = (
        matrix("bench-skills-large", members),
        matrix("bench-skills-small", members // 10),
    )
    analyse()
    return large, small


def matrix(slug: str, members: int) -> Inhabited:
    """An organization whose people all have a level in every skill."""
    found = Organization.objects.filter(slug=slug).first()
    if found is None:
        payload = OrganizationPayload(name=slug.title(), slug=slug)
        found = create_organization(payload, actor=ACTOR)
        with scope(found):
            people(found)
            skills()
    with scope(found):
        if not MemberSkill.objects.exists():
            levels(found, members)
    return Inhabited(found, session(found, 0), session(found, 1), "")


def skills() -> None:
    """The standard set, filled up to 200 over its areas."""
    install_standard_set(actor=ACTOR)
    areas = list(SkillArea.objects.all())
    for number in range(SKILLS - Skill.objects.count()):
        facts = SkillFacts(f"Skill {number}", areas[number % len(areas)], "A skill of the bench.")
        add_skill(facts, actor=ACTOR)


def levels(owner: Organization, members: int) -> None:
    """Members with a unit, a job role, and a level in every skill."""
    units = list(BusinessUnit.objects.values_list("pk", flat=True))
    roles = list(JobRole.objects.values_list("pk", flat=True))
    values: dict[str, Any] = {
        "organization": owner.pk,
        "slug": owner.slug,
        "count": members,
        "units": units,
    }
    with connection.cursor() as cursor:
        if not User.objects.filter(email=f"{owner.slug}-member-1@example.com").exists():
            cursor.execute(USERS, values)
            cursor.execute(MEMBERS, {**values, "fanout": len(units)})
            cursor.execute(HOLDERS, {**values, "roles": roles, "fanout": len(roles)})
        cursor.execute(LEVELS, {**values, "judged": SHARE_JUDGED})


FLOORS: Final = {
    "F1 people": floor("/bench/{organization}/people"),
    "F2 units": floor("/bench/{organization}/unit-levels?area=mlops"),
    "F2 gaps": floor("/bench/{organization}/gaps"),
}
MEASURES: Final = (
    Measure(
        "skills heat map, 50 people × 14 skills",
        Budget(10, 12, "F1 people", growth=1.3),
        page("training/skills/people/?area=mlops"),
    ),
    Measure(
        "skills by unit, one area (data)",
        Budget(4, 2, "F2 units"),
        floor("/bench/{organization}/tallies?area=mlops"),
    ),
    Measure("skills by unit (page)", Budget(10), page("training/skills/units/?area=mlops")),
    Measure(
        "skill gaps, all 200 (data)",
        Budget(4, 2, "F2 gaps"),
        floor("/bench/{organization}/gap-data"),
    ),
    Measure("skill gaps (page)", Budget(12), page("training/skills/gaps/")),
    Measure("AI literacy by unit (page)", Budget(10), page("training/literacy/")),
    Measure("my skills", Budget(12), page("training/skills/")),
)
