"""The knowledge base, questions with answers, champions."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.actions import create_business_unit
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from training.actions.articles import ArticleText, publish_article, write_article
from training.actions.community import Asking, Naming, ask_question, name_champion
from training.models.community import Answer, Article, Champion, CommunityQuestion

OPERATOR = Actor.system("tests")


def url(name, **kwargs):
    return reverse(f"training:{name}", kwargs={"org": "northbank", **kwargs})


@pytest.fixture
def published(organization):
    def make(author, title="Prompts that work", body="Say what you want.", **fields):
        with scope(organization):
            text = ArticleText(title, body, **fields)
            article = write_article(text, actor=Actor.member(author))
            return publish_article(article, actor=OPERATOR)

    return make


def test_an_article_is_written_published_and_read(organization, member, client_for):
    author, staff, reader = member(name="Ada Author"), member(Role.COE_STAFF), member()
    data = {"title": "Prompts", "body": "Say **what**.\n<script>", "tags": "Prompting, first steps"}

    client_for(author).post(url("article_new"), data)
    draft = client_for(reader).get(url("article", reference="KB-1"))
    refused = client_for(author).post(url("article_publish", reference="KB-1"))
    client_for(staff).post(url("article_publish", reference="KB-1"))
    page = client_for(reader).get(url("article", reference="KB-1")).content.decode()

    assert (draft.status_code, refused.status_code) == (404, 403)
    assert "<strong>what</strong>" in page
    assert "&lt;script&gt;" in page
    with scope(organization):
        article = Article.objects.get()
        told = Notification.objects.get(kind="training.article_published")
    assert article.tags == ["prompting", "first steps"]
    assert told.recipient_id == author.pk


def test_authors_change_drafts_and_staff_what_is_published(
    organization, member, client_for, published
):
    author, staff = member(), member(Role.COE_STAFF)
    published(author)
    data = {"title": "Better prompts", "body": "Say it\ntwice.", "revision": "1"}
    address = url("article_edit", reference="KB-1")

    assert client_for(author).post(address, data).status_code == 403
    assert client_for(staff).post(address, data).status_code == 302
    stale = client_for(staff).post(address, data)
    revision = client_for(author).get(url("article_revision", reference="KB-1", number=2))
    missing = client_for(author).get(url("article_revision", reference="KB-1", number=9))

    assert stale.status_code == 422
    assert "Somebody changed the article meanwhile" in stale.content.decode()
    assert 'class="is-removed"' in revision.content.decode()
    assert missing.status_code == 404
    with scope(organization):
        assert Article.objects.get().title == "Better prompts"


def test_search_finds_words_beginnings_tags_and_references(
    member, client_for, published, organization
):
    author = member()
    published(author, "Cleaning data", "Remove doubles before training.", tags=("data",))
    published(author, "Prompting well", "Say what you want.")
    reader = client_for(member())

    def found(**query):
        text = reader.get(url("articles"), query).content.decode()
        return ["Cleaning data" in text, "Prompting well" in text]

    assert found(q="remove doub") == [True, False]
    assert found(q="kb-2") == [False, True]
    assert found(q="' | & :*") == [False, False]
    assert found(tag="Data") == [True, False]
    assert found() == [True, True]


def test_search_sees_its_own_organization_only(
    organization, other_organization, member, published, client_for
):
    published(member(), "Zebra crossings", "Stripes.")
    stranger = client_for(member(organization=other_organization))

    page = stranger.get("/mercy/training/articles/", {"q": "zebra"}).content.decode()
    theirs = stranger.get("/mercy/training/articles/KB-1/")

    assert "Zebra crossings" not in page
    assert theirs.status_code == 404
    with scope(other_organization), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM training_articles_matching('zebra')")
        assert cursor.fetchone() == (0,)


def test_articles_are_archived_and_come_back(member, client_for, published):
    author, staff, reader = member(), client_for(member(Role.COE_STAFF)), client_for(member())
    published(author)

    staff.post(url("article_archive", reference="KB-1"))
    gone = reader.get(url("article", reference="KB-1"))
    twice = staff.post(url("article_archive", reference="KB-1"))
    staff.post(url("article_publish", reference="KB-1"))
    back = reader.get(url("article", reference="KB-1"))

    assert (gone.status_code, twice.status_code, back.status_code) == (404, 409, 200)


def test_readers_comment_on_what_is_published(member, client_for, published):
    published(member())
    thread = reverse(
        "collaboration:comments",
        kwargs={"org": "northbank", "kind": "article", "reference": "KB-1"},
    )

    reader = client_for(member())

    reader.post(thread, {"body": "Thank you!"})

    assert "Thank you!" in reader.get(thread).content.decode()


def test_a_question_is_asked_answered_accepted_and_closed(organization, member, client_for):
    asker, helper, other = member(), member(name="Hal Helper"), member()
    asking, helping = client_for(asker), client_for(helper)

    asking.post(url("community_ask"), {"title": "May I use it for letters?", "body": "**Ours**"})
    helping.post(url("community_question", reference="Q-1"), {"body": "Yes, after a check."})
    with scope(organization):
        answer = Answer.objects.get()
    accept = url("answer_accept", reference="Q-1", pk=answer.pk)
    refused = client_for(other).post(accept)
    asking.post(accept)
    asking.post(url("community_question_close", reference="Q-1"))
    late = helping.post(url("community_question", reference="Q-1"), {"body": "And another thing"})
    page = client_for(other).get(url("community_question", reference="Q-1")).content.decode()

    assert refused.status_code == 403
    assert late.status_code == 422
    assert "Accepted answer" in page
    assert "This question is closed." in page
    with scope(organization):
        question = CommunityQuestion.objects.get()
        told = {(row.kind, row.recipient_id) for row in Notification.objects.all()}
        trail = set(AuditEvent.objects.values_list("action", flat=True))
    assert (question.accepted_id, question.closed_at is None) == (answer.pk, False)
    assert told >= {
        ("training.question_answered", asker.pk),
        ("training.answer_accepted", helper.pk),
    }
    assert trail >= {
        "training.question.asked",
        "training.question.answered",
        "training.question.accepted",
        "training.question.closed",
    }


def test_a_closed_question_opens_again(organization, member, client_for):
    asker = member()
    with scope(organization):
        ask_question(Asking("Why?"), actor=Actor.member(asker))
    asking = client_for(asker)

    asking.post(url("community_question_close", reference="Q-1"))
    asking.post(url("community_question_reopen", reference="Q-1"))
    again = asking.post(url("community_question_reopen", reference="Q-1"))

    assert again.status_code == 409
    open_ones = asking.get(url("community_questions"), {"state": "open"}).content.decode()
    closed_ones = asking.get(url("community_questions"), {"state": "closed"}).content.decode()
    assert ("Why?" in open_ones, "Why?" in closed_ones) == (True, False)


def test_champions_are_named_for_a_term_and_shown_to_their_unit(organization, member, client_for):
    with scope(organization):
        cards = create_business_unit("Cards", code="cards", actor=OPERATOR)
    champion = member(name="Cham Pion")
    colleague = client_for(member(business_unit=cards))
    staff = client_for(member(Role.COE_STAFF))
    today = timezone.localdate()
    data = {"unit": cards.pk, "email": champion.user.email, "starts_on": today.isoformat()}

    staff.post(url("champion_new"), data)
    twice = staff.post(url("champion_new"), data)
    unknown = staff.post(url("champion_new"), {**data, "email": "nobody@example.com"})
    start = colleague.get(url("community")).content.decode()
    with scope(organization):
        named = Champion.objects.get()
    end = url("champion_end", pk=named.pk)
    early = staff.post(end, {"ends_on": (today - dt.timedelta(days=3)).isoformat()})
    staff.post(end, {"ends_on": today.isoformat()})

    assert (twice.status_code, unknown.status_code, early.status_code) == (422, 422, 422)
    assert "Cham Pion" in start
    with scope(organization):
        assert not Champion.objects.serving(today + dt.timedelta(days=1)).exists()
    assert "Cham Pion" in colleague.get(url("champions"), {"past": "yes"}).content.decode()


@pytest.mark.parametrize("page", ["community", "articles", "community_questions", "champions"])
def test_pages_cost_the_same_for_one_row_and_thirty(
    organization, member, client_for, published, django_assert_max_num_queries, page
):
    browser, asker = client_for(member()), member()
    with scope(organization):
        units = [create_business_unit(f"U{n}", code=f"u{n}", actor=OPERATOR) for n in range(30)]

    def add(n):
        published(asker, title=f"Article {n}", tags=("a", "b"))
        with scope(organization):
            ask_question(Asking(f"Question {n}?"), actor=Actor.member(asker))
            name_champion(Naming(units[n], asker, timezone.localdate()), actor=OPERATOR)

    add(0)
    browser.get(url(page))
    with django_assert_max_num_queries(16) as few:
        browser.get(url(page))
    for n in range(1, 30):
        add(n)
    with django_assert_max_num_queries(len(few)):
        assert browser.get(url(page)).status_code == 200


def champions_card(unit):
    return url("unit_champions", pk=unit.pk)


def test_the_page_of_a_unit_names_its_champions(organization, member, client_for):
    with scope(organization):
        cards = create_business_unit("Cards", code="cards", actor=OPERATOR)
        named = [member(name="Cham Pion"), member(name="Past Pion")]
        today = timezone.localdate()
        name_champion(Naming(cards, named[0], today), actor=OPERATOR)
        past = today - dt.timedelta(days=9)
        name_champion(Naming(cards, named[1], past, past), actor=OPERATOR)
    reader, staff = client_for(member()), client_for(member(Role.COE_STAFF))

    page = reader.get(f"/northbank/settings/units/{cards.pk}/").content.decode()
    card = reader.get(champions_card(cards)).content.decode()

    assert f'hx-get="{champions_card(cards)}"' in page
    assert "Cham Pion" in card
    assert "Past Pion" not in card
    assert "champions/new/" not in card
    assert f"champions/new/?unit={cards.pk}" in staff.get(champions_card(cards)).content.decode()


def test_a_unit_without_champion_shows_those_of_the_nearest_above(
    organization, member, client_for, django_assert_max_num_queries
):
    with scope(organization):
        bank = create_business_unit("Bank", code="bank", actor=OPERATOR)
        retail = create_business_unit("Retail", code="retail", actor=OPERATOR, parent=bank)
        cards = create_business_unit("Cards", code="cards", actor=OPERATOR, parent=retail)
        alone = create_business_unit("Alone", code="alone", actor=OPERATOR)
        for unit, name in ((bank, "Bea"), (retail, "Rita"), (retail, "Rob")):
            name_champion(Naming(unit, member(name=name), timezone.localdate()), actor=OPERATOR)
    browser = client_for(member())
    browser.get(champions_card(alone))

    with django_assert_max_num_queries(10):
        card = browser.get(champions_card(cards)).content.decode()

    assert ["Bea" in card, "Rita" in card, "Rob" in card] == [False, True, True]
    assert "for Retail, as this unit has none" in card
    assert "This unit has no champion yet." in browser.get(champions_card(alone)).content.decode()


def test_units_of_others_have_no_champions_here(
    organization, other_organization, member, client_for
):
    with scope(organization):
        cards = create_business_unit("Cards", code="cards", actor=OPERATOR)
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))

    assert stranger.get(f"/mercy/settings/units/{cards.pk}/").status_code == 404
    card = stranger.get(f"/mercy/training/community/units/{cards.pk}/champions/")
    assert card.status_code == 404
