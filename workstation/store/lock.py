"""One process a store: whoever holds the lock listens, others hand it their request.

The lock is the operating system's (it goes with the process, however that ends); the socket is a
Unix one, on Windows a named pipe, and asks for a secret that lies beside the store.
"""

from __future__ import annotations

import os
import secrets
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.fault import WorldFault
from workstation.store.keys import write_whole

if TYPE_CHECKING:
    from multiprocessing.connection import Connection, Listener

# `multiprocessing` is imported where it is used: 6 ms, which the first case need not wait for.

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
        self._address = ""
        self._secret = b""
        self._thread: threading.Thread | None = None
        self._one_at_a_time = threading.Lock()
        self._released = False

    def serve(self, handler: Handler) -> None:
        """Answer requests in threads of their own, one at a time."""
        from multiprocessing.connection import Listener

        self._secret = secrets.token_bytes(32)
        self._address = _address(self._home)
        if sys.platform != "win32":
            Path(self._address).unlink(missing_ok=True)
        self._listener = Listener(self._address)
        held = os.fsencode(self._address) + b"\n" + self._secret.hex().encode()
        write_whole(self._home / "socket.key", held, mode=0o600)
        self._thread = threading.Thread(
            target=self._accept, args=(self._listener, handler), name="socket", daemon=True
        )
        self._thread.start()

    def release(self) -> None:
        """Let the next process in."""
        if self._listener is not None and self._thread is not None:
            from multiprocessing.connection import Client

            (self._home / "socket.key").unlink(missing_ok=True)
            self._released = True
            with suppress(OSError):
                # Closing a socket wakes nobody who waits on it; knocking does.
                Client(self._address).close()
            if self._thread is not threading.current_thread():
                self._thread.join(5)
            self._listener.close()
            self._listener = None
            if _is_elsewhere(self._home, self._address):
                with suppress(OSError):
                    Path(self._address).parent.rmdir()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _accept(self, listener: Listener, handler: Handler) -> None:
        while not self._released:
            try:
                connection = listener.accept()
            except Exception:  # whoever hung up while knocking must not end the service
                if self._released:
                    return
                time.sleep(0.05)  # out of descriptors, say: do not spin
                continue
            # One that knocks and says nothing holds up nobody else.
            threading.Thread(
                target=self._answer, args=(connection, handler), name="socket-answer", daemon=True
            ).start()

    def _answer(self, connection: Connection, handler: Handler) -> None:
        from multiprocessing.connection import answer_challenge, deliver_challenge

        with suppress(Exception), connection:  # a stranger's noise is nobody's fault here
            deliver_challenge(connection, self._secret)
            answer_challenge(connection, self._secret)
            # JSON, not pickle: what arrives over a socket is data.
            request = _decode(connection.recv_bytes(1 << 20))
            with self._one_at_a_time:
                answer = handler(request)
            connection.send_bytes(_encode(answer))


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
    from multiprocessing import AuthenticationError
    from multiprocessing.connection import Client

    try:
        address, _, secret = (home / "socket.key").read_bytes().rpartition(b"\n")
        key = bytes.fromhex(secret.decode("ascii"))
        with Client(os.fsdecode(address), authkey=key) as connection:
            connection.send_bytes(_encode(request))
            if not connection.poll(_ANSWER_SECONDS):
                raise WorldFault("store.busy", path=str(home))
            return _decode(connection.recv_bytes())
    except (OSError, ValueError, EOFError, AuthenticationError):
        raise WorldFault("store.busy", path=str(home)) from None


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


def _is_elsewhere(home: Path, address: str) -> bool:
    return sys.platform != "win32" and Path(address).parent != home


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
