"""Ports for servers that are started to be measured or tested."""

import contextlib
import random
import socket


def free_port() -> int:
    """Return a port of the loopback that nobody has, below those that the system gives to whoever calls another.

    One of those could be taken before the server that is started for it has come up. Raises OSError: none is free.
    """
    for port in random.SystemRandom().sample(range(20_000, 32_000), 100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("no port is free")
