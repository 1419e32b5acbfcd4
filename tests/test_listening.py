from __future__ import annotations

import socket

import pytest

from bot.errors import SettingsError
from bot.listening import listening, shown


def test_any_free_port_is_taken_for_zero_and_said() -> None:
    with listening("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert shown(listener) == f"http://127.0.0.1:{port}"
        with socket.create_connection(("127.0.0.1", port)):
            pass


def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    with listening("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SettingsError, match=f"Port {port} on 127.0.0.1 is taken; .*set PORT"):
            listening("127.0.0.1", port)


@pytest.mark.parametrize("host", ["203.0.113.1", "not an address"])
def test_a_host_that_is_not_here_names_the_setting(host: str) -> None:
    with pytest.raises(SettingsError, match=f"HOST {host} is no address of this machine"):
        listening(host, 0)
