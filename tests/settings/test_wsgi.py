from __future__ import annotations

import resource

from coe_portal.wsgi import with_room

DEPTHS, CALLS, LARGER_THAN_ITS_CALLER = 160, 200, 60


def page_faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def costs(environ, start_response):
    """Page faults of a loop of calls, at each depth of the stack."""

    def at(depth):
        before = page_faults()
        for _ in range(CALLS):
            leaf()
        found.append(page_faults() - before)
        if depth:
            at(depth - 1)

    def leaf():
        return environ, start_response

    leaf.__code__ = leaf.__code__.replace(co_stacksize=LARGER_THAN_ITS_CALLER)
    found: list[int] = []
    at(DEPTHS)
    return found


def test_no_depth_of_the_stack_is_slow():
    roomy = with_room(costs)
    roomy({}, None)

    assert max(roomy({}, None)) < CALLS / 2


def test_the_application_gets_its_arguments():
    assert with_room(lambda environ, start: [environ["a"], start])({"a": b"1"}, b"2") == [
        b"1",
        b"2",
    ]
