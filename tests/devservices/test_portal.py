from __future__ import annotations

import socket

import pytest

from coe_portal.devservices.portal import Ports


@pytest.fixture
def taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        yield other.getsockname()[1]


def test_a_taken_port_gives_way_to_a_free_one(taken_port):
    ports = Ports(taken_port)

    assert ports.web not in {taken_port, 0}
    assert ports.address == f"http://localhost:{ports.web}"
    ports.release()


def test_a_port_is_held_until_it_is_released():
    """The first start prepares for a minute: nobody may take the port in the meantime."""
    ports = Ports(0)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", ports.web))

    ports.release()

    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", ports.web))
