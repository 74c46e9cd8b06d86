"""`python -m coe_portal.devservices COMMAND …`: run a command with the embedded services up.

Settings read the environment when they are imported, so the addresses must be there before: that
is why this is not a management command. `stop` instead of a command stops them.
"""

from __future__ import annotations

import signal
import subprocess
import sys

from coe_portal.devservices import embedded
from coe_portal.settings import env

DATA_DIR = env.BASE_DIR / ".dev"


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    if arguments == ["stop"]:
        for data_dir in (DATA_DIR, DATA_DIR / "test"):
            embedded.stop(data_dir)
        return 0
    with embedded.running(DATA_DIR) as addresses:
        environment = env.overlaid(addresses.as_environment())
        # Ctrl-C reaches the command as well; it decides how to end, then we clean up.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        child = subprocess.Popen(arguments, env=environment)  # noqa: S603  that is our purpose
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
