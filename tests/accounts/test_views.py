"""Sign-in, organizations, members, units, profile and tokens, as people use them."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.urls import reverse

from coe_portal.accounts import actions
from coe_portal.accounts.actions import MembershipPayload
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.limits import Limit
from coe_portal.accounts.models import ApiToken, Invitation, Membership, User
from coe_portal.accounts.roles import Role
from coe_portal.accounts.views import invitation as invitation_view, own
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope

PASSWORD = "correct horse battery"


@pytest.fixture
def admin(member) -> Membership:
    return member(Role.ORG_ADMIN, name="Ada Admin")


@pytest.fixture
def admin_client(admin, client_for) -> Client:
    return client_for(admin)


def sign_in(client: Client, email: str, password: str = PASSWORD, **data):
    return client.post(reverse("account_login"), {"login": email, "password": password, **data})


# Signing in


def test_signing_in_leads_home(member):
    person = member()
    client = Client()
    answer = sign_in(client, person.user.email)
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/").url == "/northbank/"


def test_a_wrong_password_says_so_without_saying_which_part_is_wrong(member):
    answer = sign_in(Client(), member().user.email, "wrong")
    unknown = sign_in(Client(), "nobody@example.com", "wrong")
    assert b"not correct" in answer.content
    assert b"not correct" in unknown.content


def test_sign_in_is_paused_after_six_failures(settings, member):
    settings.AXES_ENABLED = True
    client, email = Client(), member().user.email
    answers = [sign_in(client, email, "wrong").status_code for _attempt in range(7)]
    assert answers[-1] == 429
    assert sign_in(client, email).status_code == 429
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_alone(db):
    answer = Client().post(
        reverse("account_signup"), {"email": "x@example.com", "password1": PASSWORD}
    )
    assert not User.objects.filter(email="x@example.com").exists()
    assert answer.status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_sign_in_leads_nowhere_else(member, target):
    answer = sign_in(Client(), member().user.email, next=target)
    assert answer.url == "/"


def test_signing_in_changes_the_session(member):
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client, member().user.email)
    assert client.session.session_key != before


def test_signing_out_needs_a_post(admin_client):
    admin_client.get(reverse("account_logout"))
    assert admin_client.get("/northbank/settings/profile/").status_code == 200
    admin_client.post(reverse("account_logout"))
    assert admin_client.get("/northbank/settings/profile/").status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_inactive",
    ],
)
def test_pages_for_who_is_not_signed_in(db, name):
    assert Client().get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index", "account_reauthenticate"])
def test_pages_of_the_own_sign_in(admin_client, name):
    assert admin_client.get(reverse(name)).status_code == 200


def test_a_new_password_by_mail(member):
    person = member()
    client = Client()
    client.post(reverse("account_reset_password"), {"email": person.user.email})
    (address,) = re.findall(r"http://\S+(/account/password/reset/\S+)", mail.outbox[0].body)
    form = client.get(address, follow=True)
    new = "another long password"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert done.status_code == 200
    assert sign_in(Client(), person.user.email, new).status_code == 302


def test_an_unknown_address_gets_no_mail(db):
    answer = Client().post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert answer.status_code == 302
    assert mail.outbox == []


# Organizations


def test_who_is_in_several_organizations_chooses(member, other_organization, client_for):
    person = member()
    with scope(other_organization):
        payload = MembershipPayload(roles=(Role.REVIEWER,))
        actions.add_member(person.user, payload, actor=Actor.system("tests"))
    page = client_for(person).get("/").content.decode()
    assert "Northbank" in page
    assert "Mercy Hospitals" in page


def test_organizations_of_others_closed_or_ended_are_not_offered(
    member, other_organization, client_for
):
    person = member()
    member(organization=other_organization)
    assert client_for(person).get("/").url == "/northbank/"
    page = client_for(person).get("/?choose").content.decode()
    assert "Mercy" not in page
    with scope(person.organization):
        Membership.objects.filter(pk=person.pk).update(is_active=False)
    assert b"You are in no organization" in client_for(person).get("/").content


def test_who_is_not_signed_in_is_sent_to_sign_in(organization):
    assert Client().get("/").url == "/account/login/?next=/"
    assert Client().get("/northbank/").url == "/account/login/?next=/northbank/"
    assert Client().get("/nowhere/").url == "/account/login/?next=/nowhere/"


def test_a_stranger_finds_nothing(organization, other_organization, member, client_for):
    stranger = client_for(member(organization=other_organization))
    assert stranger.get("/northbank/").status_code == 404
    assert stranger.get("/nowhere/").status_code == 404


# Members


def test_members_are_listed(admin_client, member):
    member(Role.REVIEWER, name="Rita Reviewer")
    page = admin_client.get("/northbank/settings/members/").content.decode()
    assert "Rita Reviewer" in page
    assert "Invite" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=rita", ["Rita"]),
        ("role=reviewer", ["Rita"]),
        ("state=closed", ["Carl"]),
        ("state=active", ["Ada Admin", "Rita"]),
    ],
)
def test_members_are_filtered(admin_client, admin, member, query, names):
    member(Role.REVIEWER, name="Rita")
    closed = member(name="Carl")
    with scope(admin.organization):
        actions.deactivate_member(closed, actor=Actor.member(admin))
    page = admin_client.get(f"/northbank/settings/members/?{query}").content.decode()
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert sorted(re.findall(r"/members/\d+/\">([^<]+)<", rows)) == names


@pytest.mark.parametrize("extra", [1, 30])
def test_the_list_of_members_costs_the_same_queries(
    admin_client, member, extra, django_assert_max_num_queries
):
    for _n in range(extra):
        member()
    with django_assert_max_num_queries(14):
        admin_client.get("/northbank/settings/members/")


def test_a_member_is_invited_and_joins(
    admin_client, organization, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin_client.post(
            "/northbank/settings/members/invite/",
            {"email": "new@example.com", "roles": ["reviewer"]},
        )
    assert answer.url == "/northbank/settings/members/"
    (letter,) = mail.outbox
    assert letter.to == ["new@example.com"]
    (path,) = re.findall(r"http://[^/]+(/northbank/settings/join/\S+)", letter.body)

    newcomer = Client()
    assert b"new@example.com" in newcomer.get(path).content
    short = newcomer.post(path, {"name": "New Person", "password": "short"})
    assert short.status_code == 422
    joined = newcomer.post(path, {"name": "New Person", "password": PASSWORD})
    assert joined.url == "/northbank/"
    assert newcomer.get("/northbank/settings/profile/").status_code == 200
    assert EmailAddress.objects.get(email="new@example.com").verified
    with scope(organization):
        assert Membership.objects.get(user__name="New Person").roles == ["reviewer"]

    assert Client().get(path).status_code == 302, "used once"


def test_who_has_an_account_signs_in_to_join(admin, member, other_organization, client_for):
    person = member(organization=other_organization)
    with scope(admin.organization):
        invitation = actions.invite_member(
            person.user.email, MembershipPayload(roles=(Role.EXECUTIVE,)), actor=Actor.member(admin)
        )
        secret = invitation.secret
    path = f"/northbank/settings/join/{secret}/"
    assert b"sign in to accept" in Client().get(path).content
    refused = Client().post(path, {"name": "Thief", "password": PASSWORD})
    assert refused.status_code in {200, 422}
    client = client_for(person)
    assert b"You are signed in as" in client.get(path).content
    assert client.post(path).url == "/northbank/"


def test_an_invitation_is_not_for_somebody_else(admin, member, client_for, organization):
    with scope(organization):
        invitation = actions.invite_member(
            "new@example.com", MembershipPayload(roles=(Role.ORG_ADMIN,)), actor=Actor.member(admin)
        )
        secret = invitation.secret
    path = f"/northbank/settings/join/{secret}/"
    answer = client_for(member()).post(path)
    assert answer.status_code == 422
    with scope(organization):
        assert Invitation.objects.get().is_open()


def test_a_wrong_secret_is_answered_like_a_missing_organization(organization, member, client_for):
    signed_in = client_for(member())
    for slug in ("northbank", "nowhere"):
        path = f"/{slug}/settings/join/wrong/"
        assert Client().get(path).url == f"/account/login/?next={path}"
        assert signed_in.get(path).status_code == 404


def test_an_invitation_is_not_tried_for_ever(admin, organization):
    with scope(organization):
        invitation = actions.invite_member(
            "new@example.com", MembershipPayload(roles=(Role.REVIEWER,)), actor=Actor.member(admin)
        )
    path = f"/northbank/settings/join/{invitation.secret}/"
    client = Client()

    answers = [client.post(path, {"name": "", "password": "x"}) for _try in range(11)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert b"tried too often" in answers[-1].content
    assert client.get(path).status_code == 200


def test_guessing_links_ends_in_being_told_nothing(admin, organization, monkeypatch):
    monkeypatch.setattr(invitation_view, "INVITATION_LINKS", Limit("test-links", 3, 60))
    with scope(organization):
        invitation = actions.invite_member(
            "new@example.com", MembershipPayload(roles=(Role.REVIEWER,)), actor=Actor.member(admin)
        )
    path = f"/northbank/settings/join/{invitation.secret}/"
    for number in range(3):
        assert Client().get(path).status_code == 200, "a right link is no guess"
        assert Client().get(f"/northbank/settings/join/guess-{number}/").status_code == 302

    assert Client().get(path).url == f"/account/login/?next={path}"
    assert Client(REMOTE_ADDR="192.0.2.9").get(path).status_code == 200


def test_nobody_issues_tokens_by_the_hundred(client_for, member, monkeypatch):
    monkeypatch.setattr(own, "TOKENS_ISSUED", Limit("test-tokens", 2, 60))
    client, colleague = client_for(member()), client_for(member())
    data = {"name": "Nightly", "scopes": ["intake:read"], "days": "30"}

    answers = [client.post("/northbank/settings/tokens/", data) for _try in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 422]
    assert b"tried too often" in answers[-1].content
    assert colleague.post("/northbank/settings/tokens/", data).status_code == 200


def test_an_invitation_is_withdrawn(admin, admin_client, organization):
    with scope(organization):
        invitation = actions.invite_member(
            "new@example.com", MembershipPayload(roles=(Role.REVIEWER,)), actor=Actor.member(admin)
        )
        secret = invitation.secret
    assert b"new@example.com" in admin_client.get("/northbank/settings/members/").content
    admin_client.post(f"/northbank/settings/invitations/{invitation.pk}/revoke/")
    assert b"new@example.com" not in admin_client.get("/northbank/settings/members/").content
    assert Client().get(f"/northbank/settings/join/{secret}/").status_code == 302


def test_roles_are_changed_and_bad_ones_explained(admin_client, member, organization):
    person = member()
    path = f"/northbank/settings/members/{person.pk}/roles/"
    assert admin_client.get(path).status_code == 200
    refused = admin_client.post(path, {"roles": ["auditor"]})
    assert (refused.status_code, b"An auditor needs a last day." in refused.content) == (422, True)
    admin_client.post(path, {"roles": ["reviewer", "executive"], "job_title": "Head of Risk"})
    with scope(organization):
        changed = Membership.objects.get(pk=person.pk)
    assert (changed.roles, changed.job_title) == (["reviewer", "executive"], "Head of Risk")


def test_a_member_is_closed_and_opened_again(admin_client, member, client_for):
    person = member()
    path = f"/northbank/settings/members/{person.pk}"
    admin_client.post(f"{path}/deactivate/")
    assert client_for(person).get("/northbank/").status_code == 404
    assert b"Closed" in admin_client.get(f"{path}/").content
    admin_client.post(f"{path}/reactivate/")
    assert client_for(person).get("/northbank/").status_code == 302


def test_the_last_administrator_is_kept(admin, admin_client):
    answer = admin_client.post(f"/northbank/settings/members/{admin.pk}/deactivate/")
    assert answer.status_code == 409
    assert b"at least one administrator" in answer.content


@pytest.mark.parametrize("path", ["members/invite/", "members/{pk}/roles/", "units/new/"])
def test_who_does_not_manage_members_is_refused(member, client_for, path):
    person = member()
    answer = client_for(person).get("/northbank/settings/" + path.format(pk=person.pk))
    assert answer.status_code == 403


# Units, profile, tokens


def test_a_unit_is_renamed_in_a_form(admin_client, organization, other_organization):
    with scope(organization):
        unit = BusinessUnit.objects.create(name="Retail", code="r")
    with scope(other_organization):
        theirs = BusinessUnit.objects.create(name="Theirs", code="t")
    address = f"/northbank/settings/units/{unit.pk}/"

    change = f"{address}change/"

    assert address in admin_client.get("/northbank/settings/units/").content.decode()
    assert change in admin_client.get(address).content.decode()
    assert b'value="Retail"' in admin_client.get(change).content
    assert admin_client.post(change, {"name": "Private", "code": "r"}).url == address
    looped = admin_client.post(change, {"name": "Private", "code": "r", "parent": unit.pk})

    assert looped.status_code == 422
    assert b"Private" in admin_client.get("/northbank/settings/units/").content
    assert admin_client.get(f"/northbank/settings/units/{theirs.pk}/").status_code == 404
    assert admin_client.get(f"/northbank/settings/units/{theirs.pk}/change/").status_code == 404


def test_the_page_of_a_unit_says_where_it_stands_and_how_many_belong(
    member, client_for, organization
):
    with scope(organization):
        bank = BusinessUnit.objects.create(name="Bank", code="b")
        retail = BusinessUnit.objects.create(name="Retail", code="r", parent=bank)
        BusinessUnit.objects.create(name="Cards", code="c", parent=retail)
    left = member(business_unit=retail)
    with scope(organization):
        Membership.objects.filter(pk=left.pk).update(is_active=False)
    reader = client_for(member(business_unit=retail))

    page = reader.get(f"/northbank/settings/units/{retail.pk}/").content.decode()

    assert f'/settings/units/{bank.pk}/">Bank</a>' in page
    assert ">Cards</a>" in page
    assert "<dd>1</dd>" in page
    assert "/change/" not in page


def test_units(admin_client, organization):
    assert admin_client.get("/northbank/settings/units/").status_code == 200
    admin_client.post("/northbank/settings/units/new/", {"name": "Retail", "code": "r"})
    double = admin_client.post("/northbank/settings/units/new/", {"name": "Other", "code": "r"})
    assert double.status_code == 422
    assert b"Retail" in admin_client.get("/northbank/settings/units/").content
    with scope(organization):
        assert BusinessUnit.objects.count() == 1


def test_the_own_profile(member, client_for):
    person = member(name="Sam")
    client = client_for(person)
    assert b"Sam" in client.get("/northbank/settings/profile/").content
    path = "/northbank/settings/profile/change/"
    assert client.get(path).status_code == 200
    client.post(path, {"name": "Samuel", "timezone": "Europe/Vienna", "job_title": "Analyst"})
    person.user.refresh_from_db()
    assert (person.user.name, person.user.timezone) == ("Samuel", "Europe/Vienna")


def test_an_auditor_reads_the_profile_and_changes_nothing(member, client_for):
    client = client_for(member(Role.AUDITOR))
    assert client.get("/northbank/settings/profile/").status_code == 200
    assert client.get("/northbank/settings/profile/change/").status_code == 403


def test_the_secret_of_a_token_is_shown_once(member, client_for, organization):
    client = client_for(member())
    path = "/northbank/settings/tokens/"
    issued = client.post(path, {"name": "ETL", "scopes": ["accounts:read"], "days": "90"})
    (secret,) = re.findall(r"coe_[\w-]{43}", issued.content.decode())
    assert issued.headers["Cache-Control"] == "no-store"
    assert secret not in client.get(path).content.decode()
    with scope(organization):
        token = ApiToken.objects.get()
    client.post(f"{path}{token.pk}/revoke/")
    assert b"Revoked" in client.get(path).content


def test_tokens_of_others_are_not_there(member, client_for, actor, organization):
    with scope(organization):
        token, _secret = actions.issue_token("Theirs", scopes=[], actor=actor)
    client = client_for(member())
    assert b"Theirs" not in client.get("/northbank/settings/tokens/").content
    assert client.post(f"/northbank/settings/tokens/{token.pk}/revoke/").status_code == 404


def test_health_says_whether_the_parts_answer(db):
    answer = Client().get("/health/")
    assert answer.json() == {"ok": True, "database": True, "broker": True}


def test_health_says_that_a_part_is_down(db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = Client().get("/health/")
    assert (answer.status_code, answer.json()["broker"]) == (503, False)


def test_two_step_sign_in_from_set_up_to_use(member):
    person = member()
    client = Client()
    sign_in(client, person.user.email)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    client.post(asked.url, {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert '<div class="qr"><svg' in page
    (secret,) = re.findall(r'class="secret">([A-Z2-7]+)<', page)
    code = totp.format_hotp_value(
        totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
    )
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    recovery = re.findall(r"<code>(\d+)</code>", codes)
    assert len(recovery) == 10

    again = Client()
    half = sign_in(again, person.user.email)
    assert half.url == reverse("mfa_authenticate")
    assert again.get("/northbank/settings/profile/").status_code == 302
    assert again.get(half.url).status_code == 200
    assert again.post(half.url, {"code": recovery[0]}).url == "/"
    assert again.get("/northbank/settings/profile/").status_code == 200
