"""What is needed from npm, installed beside the Python packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(sys.prefix) / "slack-check"
SLACK = FOLDER / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"
_WANTED = (
    "local-slack-linux-x64@0.1.8",
    "slack-blocks-to-jsx@1.1.1",
    "react@19.3.1",
    "react-dom@19.3.1",
    "esbuild@0.28.2",
)


def install() -> None:
    """Install what is not there yet."""
    done = FOLDER / "installed"
    if done.exists() and done.read_text() == "\n".join(_WANTED):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true}\n')
    npm = ["npm", "install", "--no-audit", "--no-fund", *_WANTED]
    subprocess.run(npm, cwd=FOLDER, check=True)
    done.write_text("\n".join(_WANTED))
