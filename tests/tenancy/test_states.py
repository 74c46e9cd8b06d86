"""Migrations with few models rendered: what an operation sees is what it would see with all."""

from __future__ import annotations

import pytest
from django.db import models
from django.db.migrations import AddConstraint, AddField, AlterField, CreateModel
from django.db.migrations.state import ProjectState

from coe_portal.tenancy.states import few_models_rendered


def created(name: str, **fields: models.Field) -> CreateModel:
    key = models.BigAutoField(primary_key=True)
    return CreateModel(name, [("id", key), *fields.items()])


def to(model: str) -> models.ForeignKey:
    return models.ForeignKey(f"shop.{model}", on_delete=models.CASCADE)


@pytest.fixture
def state() -> ProjectState:
    """A customer with an order, all rendered."""
    state = ProjectState()
    created("Customer").state_forwards("shop", state)
    created("Order", customer=to("Customer")).state_forwards("shop", state)
    assert state.apps.get_model("shop", "order")
    return state


def columns(state: ProjectState, model: str) -> list[str]:
    return [field.column for field in state.apps.get_model("shop", model)._meta.fields]


def test_a_new_model_points_at_those_that_are_there(state):
    customer = state.apps.get_model("shop", "customer")
    with few_models_rendered():
        created("Invoice", order=to("Order"), customer=to("Customer")).state_forwards("shop", state)
    assert columns(state, "invoice") == ["id", "order_id", "customer_id"]
    invoice = state.apps.get_model("shop", "invoice")
    assert invoice._meta.get_field("customer").remote_field.model is customer


def test_a_plain_field_and_a_constraint_change_one_model(state):
    customer = state.apps.get_model("shop", "customer")
    total = models.IntegerField(default=0)
    positive = models.CheckConstraint(condition=models.Q(total__gte=0), name="positive")
    with few_models_rendered():
        AddField("Order", "total", total).state_forwards("shop", state)
        AddConstraint("Order", positive).state_forwards("shop", state)
    order = state.apps.get_model("shop", "order")
    assert columns(state, "order") == ["id", "customer_id", "total"]
    assert [one.name for one in order._meta.constraints] == ["positive"]
    assert state.apps.get_model("shop", "customer") is customer


def test_a_key_that_others_point_at_changes_with_them(state):
    order = state.apps.get_model("shop", "order")
    key = models.UUIDField(primary_key=True)
    with few_models_rendered():
        AlterField("Customer", "id", key).state_forwards("shop", state)
    changed = state.apps.get_model("shop", "order")
    assert changed is not order
    target = changed._meta.get_field("customer").target_field
    assert isinstance(target, models.UUIDField)


def test_code_finds_models_that_know_each_other(state):
    with few_models_rendered():
        AddField("Customer", "name", models.TextField(default="")).state_forwards("shop", state)
        state.clear_delayed_apps_cache()  # as RunPython does before it calls its code
        target = state.apps.get_model("shop", "order")._meta.get_field("customer")
    assert target.remote_field.model is state.apps.get_model("shop", "customer")
    assert columns(state, "customer") == ["id", "name"]


def test_outside_all_is_as_ever(state):
    order = state.apps.get_model("shop", "order")
    AddField("Customer", "name", models.TextField(default="")).state_forwards("shop", state)
    assert state.apps.get_model("shop", "order") is not order
