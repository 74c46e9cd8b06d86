"""A hundred organizations, one of them with 100,000 use cases, made in minutes and kept."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import connection
from django.test import Client
from django.utils import timezone

from coe_portal.accounts.actions import (
    MembershipPayload,
    OrganizationPayload,
    add_member,
    create_organization,
)
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership, User
from coe_portal.accounts.roles import MEMBERS, Role
from coe_portal.audit.recording import Entry, record_all
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.owner import as_owner
from coe_portal.tenancy.references import next_numbers
from coe_portal.tenancy.scope import scope
from governance.models.reviews import Review
from intake.actions import assessing, rulebooks
from intake.actions.drafting import open_draft, save_section
from intake.actions.import_cases import reserve
from intake.actions.registration import Registration, register_use_case
from intake.choices import Stage, Tier
from intake.declarations import USE_CASE_REGISTERED
from intake.logic.evaluation import evaluate
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase
from intake.queries.rulebook import in_force
from tests.governance.conftest import new_case, new_council, open_for
from tests.intake.answers import complete_answers

ACTOR: Final = Actor.system("bench")
LARGE, SMALL = "bench-large", "bench-small"
OTHER_CASES, OTHERS = 100, 98
CHUNK: Final = 5_000
SIGN_IN: Final = "allauth.account.auth_backends.AuthenticationBackend"
SYLLABLES = ("ba", "de", "fi", "go", "lu", "mar", "nes", "pol", "ric", "sta", "ven", "zor")
VERBS = ("Forecast", "Read", "Sort", "Translate", "Draft", "Check", "Route", "Score", "Detect")
THINGS = (
    *("invoices", "claims", "contracts", "letters", "calls", "images", "sensors", "orders"),
    *("tickets", "shipments", "payments", "tenders", "leases", "permits", "grants", "audits"),
    *("recipes", "surveys", "maps", "blueprints", "prescriptions", "scans", "loans", "policies"),
    *("returns", "refunds", "routes", "meters", "turbines", "pumps", "trains", "flights"),
    *("menus", "essays", "exams", "lectures", "patents", "licences", "wills", "deeds"),
)
PLACES = ("branch", "plant", "warehouse", "hospital", "office", "region", "fleet", "laboratory")
WORDS = tuple(f"{one}{two}{three}" for one in SYLLABLES for two in SYLLABLES for three in SYLLABLES)
STAGES = [*Stage.values[:7], Stage.ON_HOLD.value]


@dataclass(frozen=True)
class World:
    """The two organizations that are measured, with a session of somebody who may do all."""

    large: Inhabited
    small: Inhabited


@dataclass(frozen=True)
class Inhabited:
    """An organization, sessions of one who may do all and of one with a seat, an open review."""

    organization: Organization
    session: str
    voter_session: str
    review: str


def build(cases: int) -> World:
    """Make what is missing; a second run finds it all there."""
    large, small = organization(LARGE, cases), organization(SMALL, cases // 10)
    for number in range(min(OTHERS, cases // 100)):
        organization(f"bench-{number}", OTHER_CASES)
    world = World(inhabited(large), inhabited(small))
    analyse()
    return world


def inhabited(owner: Organization) -> Inhabited:
    """The council with a review before it, and who is signed in."""
    with scope(owner):
        review = Review.objects.open().order_by("pk").first() or open_review()
        return Inhabited(owner, session(owner, 0), session(owner, 1), review.reference)


def open_review() -> Review:
    """A high case before a council of four, none of whom has voted."""
    members = Membership.objects.order_by("pk")
    people = iter(members[1:5])
    new_council(lambda *_roles, **_name: next(people))
    return open_for(new_case(members[6], tier="high"))


def ready_draft(owner: Organization) -> str:
    """A registered case with every question answered; its reference."""
    with scope(owner):
        actor = Actor.member(Membership.objects.order_by("pk").first())
        case = register_use_case(
            Registration(
                title="Answer letters about claims",
                summary="Drafts an answer.",
                intended_users="Claims handlers",
                owner_id=actor.membership_id,
            ),
            actor=actor,
        )
        draft = open_draft(case, actor=actor)
        answers = complete_answers()
        for section in draft.sections.all():
            asked = draft.questionnaire.parsed().section(section.key).questions
            raw = {question.id: answers.get(question.id) for question in asked}
            save_section(draft, section.key, raw, revision=section.revision, actor=actor)
        return case.reference


def analyse() -> None:
    """Fresh statistics, as autovacuum keeps them in a database that lives."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def organization(slug: str, cases: int) -> Organization:
    """An organization with rules, people, units and so many assessed use cases."""
    found = Organization.objects.filter(slug=slug).first()
    if found is None:
        payload = OrganizationPayload(name=slug.title(), slug=slug)
        found = create_organization(payload, actor=ACTOR)
        with scope(found):
            rulebooks.install_defaults(found, actor=ACTOR)
            people(found)
    while True:
        with scope(found):
            there = UseCase.objects.count()
            if there >= cases:
                return found
            use_cases(found, min(CHUNK, cases - there))


def people(owner: Organization) -> None:
    """Members and units; the first member may do everything."""
    BusinessUnit.objects.bulk_create(
        BusinessUnit(
            organization_id=owner.pk, name=f"{place.title()} {number}", code=f"{place}-{number}"
        )
        for place in PLACES
        for number in range(3)
    )
    for number in range(12):
        user = User.objects.create_user(
            f"{owner.slug}-{number}@example.com", name=f"Person {number}"
        )
        roles = tuple(sorted(MEMBERS)) if number == 0 else (Role.REVIEWER, Role.SUBMITTER)
        add_member(user, MembershipPayload(roles=roles), actor=ACTOR)


def use_cases(owner: Organization, count: int) -> None:
    """Assessed cases: rows that point at each other get their keys in advance."""
    members = list(Membership.objects.values_list("pk", flat=True))
    units = list(BusinessUnit.objects.values_list("pk", flat=True))
    numbers = next_numbers(UseCase.PREFIX, count)
    keys = zip(numbers, reserve(UseCase, count), reserve(Assessment, count), strict=True)
    cases = []
    for number, case_id, assessment_id in keys:
        case = one_case(owner, number, random.Random(number))  # noqa: S311
        case.pk, case.current_assessment_id = case_id, assessment_id
        case.owner_id = members[number % len(members)]
        case.business_unit_id = units[number % len(units)]
        cases.append(case)
    UseCase.objects.bulk_create(cases, batch_size=1000)
    assess(cases)
    record_all([Entry(USE_CASE_REGISTERED, case) for case in cases], actor=ACTOR)


def assess(cases: list[UseCase]) -> None:
    """One assessment by the real rules, and a copy of it for every other case."""
    rules = in_force()
    evaluation = evaluate(complete_answers(), rules.rulebook, what_if=True)
    first = assessing.unsaved_assessment(cases[0], evaluation, rules, actor=ACTOR)
    first.pk = cases[0].current_assessment_id
    Assessment.objects.bulk_create([first])
    own = {"id": "u.current_assessment_id", "use_case_id": "u.id"}
    columns = [field.column for field in Assessment._meta.concrete_fields]
    values = [own.get(column, f"a.{column}") for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO intake_assessment ({', '.join(columns)})"
            f" SELECT {', '.join(values)} FROM intake_assessment a, intake_usecase u"
            " WHERE a.id = %s AND u.id = ANY(%s)",
            [first.pk, [case.pk for case in cases[1:]]],
        )


def one_case(owner: Organization, number: int, chance: random.Random) -> UseCase:
    """A case with plausible words and scores; two in three have a value."""
    verb, thing, place = chance.choice(VERBS), chance.choice(THINGS), chance.choice(PLACES)
    now = timezone.now()
    return UseCase(
        organization_id=owner.pk,
        number=number,
        title=f"{verb} {thing} of the {place} {number}",
        summary=f"{verb} the {thing} that reach the {place}, so that people decide sooner. "
        + " ".join(chance.choices(WORDS, k=25)),
        intended_users=f"People in the {place}",
        stage=chance.choice(STAGES),
        stage_changed_at=now,
        submitted_at=now,
        tier=chance.choices(Tier.values, weights=(60, 28, 11, 1))[0],
        value=chance.randrange(101) if number % 3 else None,
        feasibility=chance.randrange(101),
        data_readiness=chance.randrange(101),
        risk=chance.randrange(101),
        adoption=chance.randrange(101),
        priority=Decimal(chance.randrange(-200, 1000)) / 10,
    )


def session(owner: Organization, number: int) -> str:
    """A signed-in session of one of the people."""
    client = Client()
    user = User.objects.get(email=f"{owner.slug}-{number}@example.com")
    client.force_login(user, backend=SIGN_IN)
    return str(client.cookies["sessionid"].value)
