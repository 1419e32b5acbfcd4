"""Hold the whole conversation in somebody else's Slack, and take the pictures of docs/slack.md: `make slack-check`.

Needs Linux on x86-64, npm, Chromium (CHROMIUM names another one) and `unshare`. The packages go into the virtual
environment's folder, outside of the repository; the rest happens in a network namespace without a way out.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import packages
import pictures
from company import answering, opened
from conversation import held
from local_slack import serving_slack

from bot import logs

_INSIDE = "--inside"
_MODES = ("socket", "events")


def main() -> None:
    """Install, go where there is no network, and check both ways of listening."""
    if _INSIDE not in sys.argv:
        packages.install()
        inside = f"ip link set lo up && exec '{sys.executable}' '{Path(__file__).parent}' {_INSIDE}"
        apart = ["unshare", "--map-root-user", "--net", "sh", "-c", inside]
        sys.exit(subprocess.run(apart, check=False).returncode)
    logs.configure(verbose=False)
    for mode in _MODES:
        with (
            tempfile.TemporaryDirectory() as folder,
            serving_slack(Path(folder), mode) as slack,
            opened(Path(folder), slack) as company,
            answering(company, mode),
        ):
            shown = held(slack, company, mode)
    pictures.take(shown)
    print("Held in both modes; the pictures are in docs/pictures.")


if __name__ == "__main__":
    main()
