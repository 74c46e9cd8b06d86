"""The content of the demo's registry: what it names is there, at its time."""

from __future__ import annotations

from collections import Counter

import pytest

from demo.script import load_all

SCRIPTS = load_all()
MODELS = [
    pytest.param(script, model, id=f"{script.slug}-{model.key}")
    for script in SCRIPTS
    for model in script.models
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
