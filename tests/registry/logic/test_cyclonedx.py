"""Bills of materials: valid by the official schema of CycloneDX 1.6, whatever they hold."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given, settings, strategies as st

from registry.logic.cyclonedx import (
    ADDRESS,
    Bill,
    Figure,
    Inequality,
    Ingredient,
    Reference,
    model_purl,
    written,
)

VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)
NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
words = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=30
)
addresses = st.one_of(
    words,
    st.sampled_from(
        [
            "s3://bucket/a b",
            "models:/m-12",
            "runs:/abc/model",
            "https://x.example/a?b=c#d",
            "C:\\models\\1",
            "https://[half",
            "file:///x//y",
            "a:",
            "1:2",
            "https://x.example:99999999",
        ]
    ),
)
digests = st.one_of(
    words,
    st.sampled_from(["a" * 64, "sha256:" + "0" * 64, "md5:" + "f" * 32, "sha256:" + "0" * 32]),
)
ingredients = st.builds(
    Ingredient,
    ref=words.filter(bool),
    type=st.sampled_from(["data", "machine-learning-model", "library", "service"]),
    name=words,
    version=words,
    description=words,
    supplier=words,
    licence=words | st.sampled_from(["MIT", "apache-2.0", "Proprietary"]),
    digest=digests,
    address=addresses,
    classification=words,
    sensitive=st.lists(words, max_size=2).map(tuple),
    steward=words,
    properties=st.dictionaries(words.filter(bool), words, max_size=2),
)
bills = st.builds(
    Bill,
    organization=words,
    made_at=st.just(NOW),
    tool=st.just("CoE Portal"),
    tool_version=st.just("1"),
    ref=st.just("M-1@1"),
    name=words.filter(bool),
    version=words,
    description=words,
    supplier=words,
    authors=st.lists(words, max_size=2).map(tuple),
    licence=words,
    purl=words.map(lambda name: model_purl(name, "1", "https://x.example/org/mlflow")),
    family=words,
    architecture=words,
    task=words,
    tags=st.lists(words, max_size=2).map(tuple),
    ingredients=st.lists(ingredients, max_size=3, unique_by=lambda one: one.ref).map(tuple),
    figures=st.lists(st.builds(Figure, words, words, words, words, words), max_size=2).map(tuple),
    users=st.lists(words, max_size=2).map(tuple),
    use_cases=st.lists(words, max_size=2).map(tuple),
    limitations=st.lists(words, max_size=2).map(tuple),
    risks=st.lists(st.tuples(words, words), max_size=2).map(tuple),
    inequalities=st.lists(st.builds(Inequality, words, words, words), max_size=2).map(tuple),
    references=st.lists(
        st.builds(Reference, st.sampled_from(["website", "model-card"]), addresses, words, digests),
        max_size=2,
    ).map(tuple),
    properties=st.dictionaries(words.filter(bool), words, max_size=2),
)


def check(bill):
    """The bill as JSON; it must be valid."""
    text = json.dumps(written(bill))
    assert VALIDATOR.validate_str(text) is None
    return json.loads(text)


@settings(max_examples=40, deadline=None)
@given(bills)
def test_every_bill_is_valid(bill):
    check(bill)


def bill(**fields):
    given = {
        "organization": "Northbank",
        "made_at": NOW,
        "tool": "CoE Portal",
        "tool_version": "1",
        "ref": "M-1@3",
        "name": "credit",
        "version": "3",
        **fields,
    }
    return Bill(**given)


def test_the_validator_refuses_what_is_not_in_the_schema():
    broken = {**written(bill()), "nonsense": 1}
    assert VALIDATOR.validate_str(json.dumps(broken)) is not None


def test_what_it_was_made_from_is_there_with_hashes_licences_and_dependencies():
    data = Ingredient(
        ref="d",
        type="data",
        name="loans",
        licence="cc-by-4.0",
        digest="sha256:" + "A" * 64,
        address="s3://lake/loans",
        classification="confidential",
        sensitive=("income",),
        steward="Dana",
    )
    service = Ingredient(ref="s", type="service", name="Acme API", supplier="Acme")
    made = check(bill(ingredients=(data, service)))
    (component,) = made["components"]
    assert component["hashes"] == [{"alg": "SHA-256", "content": "a" * 64}]
    assert component["licenses"] == [{"license": {"id": "CC-BY-4.0"}}]
    assert component["data"] == [
        {
            "type": "dataset",
            "name": "loans",
            "classification": "confidential",
            "sensitiveData": ["income"],
            "governance": {"stewards": [{"contact": {"name": "Dana"}}]},
        }
    ]
    assert made["services"][0]["provider"] == {"name": "Acme"}
    assert made["dependencies"][0] == {"ref": "M-1@3", "dependsOn": ["d", "s"]}
    card = made["metadata"]["component"]["modelCard"]
    assert card["modelParameters"]["datasets"] == [{"ref": "d"}]


def test_figures_and_considerations_stand_in_the_model_card():
    made = check(
        bill(
            figures=(Figure("auc", "0.9", "holdout", "0.88", "0.92"),),
            users=("Clerks",),
            risks=(("Old data", "Retrain each year"),),
            inequalities=(Inequality("sex: f", "0.2 apart"),),
        )
    )
    card = made["metadata"]["component"]["modelCard"]
    assert card["quantitativeAnalysis"]["performanceMetrics"] == [
        {
            "type": "auc",
            "value": "0.9",
            "slice": "holdout",
            "confidenceInterval": {"lowerBound": "0.88", "upperBound": "0.92"},
        }
    ]
    assert card["considerations"] == {
        "users": ["Clerks"],
        "ethicalConsiderations": [{"name": "Old data", "mitigationStrategy": "Retrain each year"}],
        "fairnessAssessments": [{"groupAtRisk": "sex: f", "harms": "0.2 apart"}],
    }


def test_the_same_facts_have_the_same_serial_number_at_another_time():
    later = bill(made_at=NOW + dt.timedelta(days=1))
    assert written(bill())["serialNumber"] == written(later)["serialNumber"]
    assert written(bill())["serialNumber"] != written(bill(version="4"))["serialNumber"]


def test_an_address_of_another_form_is_kept_as_a_property():
    made = check(bill(references=(Reference("distribution", "C:\\models\\1"),)))
    component = made["metadata"]["component"]
    assert "externalReferences" not in component
    assert component["properties"] == [{"name": "coe:distribution", "value": "C:\\models\\1"}]


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("s3://bucket/key", True),
        ("models:/m-1", True),
        ("https://x.example:8080/a?b#c", True),
        ("file:///var/x", True),
        ("x y", False),
        ("https://x.example/a b", False),
        ("https://x.example/%zz", False),
        ("", False),
    ],
)
def test_addresses(address, is_one):
    assert bool(ADDRESS.fullmatch(address)) is is_one


def test_a_package_url_names_the_registry():
    purl = model_purl("credit score", "3", "https://x.example/org/mlflow")
    assert purl == (
        "pkg:mlflow/credit%20score@3?repository_url=https%3A%2F%2Fx.example%2Forg%2Fmlflow"
    )
