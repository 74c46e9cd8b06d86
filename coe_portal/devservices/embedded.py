"""The database and the broker of a checkout, up for as long as somebody uses them.

`DATABASE_URL` and `REDIS_URL` win: with both set nothing is started, with one only the other is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coe_portal.devservices import broker, postgres
from coe_portal.devservices.locks import Lease, exclusive
from coe_portal.settings import env

USERS = "users.lock"


@dataclass(frozen=True)
class Addresses:
    """Where the services are, as the environment names them."""

    database_url: str
    redis_url: str

    def as_environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[Addresses]:
    """Have the services up inside the block; the last user in this checkout stops them."""
    with exclusive(data_dir / "start.lock"):
        lease = Lease(data_dir / USERS)
        addresses = Addresses(
            database_url=env.text("DATABASE_URL", "") or postgres.start(data_dir, durable=durable),
            redis_url=env.text("REDIS_URL", "") or broker.start(data_dir, durable=durable),
        )
    try:
        yield addresses
    finally:
        with exclusive(data_dir / "start.lock"):
            if lease.release():
                stop(data_dir)


def stop(data_dir: Path) -> None:
    """Stop both services of this directory now, whoever uses them."""
    broker.stop(data_dir)
    postgres.stop(data_dir)
