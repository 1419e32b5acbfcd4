"""`Shell`: the commands as a person types them, each in a process of its own."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from typing import Any

from bot.__main__ import COMMANDS, main

ROOT = Path(__file__).parents[2]
_FORKED = get_context("forkserver")
_FORKED.set_forkserver_preload(
    [__name__, "bot.app", *(f"bot.commands.{'imports' if name == 'import' else name}" for name in COMMANDS)]
)


class Shell:
    """Runs `denominator` in a folder of its own with nothing in the environment but what is given.

    Its processes are made from one that has imported the program and done nothing else, which takes a tenth of the time
    of a new interpreter; that `python -m bot` itself starts is shown where the demo is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}

    def run(self, *words: str, code: int = 0) -> CompletedProcess[str]:
        with TemporaryDirectory() as beside:
            streams = [Path(beside, name) for name in ("stdout", "stderr")]
            for stream in streams:  # here, so that a process that died before its first word is told by its exit code
                stream.touch()
            process = _FORKED.Process(target=_type, args=(words, self.folder, self.environment, streams))
            process.start()
            process.join(timeout=120)
            if process.exitcode is None:
                process.kill()
            out, err = (stream.read_text(encoding="utf-8") for stream in streams)
        done = CompletedProcess(words, process.exitcode or 0, out, err)
        assert process.exitcode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self.run(*words, "--json", code=code).stdout)


def _type(words: tuple[str, ...], folder: Path, environment: Mapping[str, str], streams: list[Path]) -> None:
    """What the process does: the program's `main` with those words, and nothing of ours around it."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, stream in enumerate(streams, 1):
        os.dup2(os.open(stream, os.O_WRONLY), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(os.dup(n), "r" if n == 0 else "w") for n in range(3))
    sys.argv = ["denominator", *words]
    try:
        main()
    except SystemExit:
        raise
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
