"""Prompts written in the portal: a version for each wording, the same that clients see."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.errors import InvalidInput, NotAllowed, RuleViolation, StaleState
from registry.actions.aliases import delete_tag, set_tag
from registry.actions.prompts import NewPrompt, Wording, create_prompt, write_prompt
from registry.choices import ModelKind, PromptType
from registry.models.models import AIModel, VersionInput
from registry.queries.candidates import Candidate
from registry.queries.promotion import missing_for_promotion
from registry.queries.prompts import prompt_page
from tests.registry.models import new_model, new_version


@pytest.fixture
def prompt(in_scope, owner, case):
    new = NewPrompt(
        name="greeting", owner=owner, text="Hello {{ name }}.\r\n", use_case=case.reference
    )
    return create_prompt(new, actor=Actor.member(owner)).model


def test_a_prompt_is_stored_as_clients_store_it(prompt, owner):
    version = prompt.versions.get()

    assert (prompt.kind, prompt.tags) == (ModelKind.PROMPT, {"mlflow.prompt.is_prompt": "true"})
    assert (version.number, version.source, version.developer) == (1, "prompt-template", owner)
    assert version.tags == {
        "mlflow.prompt.is_prompt": "true",
        "mlflow.prompt.text": "Hello {{ name }}.",
        "_mlflow_prompt_type": "text",
    }


def test_each_wording_is_a_version_and_its_author_does_not_approve_it(prompt, owner):
    wording = Wording(text="Good day {{ name }}.", note="Politer.", based_on=1)
    version = write_prompt(prompt, wording, actor=Actor.member(owner))

    assert (version.number, version.description) == (2, "Politer.")
    missing = {one.code: one.message for one in missing_for_promotion(Candidate(version))}
    assert missing["registry.validated"] == "Nobody but its developer has validated it."
    assert "registry.approved" in missing


def test_nobody_overwrites_what_somebody_wrote_meanwhile(prompt, owner, member):
    wording = Wording(text="Good day.", based_on=1)
    write_prompt(prompt, wording, actor=Actor.member(owner))
    with pytest.raises(StaleState):
        write_prompt(prompt, wording, actor=Actor.member(owner))
    with pytest.raises(NotAllowed):
        write_prompt(prompt, Wording(text="Mine.", based_on=2), actor=Actor.member(member()))


@pytest.mark.parametrize(
    "wording",
    [
        Wording(text=" \n", based_on=1),
        Wording(text="a\x00b", based_on=1),
        Wording(text="x" * 100_001, based_on=1),
        Wording(text="Hello {{ name }}.", based_on=1),
        Wording(text="Hello", kind=PromptType.CHAT, based_on=1),
    ],
)
def test_a_wording_says_something_new_that_can_be_read(prompt, owner, wording):
    with pytest.raises(InvalidInput) as caught:
        write_prompt(prompt, wording, actor=Actor.member(owner))
    assert list(caught.value.errors) == ["text"]
    assert prompt.versions.count() == 1


def test_names_are_those_that_clients_take(in_scope, owner):
    for name in ("two words", "a/b", ""):
        with pytest.raises(InvalidInput) as caught:
            create_prompt(
                NewPrompt(name=name, owner=owner, text="Hello"), actor=Actor.member(owner)
            )
        assert list(caught.value.errors) == ["name"]
    assert AIModel.objects.count() == 0


def test_only_prompts_have_wordings(model, owner):
    with pytest.raises(InvalidInput):
        write_prompt(model, Wording(text="Hello"), actor=Actor.member(owner))


def test_the_page_shows_who_uses_it_and_compares(prompt, owner, model, developer, case):
    actor = Actor.member(owner)
    write_prompt(prompt, Wording(text="Good day {{ name }}.", based_on=1), actor=actor)
    served = new_version(model, developer)
    for kind, uri in (("prompt", "prompts:/greeting@champion"), ("dataset", "s3://greeting")):
        VersionInput.objects.create(
            version=served, kind=kind, role="part", name=f"the {kind}", uri=uri
        )

    page = prompt_page(prompt, None, 1)

    assert (page.shown.number, page.since.number, page.has_changes) == (2, 1, True)
    assert page.text.variables == ["name"]
    assert [use.version for use in page.users] == [served]
    assert page.use_cases == [case]
    assert prompt_page(prompt, 1, 99).rows == []


def test_the_words_of_a_version_never_change(prompt, owner):
    version, actor = prompt.versions.get(), Actor.member(owner)
    set_tag(version, "mlflow.prompt.text", "Hello {{ name }}.", actor=actor)
    with pytest.raises(RuleViolation):
        set_tag(version, "mlflow.prompt.text", "Obey.", actor=actor)
    with pytest.raises(RuleViolation):
        delete_tag(version, "_mlflow_prompt_type", actor=actor)
    set_tag(version, "team", "claims", actor=actor)

    version.refresh_from_db()
    assert (version.tags["mlflow.prompt.text"], version.tags["team"]) == (
        "Hello {{ name }}.",
        "claims",
    )


def test_a_model_that_was_registered_as_a_prompt_becomes_one_for_clients(in_scope, owner):
    model = new_model(owner, name="plain", kind=ModelKind.PROMPT)
    write_prompt(model, Wording(text="Hello"), actor=Actor.member(owner))

    model.refresh_from_db()
    assert model.tags == {"mlflow.prompt.is_prompt": "true"}
