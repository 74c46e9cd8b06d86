"""The content of the demo's registry: what it names is there, at its time."""

from __future__ import annotations

from collections import Counter

import pytest

from demo.script import load_all
from registry.choices import DocumentKind
from registry.outlines import parts_of

SCRIPTS = load_all()
MODELS = [
    pytest.param(script, model, id=f"{script.slug}-{model.key}")
    for script in SCRIPTS
    for model in script.models
]
PAPERS = [
    pytest.param(paper, id=f"{script.slug}-{paper.version}-{paper.kind}")
    for script in SCRIPTS
    for paper in script.dossiers.papers
]


def test_both_organizations_have_models_of_every_kind():
    kinds = [Counter(model.kind for model in script.models) for script in SCRIPTS]
    assert [sum(one.values()) for one in kinds] == [17, 14]
    assert set(kinds[0]) == {"classic", "generative", "agent", "vendor_api", "prompt"}


@pytest.mark.parametrize(("script", "model"), MODELS)
def test_nobody_checks_what_they_built_and_days_follow_each_other(script, model):
    assert {one.checker or model.checker for one in model.releases} & {model.developer} == set()
    days = [model.registered, *(one.at for one in model.releases)]
    assert days == sorted(days, reverse=True)
    born = {case.key: case.registered for case in script.cases}
    assert all(born[key] > model.registered for key in model.about)


@pytest.mark.parametrize(("script", "model"), MODELS)
def test_lineage_names_versions_that_are_there_before(script, model):
    known = {
        f"{one.key}:{number}": release.at
        for one in script.models
        for number, release in enumerate(one.releases, start=1)
    }
    wanted = [(one.parent, release.at) for release in model.releases for one in release.made_from]
    assert all(known[parent] >= at for parent, at in wanted if parent)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_document_answers_what_its_kind_asks_or_has_figures_or_is_a_file(paper):
    asked = {part.key for part in parts_of(DocumentKind(paper.kind))}
    assert set(paper.parts) <= asked
    assert [bool(paper.parts), bool(paper.figures), bool(paper.file)].count(True) == 1
    assert len(" ".join(paper.parts.values()) or paper.file or paper.says) > 60


def test_one_assessment_in_each_organization_is_answered():
    answered = [[one.version for one in script.dossiers.trials if one.answer] for script in SCRIPTS]
    assert [set(one) for one in answered] == [
        {"credit-score:2", "name-match:2"},
        {"sepsis:1", "sepsis:2"},
    ]
