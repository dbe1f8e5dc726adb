"""A server that answers as a test says, byte for byte; a hub that is hostile, hurt or no hub."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct


class Request(Struct, frozen=True):
    """What was asked."""

    line: str
    headers: dict[str, str]
    body: bytes


Answers = Callable[[Request, int], Iterable[bytes]]
"""The pieces of the answer to a request, and its number; the connection is closed after it."""


class Scripted:
    """Listens on this machine until it is closed."""

    def __init__(self, answers: Answers, trust: tuple[Path, Path] | None = None) -> None:
        self.answers = answers
        self.asked: list[Request] = []
        self.done = threading.Event()
        self._context = None
        if trust is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*trust)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.address = f"{'https' if trust else 'http'}://127.0.0.1:{self.port}"
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    def close(self) -> None:
        self.done.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                held, _ = self._socket.accept()
                thread = threading.Thread(target=self._talk, args=(held,))
                self._threads.append(thread)
                thread.start()

    def _talk(self, held: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            held.settimeout(10)
            if self._context is not None:
                held = self._context.wrap_socket(held, server_side=True)
            with held, held.makefile("rb") as file:
                line = file.readline().decode().strip()
                headers = {}
                while text := file.readline().decode().strip():
                    name, _, value = text.partition(":")
                    headers[name.lower()] = value.strip()
                body = file.read(int(headers.get("content-length", 0)))
                request = Request(line, headers, body)
                self.asked.append(request)
                for piece in self.answers(request, len(self.asked) - 1):
                    if self.done.is_set():
                        return
                    held.sendall(piece)


def http(status: int, body: object = b"", **headers: str) -> bytes:
    """A whole answer; anything but bytes is sent as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    said = {"Content-Type": "application/json", "Content-Length": str(len(data))}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode() + data


def html(status: int) -> bytes:
    """What a proxy says."""
    return http(status, b"<html><h1>Welcome to the hotel</h1></html>", Content_Type="text/html")


def certificates(folder: Path) -> tuple[Path, tuple[Path, Path]]:
    """A certificate authority of our own, and a certificate and key of 127.0.0.1 by it."""

    def run(*words: str) -> None:
        done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    run("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
        "-subj", "/CN=Our own", "-addext", "keyUsage=critical,keyCertSign")  # fmt: skip
    run("req", *key, "-keyout", "hub.key", "-out", "hub.csr", "-subj", "/CN=hub")
    (folder / "ext").write_text("subjectAltName=IP:127.0.0.1")
    run("x509", "-req", "-in", "hub.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
        "-out", "hub.pem", "-days", "2", "-extfile", "ext")  # fmt: skip
    return folder / "ca.pem", (folder / "hub.pem", folder / "hub.key")
