"""Pictures of what Slack was given, drawn by slack-blocks-to-jsx (MIT): local-slack draws neither tables nor charts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import packages

HERE = Path(__file__).parent
PICTURES = HERE.parent / "pictures"
_SIZES = {"digest": (760, 1000), "alert": (760, 610), "modal": (600, 750), "home": (760, 560)}
_QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
    "--force-device-scale-factor=1.5",
    "--virtual-time-budget=3000",
]


def take(shown: dict[str, dict[str, Any]]) -> None:
    """Write slack-digest.png, slack-alert.png, slack-modal.png and slack-home.png."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("No Chromium was found; install it, or name it in CHROMIUM.")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _bundle(folder)
        for what, (width, height) in _SIZES.items():
            page = folder / f"{what}.html"
            page.write_text(_page(what, shown[what]), encoding="utf-8")
            path = PICTURES / f"slack-{what}.png"
            subprocess.run(
                [
                    program,
                    *_QUIET,
                    f"--window-size={width},{height}",
                    f"--user-data-dir={folder / 'profile'}",
                    f"--screenshot={path}",
                    page.as_uri(),
                ],
                check=True,
                stderr=subprocess.DEVNULL,
                timeout=120,
            )
            print(path.name)


def _bundle(folder: Path) -> None:
    shutil.copy(HERE / "picture.jsx", packages.FOLDER / "picture.jsx")
    subprocess.run(
        [
            packages.FOLDER / "node_modules" / ".bin" / "esbuild",
            "picture.jsx",
            "--bundle",
            f"--outfile={folder / 'picture.js'}",
            "--jsx=automatic",
            "--loader:.js=jsx",
            "--log-level=error",
            """--define:process.env.NODE_ENV="production\"""",
        ],
        cwd=packages.FOLDER,
        check=True,
    )


def _page(what: str, shown: dict[str, Any]) -> str:
    data = json.dumps({"what": what, **shown}).replace("</", "<\\/")
    return (
        '<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">'
        '<link rel="stylesheet" href="picture.css"><body><div id="root"></div>'
        f'<script>window.SHOWN = {data}</script><script src="picture.js"></script></html>'
    )
