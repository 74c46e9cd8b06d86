"""An organization as it is before its first use case: units, people, rules, board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from coe_portal.accounts import actions as accounts
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership, User
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.scope import scope
from demo.script import PASSWORD, Chair, Script
from governance.actions.boards import Appointing, BoardTerms, appoint, change_board
from governance.actions.defaults import install_defaults as install_boards
from governance.choices import Discipline, Majority
from intake.actions.rulebooks import install_defaults as install_rules

SYSTEM = Actor.system("demo")


@dataclass(frozen=True)
class House:
    """An organization and its people by key."""

    organization: Organization
    units: Mapping[str, BusinessUnit]
    people: Mapping[str, Membership]

    def actor(self, key: str) -> Actor:
        """The person as the one who does something."""
        return Actor.member(self.people[key])


@transaction.atomic
def give_sign_ins(scripts: Iterable[Script]) -> None:
    """A user for everybody; who works for both organizations has one sign-in for both."""
    names = {
        script.email(key): person.name
        for script in scripts
        for key, person in script.people.items()
    }
    known = set(User.objects.filter(email__in=names).values_list("email", flat=True))
    password = make_password(PASSWORD)  # hashed once: it takes a quarter of a second
    for email in names.keys() - known:
        user = User.objects.create(email=email, name=names[email], password=password)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


def found(script: Script, now: dt.datetime) -> House:
    """Make the organization; the clock must stand at its first day."""
    organization = accounts.create_organization(
        accounts.OrganizationPayload(
            name=script.name,
            slug=script.slug,
            timezone=script.timezone,
            currency=script.currency,
            fiscal_year_start_month=script.fiscal_year_start_month,
        ),
        actor=SYSTEM,
    )
    with scope(organization):
        units = _units(script)
        people = {key: _join(script, key, units, now) for key in script.people}
    house = House(organization, units, people)
    install_rules(organization, actor=SYSTEM)
    board = install_boards(organization, actor=SYSTEM)
    with scope(organization):
        council = script.council
        terms = BoardTerms(
            name=council.name,
            purpose=council.purpose,
            majority=Majority(council.majority),
            quorum=council.quorum,
            required_disciplines=tuple(Discipline(name) for name in council.required),
            days_to_decide=council.days,
            is_default=True,
        )
        change_board(board, terms, actor=house.actor(script.founder))
        for table in council.seats:
            chair = Chair.read(table)
            appoint(board, _appointing(chair, house), actor=house.actor(script.founder))
    return house


def invite(script: Script, house: House) -> str:
    """The secret of an invitation that waits to be accepted."""
    invitation = script.invitation
    payload = accounts.MembershipPayload(
        roles=tuple(Role(role) for role in invitation.roles),
        business_unit=house.units[invitation.unit],
    )
    with scope(house.organization):
        return accounts.invite_member(
            invitation.email, payload, actor=house.actor(script.founder)
        ).secret


def _units(script: Script) -> dict[str, BusinessUnit]:
    units: dict[str, BusinessUnit] = {}
    for code, unit in script.units.items():
        parent = units.get(unit.parent)
        units[code] = accounts.create_business_unit(
            unit.name, code=code, parent=parent, actor=SYSTEM
        )
    return units


def _join(
    script: Script, key: str, units: Mapping[str, BusinessUnit], now: dt.datetime
) -> Membership:
    person = script.people[key]
    payload = accounts.MembershipPayload(
        roles=tuple(Role(role) for role in person.roles),
        business_unit=units.get(person.unit),
        job_title=person.title,
        ends_on=None if person.days is None else now.date() + dt.timedelta(days=person.days),
    )
    user = User.objects.get(email=script.email(key))
    return accounts.add_member(user, payload, actor=SYSTEM)


def _appointing(chair: Chair, house: House) -> Appointing:
    alternate = house.people.get(chair.alternate)
    return Appointing(
        discipline=Discipline(chair.discipline),
        member_id=house.people[chair.member].pk,
        alternate_id=alternate.pk if alternate else None,
        is_chair=chair.chair,
        has_veto=chair.veto,
    )
