from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest

from coe_portal.devservices import postgres


@pytest.mark.slow
def test_two_cold_starts_at_once_give_one_running_server(tmp_path):
    with ThreadPoolExecutor(2) as both:
        urls = list(both.map(lambda _: postgres.start(tmp_path, durable=False), range(2)))
    try:
        assert urls == [postgres.address(tmp_path)] * 2
        with closing(psycopg2.connect(urls[0])) as connection:
            cursor = connection.cursor()
            cursor.execute(
                "SELECT rolname, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user"
            )
            assert cursor.fetchone() == ("coe_owner", False, True)
            for extension in ("pg_trgm", "btree_gin", "unaccent"):
                cursor.execute(f"CREATE EXTENSION {extension}")
    finally:
        postgres.stop(tmp_path)
    assert not postgres.is_running(tmp_path)


def test_a_cluster_of_another_version_is_refused_with_its_path(tmp_path):
    cluster = tmp_path / "postgres"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("17\n")

    with pytest.raises(postgres.PostgresError, match=r"PostgreSQL 17.*remove it"):
        postgres.start(tmp_path)


def test_an_address_too_long_for_a_socket_moves_to_the_temporary_directory(tmp_path):
    deep = tmp_path / ("x" * 120)

    assert "/coe-portal-" in postgres.address(deep)
    assert str(deep) not in postgres.address(deep)
