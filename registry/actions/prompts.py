"""Write prompts: each wording is a version of its own, under the same gate as every model."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.errors import InvalidInput, StaleState
from registry.actions.aliases import set_tag
from registry.actions.registration import (
    NewModel,
    VersionTerms,
    locked_model,
    register_model,
    register_version,
)
from registry.choices import ModelKind, PromptType
from registry.logic.mlflow_names import PROMPT_TAG, is_prompt
from registry.logic.prompts import (
    MOST_LETTERS,
    NAME,
    SOURCE,
    TEXT_TAG,
    TYPE_TAG,
    ChatError,
    chat_messages,
)
from registry.models.models import AIModel, ModelVersion


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a prompt says, why it says it now, and the number of the version it was made from."""

    text: str
    kind: PromptType = PromptType.TEXT
    note: str = ""
    based_on: int = 0


@dataclass(frozen=True, kw_only=True)
class NewPrompt(Wording):
    """A prompt with its first wording, and the reference of the use case that it serves."""

    name: str
    owner: Membership
    description: str = ""
    use_case: str = ""


@transaction.atomic
def create_prompt(new: NewPrompt, *, actor: Actor) -> ModelVersion:
    """Put a prompt into the inventory; clients of MLflow find it under its name.

    Raises:
        InvalidInput: the name is taken, or one that clients do not take.
    """
    if not NAME.fullmatch(new.name.strip()):
        message = _("Letters, digits, - _ and . only: clients take no others.")
        raise InvalidInput(message, errors={"name": [message]})
    terms = NewModel(
        name=new.name.strip(),
        owner=new.owner,
        kind=ModelKind.PROMPT,
        description=new.description.strip(),
        use_case=new.use_case,
        tags={PROMPT_TAG: "true"},
    )
    return write_prompt(register_model(terms, actor=actor), new, actor=actor)


@transaction.atomic
def write_prompt(model: AIModel, wording: Wording, *, actor: Actor) -> ModelVersion:
    """Another wording as the next version; the actor is its author and does not approve it.

    Raises:
        StaleState: somebody wrote a version meanwhile.
    """
    model = locked_model(model)
    if model.kind != ModelKind.PROMPT:
        raise InvalidInput(_("This model is no prompt."))
    if model.last_version != wording.based_on:
        raise StaleState(
            _("Somebody wrote version %(number)d meanwhile: look at it first.")
            % {"number": model.last_version},
            url=model.get_absolute_url(),
        )
    text = _checked(model, wording)
    if not is_prompt(model.tags):  # registered here as a model of this kind
        set_tag(model, PROMPT_TAG, "true", actor=actor)
    return register_version(
        model,
        VersionTerms(
            source=SOURCE,
            description=wording.note.strip(),
            tags={PROMPT_TAG: "true", TEXT_TAG: text, TYPE_TAG: wording.kind.value},
        ),
        actor=actor,
    )


def _checked(model: AIModel, wording: Wording) -> str:
    """The text as it is stored, with the line ends of browsers made plain."""
    text = wording.text.replace("\r\n", "\n").strip("\n")
    message = ""
    if not text.strip() or "\x00" in text:
        message = _("Write what the prompt says.")
    elif len(text) > MOST_LETTERS:
        message = _("At most %(most)d characters.") % {"most": MOST_LETTERS}
    elif wording.kind == PromptType.CHAT:
        message = _problem_of_chat(text)
    newest = model.versions.present().order_by("-number").first()
    if not message and newest is not None and newest.tags.get(TEXT_TAG) == text:
        message = _("The newest version says the same.")
    if message:
        raise InvalidInput(message, errors={"text": [message]})
    return text


def _problem_of_chat(text: str) -> str:
    try:
        chat_messages(text)
    except ChatError:
        return _('Write a list of messages: [{"role": "system", "content": "…"}].')
    return ""
