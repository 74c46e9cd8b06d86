"""What model cards, datasheets and oversight plans ask their writers, in words.

Whether a part has to say something, and from which tier on, stands in logic/document_parts.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.choices import DocumentKind


@dataclass(frozen=True)
class Part:
    """One thing to write about."""

    key: str
    label: Promise
    hint: Promise | str = ""


@dataclass(frozen=True)
class Group:
    """Parts that belong together."""

    label: Promise
    parts: tuple[Part, ...]


CARD: Final = (
    Group(
        _("The model"),
        (
            Part("intro", _("In short"), _("What it does, in two or three sentences.")),
            Part(
                "details",
                _("Model details"),
                _("Kind of model, who built it, when, from what, and how it works in principle."),
            ),
            Part("sources", _("Sources"), _("Code, paper, demo: where to read more.")),
        ),
    ),
    Group(
        _("Use"),
        (
            Part("uses", _("Intended use"), _("For what it was made, and who uses it.")),
            Part("direct_use", _("Direct use"), _("What it is good for as it is.")),
            Part(
                "downstream_use",
                _("Use as a part"),
                _("Inside what it is used, or tuned."),
            ),
            Part(
                "out_of_scope",
                _("Not to be used for"),
                _("Uses that it was not made or tested for, and foreseeable misuse."),
            ),
        ),
    ),
    Group(
        _("Risks"),
        (
            Part(
                "risks",
                _("Bias, risks and limitations"),
                _("Whom it serves less well, where it fails, what can go wrong."),
            ),
            Part(
                "recommendations",
                _("Recommendations"),
                _("What users should do about these risks."),
            ),
            Part("start", _("How to start"), _("A few lines of code or steps.")),
        ),
    ),
    Group(
        _("Training"),
        (
            Part("training", _("Training in general")),
            Part(
                "training_data",
                _("Training data"),
                _("Which data, from when, how they were chosen and cleaned."),
            ),
            Part(
                "training_procedure",
                _("Training procedure"),
                _("Preparation, settings, hardware, duration."),
            ),
        ),
    ),
    Group(
        _("Evaluation"),
        (
            Part("evaluation", _("Evaluation in general")),
            Part(
                "testing",
                _("Testing data, factors and metrics"),
                _("On what it was tested, for which groups, and measured how."),
            ),
            Part("results", _("Results"), _("What came out, and what that means.")),
            Part("examination", _("How it decides"), _("What is known of why it answers so.")),
        ),
    ),
    Group(
        _("Around it"),
        (
            Part(
                "environmental",
                _("Environmental impact"),
                _("Energy or emissions of training and use, and how they were estimated."),
            ),
            Part("technical", _("Technical specifications")),
            Part("citation", _("Citation")),
            Part("glossary", _("Glossary")),
            Part("more_information", _("More information")),
            Part("authors", _("Authors of the card")),
            Part("contact", _("Contact"), _("Whom to ask, and whom to tell when it goes wrong.")),
            Part(
                "more",
                _("Other sections"),
                _("Markdown with headings of its own; what an uploaded card says besides."),
            ),
        ),
    ),
)

DATASHEET: Final = (
    Group(
        _("Why the data exist"),
        (
            Part("purpose", _("For what purpose were the data collected?")),
            Part("makers", _("Who made the dataset, on whose behalf, and who paid for it?")),
        ),
    ),
    Group(
        _("What is in them"),
        (
            Part(
                "instances",
                _("What is one record, and how many are there?"),
                _("People, claims, documents, pictures; what each record holds."),
            ),
            Part(
                "sampling",
                _("Are these all records or a sample?"),
                _("If a sample: of what, how it was drawn, and whom it represents."),
            ),
            Part("labels", _("What are the labels, and who gave them?")),
            Part(
                "gaps",
                _("What is missing, wrong or doubled?"),
                _("Missing values, noise, duplicates, and links between records."),
            ),
            Part("splits", _("How are the data split for training and testing?")),
            Part(
                "sensitive",
                _("What in them is personal, sensitive or confidential?"),
                _("Personal data, special categories, secrets; say so when there is none."),
            ),
            Part(
                "groups",
                _("Which groups of people can be told apart?"),
                _("By age, sex, region; how many records each has."),
            ),
        ),
    ),
    Group(
        _("How they were collected"),
        (
            Part(
                "acquired",
                _("How, by whom and when were they collected?"),
                _("Sensors, forms, logs, purchase; from when to when."),
            ),
            Part(
                "consent",
                _("Did the people know and agree?"),
                _("Notice, legal basis, and how somebody withdraws."),
            ),
            Part("examined", _("Which privacy or ethics review was done?")),
        ),
    ),
    Group(
        _("How they were prepared"),
        (
            Part("cleaning", _("What was cleaned, changed, labelled or left out?")),
            Part("raw", _("Are the raw data kept, and where?")),
        ),
    ),
    Group(
        _("For what they may be used"),
        (
            Part("used_for", _("What have they been used for already?")),
            Part("unsuitable", _("What should they not be used for?")),
            Part(
                "effects",
                _("What in them could make a later use unfair or harmful?"),
            ),
        ),
    ),
    Group(
        _("Who gets them"),
        (
            Part("licence", _("Under which licence or terms may they be used?")),
            Part("restrictions", _("Who has access, and what restricts passing them on?")),
        ),
    ),
    Group(
        _("How they are kept"),
        (
            Part("maintainer", _("Who looks after them, and how is that person reached?")),
            Part("updates", _("When are they corrected, extended or replaced?")),
            Part("retention", _("How long are they kept, and how are they deleted?")),
        ),
    ),
)

OVERSIGHT: Final = (
    Group(
        _("Who oversees"),
        (
            Part(
                "overseers",
                _("Who watches over it while it is in use?"),
                _("Roles or names, and who stands in for them."),
            ),
            Part(
                "competence",
                _("What do they have to know, and who makes sure that they do?"),
                _("Training, authority and time for it."),
            ),
        ),
    ),
    Group(
        _("When a person decides"),
        (
            Part(
                "decisions",
                _("Which outputs does a person decide about or check, and when?"),
                _("All of them, those above a limit, a sample; before or after they take effect."),
            ),
            Part(
                "information",
                _("What does that person see in order to judge?"),
                _("Inputs, confidence, reasons, known weak points."),
            ),
            Part(
                "override",
                _("How is an output set aside or corrected, and what happens then?"),
            ),
            Part(
                "overreliance",
                _("What keeps people from just agreeing with it?"),
                _("Warnings, second opinions, checks of agreement rates."),
            ),
        ),
    ),
    Group(
        _("How it is stopped"),
        (
            Part(
                "stop",
                _("Who may stop it, how, and how fast?"),
                _("The button, command or call, and the time until it stands still."),
            ),
            Part("fallback", _("How does the work go on without it?")),
        ),
    ),
    Group(
        _("How trouble is noticed"),
        (
            Part("signals", _("What is watched, and which values mean trouble?")),
            Part(
                "escalation",
                _("Who is told of trouble, and within what time?"),
                _("From the first person to the board."),
            ),
            Part("records", _("What is kept of interventions?")),
        ),
    ),
    Group(
        _("How the plan stays true"),
        (
            Part("rehearsal", _("How often is it tried out and looked at again, and by whom?")),
            Part("affected", _("How do people who are affected object?")),
        ),
    ),
)

OUTLINES: Final[Mapping[DocumentKind, tuple[Group, ...]]] = {
    DocumentKind.MODEL_CARD: CARD,
    DocumentKind.DATASHEET: DATASHEET,
    DocumentKind.OVERSIGHT: OVERSIGHT,
}


def parts_of(kind: DocumentKind) -> Iterator[Part]:
    """All that a document asks, in its order."""
    return (part for group in OUTLINES.get(kind, ()) for part in group.parts)


def labels_of(kind: DocumentKind) -> dict[str, str]:
    """What its parts are called."""
    return {part.key: str(part.label) for part in parts_of(kind)}
