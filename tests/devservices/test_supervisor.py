from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from coe_portal.devservices.supervisor import ProcessEndedError, Program, Supervisor

SLEEPER = (sys.executable, "-c", "import time; time.sleep(600)")
SUPERVISED = """
import sys, time
from pathlib import Path
from coe_portal.devservices.supervisor import Program, Supervisor
with Supervisor(Path(sys.argv[1]), {}) as supervisor:
    supervisor.start(Program("sleeper", (sys.executable, "-c", "import time; time.sleep(600)")))
    print(supervisor._children["sleeper"].pid, flush=True)
    supervisor.watch()
"""


def is_running(pid: int) -> bool:
    """Whether the process is there and not just waiting to be reaped."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return bool(state.strip()) and not state.startswith("Z")


def wait_until_gone(pid: int) -> bool:
    deadline = time.monotonic() + 15
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_running(pid)


def test_leaving_the_block_ends_all_programs(tmp_path):
    with Supervisor(tmp_path, {}) as supervisor:
        supervisor.start(Program("sleeper", SLEEPER))
        pid = supervisor._children["sleeper"].pid
        assert is_running(pid)

    assert not is_running(pid)


def test_a_program_that_ends_by_itself_is_reported_with_its_last_words(tmp_path):
    words = "print('last words'); raise SystemExit(3)"
    with Supervisor(tmp_path, {}) as supervisor:
        supervisor.start(Program("talker", (sys.executable, "-c", words)))

        with pytest.raises(ProcessEndedError, match=r"talker ended with 3:\nlast words"):
            supervisor.watch()


def test_a_failed_step_stops_the_start(tmp_path):
    with (
        pytest.raises(ProcessEndedError, match="ended with 2"),
        Supervisor(tmp_path, {}) as supervisor,
    ):
        supervisor.run((sys.executable, "-c", "raise SystemExit(2)"))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_programs_end_however_the_supervisor_is_ended(tmp_path, number):
    supervised = subprocess.Popen(
        [sys.executable, "-c", SUPERVISED, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with supervised:
        pid = int(supervised.stdout.readline())
        assert is_running(pid)
        os.kill(supervised.pid, number)

    assert wait_until_gone(pid)
    assert supervised.returncode == (-signal.SIGKILL if number == signal.SIGKILL else 0)
