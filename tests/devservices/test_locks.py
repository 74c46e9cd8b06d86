from __future__ import annotations

from coe_portal.devservices.locks import Lease


def test_the_last_one_to_release_a_lease_is_told_so(tmp_path):
    first, second = Lease(tmp_path / "users"), Lease(tmp_path / "users")

    assert first.release() is False
    assert second.release() is True


def test_a_lease_can_be_taken_again_after_the_last_release(tmp_path):
    Lease(tmp_path / "users").release()

    assert Lease(tmp_path / "users").release() is True
