"""What has to be known of a vendor, and what may become of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from registry.choices import Criterion, Pledge, VendorStatus
from registry.logic.vendors import GRACE, Known, Lack, is_reviewed, lacks, may_become, mean_of

TODAY = dt.date(2026, 11, 20)
ALL = Known(
    data_use="Only to answer.",
    no_training=Pledge.NO,
    places="EU",
    security="Encrypted.",
    certificates=0,
    contract_until=None,
    scored=frozenset(Criterion),
)


def test_a_promise_that_was_refused_is_known_too():
    assert lacks(ALL, TODAY) == []


@pytest.mark.parametrize(
    ("change", "lack"),
    [
        ({"data_use": " "}, Lack.DATA_USE),
        ({"no_training": Pledge.UNKNOWN}, Lack.TRAINING),
        ({"places": ""}, Lack.PLACES),
        ({"security": ""}, Lack.SECURITY),
        ({"contract_until": TODAY - dt.timedelta(days=1)}, Lack.CONTRACT_OVER),
        ({"scored": frozenset(Criterion) - {Criterion.COST}}, Lack.EVALUATION),
    ],
)
def test_each_thing_that_is_not_known_is_named(change, lack):
    assert lacks(replace(ALL, **change), TODAY) == [lack]


def test_a_certificate_stands_for_a_description_and_a_contract_holds_on_its_last_day():
    known = replace(ALL, security="", certificates=1, contract_until=TODAY)
    assert lacks(known, TODAY) == []


def test_a_stopped_vendor_comes_back_only_the_way_it_went():
    ways = {(one, to) for one in VendorStatus for to in VendorStatus if may_become(one, to)}
    assert (VendorStatus.SUSPENDED, VendorStatus.APPROVED) in ways
    assert (VendorStatus.REJECTED, VendorStatus.APPROVED) not in ways
    assert (VendorStatus.ENDED, VendorStatus.APPROVED) not in ways
    assert (VendorStatus.PROPOSED, VendorStatus.SUSPENDED) not in ways


def test_a_review_counts_until_the_grace_is_over():
    assert is_reviewed(TODAY, TODAY)
    assert is_reviewed(TODAY - GRACE, TODAY)
    assert not is_reviewed(TODAY - GRACE - dt.timedelta(days=1), TODAY)
    assert not is_reviewed(None, TODAY)


def test_the_mean_of_nothing_is_nothing():
    assert mean_of([]) is None
    assert mean_of([4, 5]) == 4.5
