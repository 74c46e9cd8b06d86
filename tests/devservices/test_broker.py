from __future__ import annotations

import json
import stat

import pytest
import redis

from coe_portal.devservices import broker


@pytest.fixture
def url(tmp_path):
    yield broker.start(tmp_path, durable=False)
    broker.stop(tmp_path)


def test_a_second_start_finds_the_first(tmp_path, url):
    assert broker.start(tmp_path, durable=False) == url == broker.address(tmp_path)


def test_the_broker_refuses_who_does_not_know_its_password(tmp_path, url):
    state = tmp_path / "broker" / "endpoint.json"
    port = json.loads(state.read_text())["port"]

    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    with (
        redis.Redis(port=port) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()
