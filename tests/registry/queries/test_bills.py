"""The bill of a version tells of its data, vendors, base models, figures and documents."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from coe_portal.accounts.actor import Actor
from registry.actions.documents import DocumentTerms, add_document
from registry.actions.operations import InputTerms, add_input
from registry.choices import DocumentKind, InputKind, InputRole, LegalBasis, PersonalData
from registry.logic.cyclonedx import written
from registry.logic.model_cards import ModelCard
from registry.queries.bills import bill_of
from tests.registry.catalogue import made_from, new_dataset
from tests.registry.fairness import UNFAIR, assessed
from tests.registry.models import new_model, new_version
from tests.registry.vendors import approved_vendor

pytestmark = pytest.mark.usefixtures("in_scope")

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def bill(version, organization):
    """The bill as JSON; it must be valid."""
    text = json.dumps(written(bill_of(version, organization, made_at=NOW)))
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    return json.loads(text)


def card(version, by):
    """A model card with a licence and sections."""
    sections = {"uses": "For clerks.", "risks": "Old data.", "recommendations": "Retrain."}
    content = ModelCard(metadata={"license": "apache-2.0"}, sections=sections).content()
    terms = DocumentTerms(kind=DocumentKind.MODEL_CARD, title="Card", content=content)
    return add_document(version, terms, actor=Actor.member(by))


def test_what_it_was_made_from_is_known_by_name_keeper_and_supplier(
    organization, version, owner, developer
):
    dataset = new_dataset(
        owner,
        "Loans",
        licence="CC-BY-4.0",
        personal_data=PersonalData.PERSONAL,
        digest="a" * 64,
        legal_basis=LegalBasis.CONTRACT,
    )
    made_from(version, dataset)
    vendor = approved_vendor(owner, name="Acme")
    service = InputTerms(kind=InputKind.VENDOR, role=InputRole.PART, name="Acme API", vendor=vendor)
    base = new_version(new_model(owner, name="base"), developer)
    parent = InputTerms(kind=InputKind.MODEL, role=InputRole.BASE, name="base", parent=base)
    for terms in (service, parent):
        add_input(version, terms, actor=Actor.member(developer))
    made = bill(version, organization)
    data, model = made["components"]
    assert data["data"][0]["governance"] == {"stewards": [{"contact": {"name": "Olga Owner"}}]}
    assert data["data"][0]["sensitiveData"] == ["Personal"]
    assert data["licenses"] == [{"license": {"id": "CC-BY-4.0"}}]
    assert data["hashes"] == [{"alg": "SHA-256", "content": "a" * 64}]
    assert (model["type"], model["name"], model["version"]) == (
        "machine-learning-model",
        "base",
        "1",
    )
    assert made["services"][0]["provider"] == {"name": "Acme"}
    assert len(made["dependencies"][0]["dependsOn"]) == 3


def test_its_card_figures_and_fairness_stand_in_the_model_card(
    organization, version, case, developer
):
    card(version, developer)
    assessed(version, developer, UNFAIR)
    component = bill(version, organization)["metadata"]["component"]
    assert component["licenses"] == [{"license": {"id": "Apache-2.0"}}]
    considered = component["modelCard"]["considerations"]
    assert considered["users"] == ["For clerks."]
    assert considered["useCases"] == [f"{case.reference} {case.title}"]
    assert considered["ethicalConsiderations"] == [
        {"name": "Old data.", "mitigationStrategy": "Retrain."}
    ]
    assert considered["fairnessAssessments"][0]["groupAtRisk"] == "sex: f"
    figures = component["modelCard"]["quantitativeAnalysis"]["performanceMetrics"]
    assert {one["slice"] for one in figures} == {"sex: f", "sex: m", "sex"}


def test_a_bill_costs_the_same_for_little_and_for_much_lineage(
    organization, version, owner, developer, django_assert_max_num_queries
):
    for number in range(6):
        made_from(version, new_dataset(owner, f"Data {number}"))
    version.refresh_from_db()
    with django_assert_max_num_queries(8):
        made = bill(version, organization)
    assert len(made["components"]) == 6
