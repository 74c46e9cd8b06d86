"""Decision rights: defaults by operating model, units, and never an easier way than the paths'."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from governance.choices import Holder, OperatingModel, Path
from governance.logic.paths import GATES, REVIEWED_TIERS, Cell
from governance.logic.rights import (
    MILESTONES,
    Rights,
    applied,
    default_holders,
    differing,
    dump_holders,
    holder_of,
    lineage,
    missing_cells,
    parse_holders,
    reviewers_in_turn,
)

models = st.sampled_from(OperatingModel)
tiers = st.sampled_from(REVIEWED_TIERS)
gates = st.sampled_from(GATES)
holders = st.sampled_from(Holder)
partly = st.dictionaries(tiers, st.dictionaries(gates, holders))
cells = st.builds(
    Cell, st.sampled_from([Path.LIGHT, Path.BOARD, Path.SELF_SERVICE]), st.integers(1, 30)
)


@given(models)
def test_each_operating_model_names_every_place_and_the_council_for_the_gravest(model):
    default = default_holders(model)
    assert missing_cells(default) == []
    assert {default["high"][gate] for gate in MILESTONES} == {Holder.COUNCIL}


@pytest.mark.parametrize(
    ("model", "tier", "gate", "holder"),
    [
        (OperatingModel.CENTRALIZED, "low", "poc", Holder.COE),
        (OperatingModel.CENTRALIZED, "medium", "production", Holder.COE),
        (OperatingModel.FEDERATED, "medium", "production", Holder.UNIT),
        (OperatingModel.FEDERATED, "high", "poc", Holder.UNIT),
        (OperatingModel.HYBRID, "medium", "production", Holder.COE),
        (OperatingModel.HYBRID, "medium", "monitoring", Holder.UNIT),
        (OperatingModel.HYBRID, "low", "production", Holder.UNIT),
        (OperatingModel.HYBRID, "high", "monitoring", Holder.COE),
    ],
)
def test_the_models_differ_where_the_guides_say(model, tier, gate, holder):
    assert default_holders(model)[tier][gate] == holder


@given(
    partly, st.dictionaries(st.integers(1, 5), partly), tiers, gates, st.lists(st.integers(1, 5))
)
def test_the_nearest_unit_that_says_something_decides(org, units, tier, gate, line):
    found = holder_of(Rights(OperatingModel.HYBRID, org, units), tier, gate, line)
    told = [units[one][tier][gate] for one in line if gate in units.get(one, {}).get(tier, {})]
    assert found == (told[0] if told else org.get(tier, {}).get(gate, Holder.COUNCIL))


@given(cells, holders, st.integers(0, 40))
def test_rights_never_make_a_way_easier(cell, holder, council_days):
    after = applied(cell, holder, council_days)
    order = [Path.SELF_SERVICE, Path.LIGHT, Path.BOARD]
    assert order.index(after.path) >= order.index(cell.path)
    assert after.days >= cell.days
    assert after == cell or (cell.path, after.path) == (Path.LIGHT, Path.BOARD)


@given(partly)
def test_what_is_stored_is_read_back(org):
    kept = {tier: dict(row) for tier, row in org.items() if row}
    assert parse_holders(dump_holders(org)) == kept


@given(models, models)
def test_only_what_differs_is_marked(one, other):
    marked = differing(default_holders(one), default_holders(other))
    assert (marked == frozenset()) == (one == other)


def test_a_lineage_ends_also_in_a_circle():
    assert lineage(3, {3: 2, 2: 1, 1: None}) == (3, 2, 1)
    assert lineage(1, {1: 2, 2: 1}) == (1, 2)
    assert lineage(None, {}) == ()


def test_a_unit_without_reviewers_leaves_it_to_the_coe():
    assert reviewers_in_turn(Holder.UNIT) == (Holder.UNIT, Holder.COE)
    assert reviewers_in_turn(None) == (None,)
