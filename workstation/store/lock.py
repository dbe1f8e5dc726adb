"""One process a store: whoever holds the lock listens, others hand it their request.

The lock is the operating system's (it goes with the process, however that ends); the socket is a
Unix one, on Windows a named pipe, and asks for a secret that lies beside the store.
"""

from __future__ import annotations

import os
import secrets
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

from workstation.fault import WorldFault
from workstation.store.keys import write_whole

Request = dict[str, Any]
Handler = Callable[[Request], Request]

_ANSWER_SECONDS = 600.0


class Lock:
    """Held while the store is open; `serve` lets other processes hand requests in."""

    def __init__(self, home: Path, descriptor: int) -> None:
        """Made by `take`."""
        self._home = home
        self._descriptor = descriptor
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None

    def serve(self, handler: Handler) -> None:
        """Answer requests in a thread of its own, one at a time."""
        secret = secrets.token_bytes(32)
        address = _address(self._home)
        if sys.platform != "win32":
            Path(address).unlink(missing_ok=True)
        self._listener = Listener(address, authkey=secret)
        write_whole(self._home / "socket.key", address.encode() + b"\n" + secret.hex().encode(),
                    mode=0o600)
        self._thread = threading.Thread(
            target=self._answer, args=(self._listener, handler), name="socket", daemon=True
        )
        self._thread.start()

    def release(self) -> None:
        """Let the next process in."""
        if self._listener is not None:
            (self._home / "socket.key").unlink(missing_ok=True)
            self._listener.close()
            self._listener = None
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _answer(self, listener: Listener, handler: Handler) -> None:
        while True:
            try:
                with listener.accept() as connection:
                    _converse(connection, handler)
            except OSError:
                if self._listener is None:
                    return
            except Exception:  # noqa: BLE001 a stranger's bad handshake must not end the service
                continue


def take(home: Path) -> Lock | None:
    """The lock of a store's folder, None while another process holds it.

    Raises WorldFault `store.read_only`.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        raise WorldFault("store.read_only", path=str(home)) from None
    if _lock(descriptor):
        return Lock(home, descriptor)
    os.close(descriptor)
    return None


def ask(home: Path, request: Request) -> Request:
    """Hand a request to the process that holds the store.

    Raises WorldFault `store.busy` where it does not listen or does not answer.
    """
    try:
        address, secret = (home / "socket.key").read_text().split("\n")
        with Client(address, authkey=bytes.fromhex(secret)) as connection:
            connection.send_bytes(_encode(request))
            if not connection.poll(_ANSWER_SECONDS):
                raise WorldFault("store.busy", path=str(home))
            return _decode(connection.recv_bytes())
    except (OSError, ValueError, EOFError):
        raise WorldFault("store.busy", path=str(home)) from None


def _converse(connection: Connection, handler: Handler) -> None:
    # JSON, not pickle: what arrives over a socket is data.
    request = _decode(connection.recv_bytes(1 << 20))
    connection.send_bytes(_encode(handler(request)))


def _encode(message: Request) -> bytes:
    import json

    return json.dumps(message).encode()


def _decode(data: bytes) -> Request:
    import json

    message = json.loads(data)
    if not isinstance(message, dict):
        raise ValueError("a request is an object")
    return message


def _address(home: Path) -> str:
    if sys.platform == "win32":
        return rf"\\.\pipe\workstation-{secrets.token_hex(8)}"
    inside = str(home / "socket")
    # Unix sockets take 107 bytes; a deep home needs a shorter place.
    if len(os.fsencode(inside)) < 100:
        return inside
    import tempfile

    return str(Path(tempfile.mkdtemp(prefix="workstation-")) / "socket")


def _lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
