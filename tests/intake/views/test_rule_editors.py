"""The editors of tier policies and rubrics: as forms, without scripts, each error in its place."""

from __future__ import annotations

import copy

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.scope import scope
from intake import catalogs
from intake.actions import rulebooks
from intake.forms.policy_rules import MOST_RULES, rearranged
from intake.models import Rubric, TierPolicy
from tests.fixtures.organizations import OPERATOR

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def staff(member, client_for):
    return client_for(member(Role.COE_STAFF))


@pytest.fixture
def policy(actor):
    document = copy.deepcopy(catalogs.load("risk_tiers"))
    document["rules"] = document["rules"][:2]
    return rulebooks.draft_document(TierPolicy, document, title="Shorter", actor=actor)


@pytest.fixture
def rubric(actor):
    return rulebooks.draft_document(
        Rubric, catalogs.load("default_rubric"), title="Rubric", actor=actor
    )


def edit_url(draft):
    return org_url("intake:rules_edit", kind=draft.KIND, version=draft.version)


def sent(draft, **changed):
    """The form as a browser sends it, with some fields changed."""
    rules = draft.document["rules"]
    data = {"seen": draft.digest, "rule-TOTAL_FORMS": len(rules), "rule-INITIAL_FORMS": len(rules)}
    for place, rule in enumerate(rules):
        tier = "prohibited" if rule["tier"] == "blocked" else rule["tier"]
        fields = ("id", "condition", "explanation")
        data |= {f"rule-{place}-{name}": rule[name] for name in fields}
        data[f"rule-{place}-tier"] = tier
    return {**data, **{name.replace("__", "-"): value for name, value in changed.items()}}


def weights(draft, **changed):
    data = {"seen": draft.digest}
    for axis in draft.document["axes"]:
        data[axis["axis"]] = f"{100 * axis['weight']:g}"
        for place, criterion in enumerate(axis["criteria"]):
            data[f"{axis['axis']}-{place}"] = criterion["weight"]
    return {**data, **changed}


def test_rules_are_changed_in_a_form(staff, policy):
    shown = staff.get(edit_url(policy)).content.decode()
    saved = staff.post(
        edit_url(policy), sent(policy, rule__1__tier="medium", rule__1__explanation="Softer.")
    )

    assert shown.count('<fieldset class="card rule-card"') == 2
    assert "answers.eu_class" in shown
    assert saved.status_code == 302
    policy.refresh_from_db()
    first, second = policy.document["rules"]
    assert (first["tier"], first["order"]) == ("prohibited", 1)
    assert (second["id"], second["tier"], second["explanation"]) == ("H1", "medium", "Softer.")
    assert policy.document["controls"] == catalogs.load("risk_tiers")["controls"]
    assert AuditEvent.objects.filter(action="intake.rules.edited").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("rule__1__condition", "answers.colour == 'red'", "colour"),
        ("rule__1__condition", "answers.users.map(x, x) == []", "is not allowed"),
        ("rule__1__condition", "", "Say when the rule applies."),
        ("rule__1__id", "B1", "Another rule bears this name."),
        ("rule__1__id", "a rule", "Use letters, digits and hyphens."),
        ("rule__1__explanation", "", "Say why"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_at_the_rule(staff, policy, field, value, words):
    before = policy.digest

    page = staff.post(edit_url(policy), sent(policy, **{field: value}))

    html = page.content.decode()
    name = field.replace("__", "-")
    assert page.status_code == 422
    assert words in html.partition(f'id="id_{name}_error"')[2][:600]
    assert f'href="#id_{name}"' in html
    assert 'id="id_rule-0-condition_error"' not in html
    policy.refresh_from_db()
    assert policy.digest == before


@pytest.mark.parametrize(
    ("wish", "names", "looked_at"),
    [
        ("down:0", ["H1", "B1"], 1),
        ("up:1", ["H1", "B1"], 0),
        ("remove:0", ["H1"], 0),
        ("add", ["B1", "H1", ""], 2),
        ("down:9", ["B1", "H1"], 1),
        ("nonsense", ["B1", "H1"], 1),
    ],
)
def test_buttons_move_rules_about_without_saving(staff, policy, wish, names, looked_at):
    data = {**sent(policy, rule__1__condition="answers.half ="), "do": wish}

    page = staff.post(edit_url(policy), data)

    shown = [form.initial["id"] for form in page.context["form"].rules.forms]
    html = page.content.decode()
    assert (page.status_code, shown) == (200, names)
    assert f'id="rule-{looked_at}" tabindex="-1" data-autofocus' in html
    assert "answers.half =" in html
    before = policy.digest
    policy.refresh_from_db()
    assert policy.digest == before


def test_test_cases_of_the_policy_can_follow_the_rules(staff, policy):
    staff.post(edit_url(policy), sent(policy, rule__1__condition="answers.personal_data"))
    policy.refresh_from_db()
    stopped = rulebooks.problems_of(policy)

    staff.post(edit_url(policy), {**sent(policy), "renews_cases": "on"})

    policy.refresh_from_db()
    assert stopped[0].startswith("test case ")
    assert rulebooks.problems_of(policy) == []
    assert len(policy.document["vignettes"]) == len(catalogs.load("risk_tiers")["vignettes"])


def test_no_more_rules_than_a_person_can_read():
    rows = [{"id": str(number)} for number in range(MOST_RULES)]

    assert len(rearranged(rows, "add")[0]) == MOST_RULES


def test_a_policy_without_rules_is_refused(staff, policy):
    data = {"seen": policy.digest, "rule-TOTAL_FORMS": 0, "rule-INITIAL_FORMS": 0}

    assert staff.post(edit_url(policy), data).status_code == 422


def test_a_change_made_on_an_older_draft_is_refused(staff, policy, rubric, actor):
    data = sent(policy, rule__1__explanation="Mine.")
    rulebooks.edit_document(policy, {**policy.document, "note": "Theirs."}, actor=actor)

    page = staff.post(edit_url(policy), data)

    assert page.status_code == 422
    assert "Somebody else changed this draft meanwhile" in page.content.decode()
    policy.refresh_from_db()
    assert policy.document["note"] == "Theirs."


def test_weights_are_changed_in_a_table(staff, rubric):
    shown = staff.get(edit_url(rubric)).content.decode()
    saved = staff.post(
        edit_url(rubric), weights(rubric, value="50", feasibility="10", **{"value-0": "2.5"})
    )

    assert "Expected benefit in a year" in shown
    assert saved.status_code == 302
    rubric.refresh_from_db()
    value, feasibility = rubric.document["axes"][:2]
    assert (value["weight"], feasibility["weight"]) == (0.5, 0.1)
    assert value["criteria"][0]["weight"] == 2.5
    assert rulebooks.problems_of(rubric) == []


def test_saving_weights_unchanged_changes_nothing(staff, rubric):
    before = rubric.digest

    staff.post(edit_url(rubric), weights(rubric))

    rubric.refresh_from_db()
    assert rubric.digest == before


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"value": "35"}, "make 95 %, not 100 %."),
        ({"value": ""}, "Give it a weight."),
        ({"value-0": "0"}, "0.1"),
        ({"risk": "101"}, "100"),
    ],
)
def test_weights_that_do_not_fit_are_refused_with_the_reason(staff, rubric, changed, words):
    before = rubric.digest

    page = staff.post(edit_url(rubric), weights(rubric, **changed))

    assert page.status_code == 422
    assert words in page.content.decode()
    rubric.refresh_from_db()
    assert rubric.digest == before


def test_json_is_left_for_taking_away_and_bringing_in(staff, policy):
    address = org_url("intake:rules_json", kind="tier-policy", version=policy.version)

    assert address in staff.get(edit_url(policy)).content.decode()
    assert "is checked as a whole" in staff.get(address).content.decode()


def test_content_that_is_no_policy_is_changed_as_text(staff, actor):
    draft = rulebooks.draft_document(TierPolicy, {"rules": 3}, title="Broken", actor=actor)

    assert 'name="document"' in staff.get(edit_url(draft)).content.decode()


def test_only_staff_of_the_organization_get_an_editor(
    policy, browser, client_for, member, other_organization
):
    with scope(other_organization):
        rulebooks.install_defaults(other_organization, actor=OPERATOR)
    stranger = client_for(member(Role.ORG_ADMIN, organization=other_organization))

    assert browser.get(edit_url(policy)).status_code == 403
    assert browser.post(edit_url(policy), sent(policy)).status_code == 403
    assert stranger.get(edit_url(policy)).status_code == 404
