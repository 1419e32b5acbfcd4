"""Make the README's pictures from the running demo, and the method's figures: `make pictures`.

Needs Chromium (CHROMIUM names another one).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from method_figures import figures
from starlette.applications import Starlette

from bot import logs
from bot.demo import company_in_a_box
from bot.demo.desk import Desk
from bot.sandbox.server import serving
from bot.surfaces import browser
from handlers import demo
from reports.assets import asset
from reports.digest_message import message
from reports.page import DemoPage

HERE = Path(__file__).parent / "pictures"
TEAM = "support"
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=2",
    "--virtual-time-budget=3000",
]


def main() -> None:
    """Write the figures of docs/method.md, page.png, page-dark.png and digest.png."""
    for name, drawn in figures().items():
        (HERE / name).write_text(drawn, encoding="utf-8")
        print(name)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("No Chromium was found; install it, or name it in CHROMIUM.")
    logs.configure(verbose=False)
    HERE.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        company_in_a_box(Path(folder), print) as desk,
        serving(Starlette(routes=demo.routes(_Newest(desk)))) as url,
    ):
        _take(program, f"{url}/c/{TEAM}?theme=light", HERE / "page.png", 1280, 1200)
        _take(program, f"{url}/c/{TEAM}?theme=dark", HERE / "page-dark.png", 1280, 1200)
        card = Path(folder) / "digest.html"
        card.write_text(_card(desk), encoding="utf-8")
        _take(program, card.as_uri(), HERE / "digest.png", 820, 800)


class _Newest:
    """The desk with one post in each channel: Chromium takes a scrolled page out of place."""

    def __init__(self, desk: Desk) -> None:
        self.command, self.act, self.next_week = desk.command, desk.act, desk.next_week
        self._desk = desk

    def page(self, channel: str | None) -> DemoPage:
        page = self._desk.page(channel)
        return replace(page, channels=tuple(replace(each, posts=each.posts[-1:]) for each in page.channels))


def _card(desk: Desk) -> str:
    """One digest alone, as the page shows it."""
    digest = next(digest for digest in desk.digests() if digest.team == TEAM)
    style = asset("page.css")
    assert style is not None
    return (
        '<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">'
        f"<style>{style.content.decode()} body {{ display: block; padding: 16px; overflow: hidden }}</style>"
        f'<div class="post">{browser.render(message(digest))}</div></html>'
    )


def _take(program: str, url: str, path: Path, width: int, height: int) -> None:
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                program,
                *QUIET,
                f"--window-size={width},{height}",
                f"--user-data-dir={profile}",
                f"--screenshot={path}",
                url,
            ],
            check=True,
            stderr=subprocess.DEVNULL,
            timeout=120,
        )
    print(path.name)


if __name__ == "__main__":
    main()
