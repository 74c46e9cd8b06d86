"""Starts the processes of a portal, watches them and stops them together."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from coe_portal.devservices import guard
from coe_portal.settings import env

PAUSE_SECONDS = 0.2
READY_SECONDS = 60.0
TAIL_LINES = 20


class ProcessEndedError(RuntimeError):
    """One of the processes ended by itself; the others were stopped."""


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C or SIGTERM."""


@dataclass(frozen=True)
class Program:
    """A command to keep running, under the name of its log file."""

    name: str
    command: Sequence[str]


class Supervisor(AbstractContextManager["Supervisor"]):
    """Runs programs inside a `with` block and leaves none behind, however the block ends.

    Each runs in a process group of its own and writes to `logs/<name>.log`. Leaving the block
    stops all; a guard process does it should this one be killed.
    """

    def __init__(self, data_dir: Path, environment: Mapping[str, str]) -> None:
        self.data_dir = data_dir
        self.logs = data_dir / "logs"
        self._environment = env.overlaid(environment)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._handlers: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, _stop)
        self._guard = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-m", guard.__name__, str(self.data_dir)],
            stdin=subprocess.PIPE,
            start_new_session=True,
            cwd=env.BASE_DIR,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        for number in self._handlers:
            signal.signal(number, signal.SIG_IGN)
        self._end_children()
        self._tell_guard(guard.DONE)
        self._guard.communicate()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        return isinstance(error, Stopped)

    def start(self, program: Program) -> None:
        """Start a program; its output goes to its log, which begins anew."""
        with (self.logs / f"{program.name}.log").open("wb") as log:
            child = subprocess.Popen(  # noqa: S603  commands of our own
                program.command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._children[program.name] = child
        self._tell_guard(str(child.pid))

    def run(self, command: Sequence[str]) -> None:
        """Run a command to its end, with its output, and of its log only warnings, on the terminal.

        Raises:
            ProcessEndedError: it failed.
        """
        child = subprocess.Popen(  # noqa: S603  commands of our own
            command, env={**self._environment, "LOG_LEVEL": "WARNING"}, start_new_session=True
        )
        self._children["command"] = child
        self._tell_guard(str(child.pid))
        code = child.wait()
        del self._children["command"]
        if code:
            msg = f"{' '.join(command[-3:])} ended with {code}."
            raise ProcessEndedError(msg)

    def wait_for_port(self, port: int) -> None:
        """Wait until something listens on the loopback port.

        Raises:
            ProcessEndedError: a program ended first, or none listened within a minute.
        """
        self._wait_until(lambda: _listens(port), f"Nothing listens on port {port}")

    def wait_for_line(self, name: str, text: str) -> None:
        """Wait until a program's log holds the text; raises as `wait_for_port` does."""
        log = self.logs / f"{name}.log"
        self._wait_until(lambda: text.encode() in log.read_bytes(), f"{name} never said {text!r}")

    def watch(self) -> None:
        """Stay until somebody asks for the end.

        Raises:
            ProcessEndedError: a program ended by itself.
        """
        while True:
            self._check()
            time.sleep(PAUSE_SECONDS)

    def _wait_until(self, happened: Callable[[], bool], complaint: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not happened():
            self._check()
            if time.monotonic() > deadline:
                msg = f"{complaint}: see {self.logs}."
                raise ProcessEndedError(msg)
            time.sleep(PAUSE_SECONDS)

    def _check(self) -> None:
        for name, child in self._children.items():
            code = child.poll()
            if code is not None:
                log = self.logs / f"{name}.log"
                lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
                msg = "\n".join([f"{name} ended with {code}:", *lines[-TAIL_LINES:]])
                raise ProcessEndedError(msg)

    def _end_children(self) -> None:
        deadline = time.monotonic() + guard.GRACE_SECONDS
        for child in self._children.values():
            guard.signal_group(child.pid, signal.SIGTERM)
        for child in self._children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(timeout=max(0.0, deadline - time.monotonic()))
        for child in self._children.values():
            guard.signal_group(child.pid, signal.SIGKILL)
            child.wait()

    def _tell_guard(self, line: str) -> None:
        if self._guard.stdin is not None:
            self._guard.stdin.write(f"{line}\n".encode())
            self._guard.stdin.flush()


def reserve(wanted: int) -> socket.socket:
    """Hold the wanted loopback port if it is free, else any free one, until the socket is closed.

    It listens, so that nobody else gets the port while the database is still being prepared.
    """
    for port in (wanted, 0):
        holder = socket.socket()
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            holder.bind(("127.0.0.1", port))
            holder.listen(1)
        except OSError:
            holder.close()
            continue
        return holder
    msg = "No port is free."
    raise OSError(msg)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(PAUSE_SECONDS)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
