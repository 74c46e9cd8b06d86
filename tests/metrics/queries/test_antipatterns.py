"""The radar tells planted patterns apart: six organizations with one each, and a healthy one."""

from __future__ import annotations

import pytest
from django.utils import timezone

from coe_portal.tenancy.scope import scope
from metrics.choices import Pattern, PatternLevel
from metrics.queries.antipatterns import levels_of, patterns_of, signals_now
from metrics.radar.registry import all_signals
from tests.metrics.planted import plant

pytestmark = pytest.mark.django_db


def radar():
    return signals_now(timezone.now())


@pytest.mark.parametrize("pattern", list(Pattern))
def test_a_planted_pattern_is_seen_and_no_other(in_scope, member, pattern):
    plant(member, pattern)
    levels = levels_of(radar())
    assert levels.pop(pattern) == PatternLevel.PRESENT
    assert set(levels.values()) == {PatternLevel.CLEAR}


def test_a_healthy_organization_is_clear_of_all(in_scope, member):
    plant(member, None)
    assert levels_of(radar()) == dict.fromkeys(Pattern, PatternLevel.CLEAR)


def test_every_signal_of_a_planted_pattern_speaks(in_scope, member):
    """No pattern is seen by one loud signal alone."""
    plant(member, Pattern.SHADOW_AI)
    found = {each.pattern: each for each in patterns_of(radar())}[Pattern.SHADOW_AI]
    assert {each.level for each in found.signals} == {PatternLevel.PRESENT}


def test_evidence_is_as_much_as_the_number_says(in_scope, member):
    plant(member, Pattern.TALENT_HOARDER)
    at = timezone.now()
    shares = [each for each in all_signals() if each.summary == "share"]
    assert len(shares) > 10
    for signal in shares:
        seen = signal.seen(at)
        rows = signal.evidence(at, signal.defaults).count()
        assert seen.value == round(100 * rows / seen.rows, 2), signal.code


def test_an_empty_organization_has_too_little_to_tell(in_scope):
    signals = radar()
    assert {kept["value"] for kept in signals.values()} == {None}
    assert set(levels_of(signals).values()) == {PatternLevel.UNKNOWN}


def test_another_organization_is_not_seen(organization, other_organization, member):
    with scope(organization):
        plant(member, Pattern.BOTTLENECK)
    with scope(other_organization):
        assert set(levels_of(radar()).values()) == {PatternLevel.UNKNOWN}


def test_each_signal_takes_one_statement(in_scope, django_assert_num_queries):
    at = timezone.now()
    for signal in all_signals():
        # One looks for the day of the first use case, too.
        with django_assert_num_queries(2 if signal.code == "found_running" else 1):
            signal.seen(at)
