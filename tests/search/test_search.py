"""One search finds everything that somebody may see, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor, ActorKind
from coe_portal.accounts.roles import Role
from coe_portal.search.queries import LONGEST, SHOWN, search, searched_text
from coe_portal.search.sources import searchable, sources
from coe_portal.tenancy.references import next_number
from coe_portal.tenancy.scope import scope
from governance.choices import (
    AuditKind,
    ControlScope,
    FindingSeverity,
    Harm,
    PaperKind,
    PolicyKind,
)
from governance.models.audits import Audit
from governance.models.controls import Control
from governance.models.decisions import Decision
from governance.models.findings import AuditFinding
from governance.models.papers import PaperEdition
from governance.models.policies import Policy
from governance.models.waivers import Waiver
from intake.choices import Tier
from intake.models.use_cases import UseCase
from registry.choices import DocumentKind, OutputCategory, OutputSource
from registry.models.documents import ModelDocument
from registry.models.models import AIModel, ModelVersion
from registry.models.outputs import BlocklistEntry, OutputReport
from tests.governance.conftest import new_case
from tests.governance.incident_rooms import reported
from tests.governance.risks import new_risk
from tests.registry.agents import new_tool
from training.actions.articles import ArticleText, publish_article, write_article
from training.choices import Audience, SessionKind, VersionState
from training.models.courses import Course, CourseVersion
from training.models.sessions import CourseSession

OPERATOR = Actor.system("tests")
BEFORE_MEETINGS = [
    "use_cases",
    "models",
    "documents",
    "outputs",
    "agent_tools",
    "blocklist",
    "decisions",
    "risks",
    "waivers",
    "incidents",
    "policies",
]
AFTER_MEETINGS = ["audits", "findings", "controls", "papers"]
TRAINING = ["courses", "articles", "sessions"]
KINDS = [*BEFORE_MEETINGS, *AFTER_MEETINGS, *TRAINING]


def fill(person, word, count=1):
    """So many things of each kind whose names have the word, in the organization in scope."""
    now = timezone.now()
    for number in range(count):
        case = new_case(person, title=f"{word} pricing {number}")
        Decision.objects.create(
            number=next_number("D"),
            use_case=case,
            assessment=case.current_assessment,
            gate="discovery",
            path="self_service",
            tier=Tier.LOW,
            outcome="approved",
            title=case.title,
            started_at=now,
            decided_at=now,
            decided_by="The board",
        )
        fill_registry(person, word, number)
        new_tool(person, name=f"{word} tool {number}")
        new_risk(person, title=f"{word} goes wrong {number}")
        fill_assurance(person, case, word, number)
        Policy.objects.create(
            number=next_number("POL"),
            title=f"{word} rules {number}",
            kind=PolicyKind.CHARTER,
            owner=person,
        )
        course = Course.objects.create(
            number=next_number("C"),
            title=f"{word} basics {number}",
            audience=Audience.LITERACY,
            owner=person,
        )
        course.current_version = CourseVersion.objects.create(
            course=course, number=1, state=VersionState.PUBLISHED, published_at=now
        )
        course.save()
        text = ArticleText(f"{word} prompts {number}", "Say what you want.")
        publish_article(write_article(text, actor=Actor.member(person)), actor=OPERATOR)
        CourseSession.objects.create(
            number=next_number("S"),
            kind=SessionKind.WORKSHOP,
            title=f"{word} clinic {number}",
            host=person,
            starts_at=now + dt.timedelta(days=7),
            ends_at=now + dt.timedelta(days=7, hours=1),
        )


def fill_registry(person, word, number):
    """A model with what is written about it, said by it, and blocked since."""
    model = AIModel.objects.create(
        number=next_number("M"), name=f"{word} model {number}", owner=person
    )
    version = ModelVersion.objects.create(model=model, number=1, developer=person)
    ModelDocument.objects.create(
        version=version, kind=DocumentKind.MODEL_CARD, title=f"{word} card {number}"
    )
    OutputReport.objects.create(
        number=next_number("OUT"),
        version=version,
        category=OutputCategory.WRONG,
        source=OutputSource.PERSON,
        output_text="A flamingo.",
    )
    BlocklistEntry.objects.create(
        number=next_number("BLK"), text=f"{word} secret {number}", category=OutputCategory.WRONG
    )


def fill_assurance(person, case, word, number):
    """One of each kind that audits, controls and papers leave behind."""
    today = timezone.localdate()
    Waiver.objects.create(
        number=next_number("WV"),
        use_case=case,
        control="logging",
        title=f"{word} log {number}",
        tier=Tier.LOW,
        requested_by=person,
        requested_at=timezone.now(),
        expires_on=today,
    )
    reported(person, what_happened=f"{word} went wrong {number}", harm=Harm.NEAR_MISS)
    audit = Audit.objects.create(
        number=next_number("AUD"),
        kind=AuditKind.AD_HOC,
        subject_type=case._meta.label_lower,
        subject_id=case.pk,
        use_case=case,
        title=f"{word} audit {number}",
        planned_on=today,
        due_on=today,
    )
    AuditFinding.objects.create(
        number=next_number("FND"),
        audit=audit,
        severity=FindingSeverity.MINOR,
        title=f"{word} has a gap {number}",
        owner=person,
        raised_on=today,
        due_on=today,
    )
    Control.objects.create(
        number=next_number("CTL"), title=f"{word} test {number}", scope=ControlScope.USE_CASE
    )
    for edition in (1, 2):
        PaperEdition.objects.create(
            use_case=case, kind=PaperKind.TECHNICAL_FILE, number=edition, digest="0" * 64
        )


def found(text, person):
    return {group.key: group for group in search(text, actor=Actor.member(person))}


@pytest.fixture
def person(member):
    return member(Role.REVIEWER, name="Rita Reader")


@pytest.fixture
def filled(organization, person):
    with scope(organization):
        fill(person, "Heron")
    return organization


def test_every_kind_is_found_in_its_order(filled, person):
    with scope(filled):
        groups = search("heron", actor=Actor.member(person))

    assert [group.key for group in groups] == KINDS
    # Nobody has asked this person to a meeting; of some kinds there is nothing here.
    expected = [*BEFORE_MEETINGS, "meetings", *AFTER_MEETINGS, *TRAINING]
    assert [source.key for source in sources() if source.key in expected] == expected
    assert [group.hits[0].title for group in groups] == [
        "Heron pricing 0",
        "Heron model 0",
        "Heron card 0",
        "Wrong: Heron model 0 v1",
        "Heron tool 0",
        "Heron secret 0",
        "Heron pricing 0",
        "Heron goes wrong 0",
        "Heron log 0",
        "Heron went wrong 0",
        "Heron rules 0",
        "Heron audit 0",
        "Heron has a gap 0",
        "Heron test 0",
        "Heron pricing 0",
        "Heron basics 0",
        "Heron prompts 0",
        "Heron clinic 0",
    ]
    assert all(group.hits[0].url.startswith("/northbank/") for group in groups)


def test_an_id_finds_its_own(filled, person):
    with scope(filled):
        references = {
            group.key: group.hits[0].reference for group in found("heron", person).values()
        }
        by_id = {key: found(reference.lower(), person) for key, reference in references.items()}

    assert references == {
        "use_cases": "UC-1",
        "models": "M-1",
        "documents": "M-1",
        "outputs": "OUT-1",
        "agent_tools": "TOOL-1",
        "blocklist": "BLK-1",
        "decisions": "D-1",
        "risks": "RISK-1",
        "waivers": "WV-1",
        "incidents": "INC-1",
        "policies": "POL-1",
        "audits": "AUD-1",
        "findings": "FND-1",
        "controls": "CTL-1",
        "papers": "UC-1",
        "courses": "C-1",
        "articles": "KB-1",
        "sessions": "S-1",
    }
    assert all(references[key] == by_id[key][key].hits[0].reference for key in KINDS)


def test_what_one_may_not_see_is_not_found(organization, member, person):
    author, staff = member(name="Ann Author"), member(Role.COE_STAFF)
    with scope(organization):
        write_article(ArticleText("Heron draft", "Not yet."), actor=Actor.member(author))
        unpublished = Course.objects.create(
            number=1, title="Heron course", audience=Audience.LITERACY, owner=author
        )
        titles = [found("heron", one) for one in (author, staff, person)]

    assert unpublished.current_version is None
    assert [list(groups) for groups in titles] == [["articles"], ["articles"], []]


def test_the_work_on_other_peoples_cases_is_not_found(filled, member, person):
    outsider, staff = member(name="Otto Outside"), member(Role.COE_STAFF)
    with scope(filled):
        for hidden in ("waivers", "incidents", "audits", "findings", "papers"):
            assert hidden not in found("heron", outsider)
        assert "controls" in found("heron", outsider)
        assert set(AFTER_MEETINGS) < set(found("heron", staff))
        # What was reported is for oversight and for whoever reported it.
        assert "incidents" not in found("heron", member(Role.REVIEWER, name="Rob Reader"))


def test_what_models_said_is_not_found_and_what_is_blocked_is_for_few(filled, member, person):
    with scope(filled):
        assert found("flamingo", person) == {}
        anybody = found("heron", member(name="Otto Outside"))
        assert {"documents", "outputs"} < set(anybody)
        assert "blocklist" not in anybody
        (hit,) = found("heron card", person)["documents"].hits
        assert hit.note == "Model card, v1"


def test_what_counts_no_more_is_not_found(filled, person):
    now = timezone.now()
    with scope(filled):
        ModelDocument.objects.update(ended_at=now)
        BlocklistEntry.objects.update(removed_at=now)
        groups = found("heron", person)
        assert not {"documents", "blocklist"} & set(groups)
        AIModel.objects.update(removed_at=now)
        ModelDocument.objects.update(ended_at=None)
        assert "documents" not in found("heron", person)


def test_a_paper_is_found_by_its_name_in_its_last_edition(filled, person, client_for):
    with scope(filled):
        (hit,) = found("technical file", person)["papers"].hits
        assert "papers" not in found("fundamental rights", person)
    page = client_for(person).get("/northbank/governance/papers/", {"q": "technical file"})

    assert (hit.note, hit.url.endswith("/editions/2/")) == ("Technical file, edition 2", True)
    assert "Heron pricing 0" in page.content.decode()


def test_a_token_finds_what_its_scopes_allow(filled, person):
    actor = replace(Actor.member(person), kind=ActorKind.TOKEN, scopes=frozenset({"training:read"}))
    with scope(filled):
        assert [group.key for group in search("heron", actor=actor)] == TRAINING


def test_two_organizations_find_their_own(filled, other_organization, member, person, client_for):
    theirs = member(Role.ORG_ADMIN, Role.COE_STAFF, organization=other_organization)
    with scope(other_organization):
        assert found("heron", theirs) == {}
        assert found("uc-1", theirs) == {}
        fill(theirs, "Heron zebra")

    own = client_for(person).get("/northbank/search/", {"q": "heron"}).content.decode()
    page = client_for(theirs).get("/mercy/search/", {"q": "heron"}).content.decode()

    assert "zebra" not in own
    assert page.count("Heron zebra") == len(KINDS)
    assert "Heron pricing 0" not in page
    assert client_for(theirs).get("/northbank/search/", {"q": "heron"}).status_code == 404


def test_many_hits_are_cut_and_lead_to_the_list(organization, person, client_for):
    with scope(organization):
        fill(person, "Heron", SHOWN + 1)
    browser = client_for(person)

    with scope(organization):
        groups = found("heron", person)
    assert [len(group.hits) for group in groups.values()] == [SHOWN] * len(KINDS)
    lists = [browser.get(group.more_url).content.decode() for group in groups.values()]
    assert [page.count("Heron") >= SHOWN + 1 for page in lists] == [True] * len(KINDS)


def test_few_and_many_cost_the_same(filled, person, client_for, django_assert_max_num_queries):
    browser = client_for(person)
    browser.get("/northbank/search/", {"q": "heron"})
    with django_assert_max_num_queries(36) as few:
        browser.get("/northbank/search/", {"q": "heron"})
    with scope(filled):
        fill(person, "Heron again", 2 * SHOWN)
    with django_assert_max_num_queries(len(few)):
        browser.get("/northbank/search/", {"q": "heron"})


@pytest.mark.parametrize("text", ["", " ", "h"])
def test_too_little_asks_for_more(filled, person, client_for, text):
    page = client_for(person).get("/northbank/search/", {"q": text}).content.decode()

    assert "Type at least two letters." in page
    assert "Heron" not in page


def test_nothing_found_says_so_and_escapes(filled, person, client_for):
    page = client_for(person).get("/northbank/search/", {"q": "<b>swan"}).content.decode()

    assert "Nothing found for “&lt;b&gt;swan”" in page
    assert "<b>swan" not in page


def test_while_typing_only_the_hits_are_drawn(filled, person, client_for):
    headers = {"HX-Request": "true", "HX-Target": "hits"}

    part = client_for(person).get("/northbank/search/", {"q": "heron"}, headers=headers)

    assert part.content.decode().lstrip().startswith('<div class="stack dims" id="hits"')


def test_every_page_has_the_field(filled, person, client_for):
    page = client_for(person).get("/northbank/training/").content.decode()

    assert 'action="/northbank/search/"' in page
    assert 'aria-keyshortcuts="/ Control+K"' in page


def test_texts_are_bounded():
    assert searched_text("  two\t words ") == "two words"
    assert len(searched_text("x" * 5000)) == LONGEST


def test_a_kind_is_declared_once():
    known = sources()[0]
    with pytest.raises(ValueError, match="twice"):
        searchable(
            known.key,
            label="Again",
            icon="layers",
            permission=known.permission,
            find=known.find,
            hit=known.hit,
            listing=known.listing,
        )


def test_programs_search_too(filled, other_organization, person, member, api_client):
    answer = api_client(person).get("/northbank/api/v1/search/", {"q": "heron"})
    stranger = member(organization=other_organization)
    theirs = api_client(stranger).get("/mercy/api/v1/search/", {"q": "heron"})

    assert [group["kind"] for group in answer.json()] == KINDS
    assert answer.json()[KINDS.index("courses")]["hits"] == [
        {
            "reference": "C-1",
            "title": "Heron basics 0",
            "url": "/northbank/training/courses/C-1/",
            "note": "Everybody: AI literacy",
        }
    ]
    assert theirs.json() == []


def test_who_left_finds_nothing(filled, member):
    left = member(name="Lea Left")
    with scope(filled):
        assert UseCase.objects.visible_to(left).exists()
        left.is_active = False
        assert "use_cases" not in found("heron", left)
