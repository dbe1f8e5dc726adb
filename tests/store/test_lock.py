"""One process a store, and the socket by which others hand it their requests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from workstation.fault import WorldFault
from workstation.store import lock

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")


@pytest.fixture
def holder() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Another process that holds the lock."""
    started: list[subprocess.Popen[str]] = []

    def start(home: Path, mode: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("holder.py")), str(home), mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Path]:
    """A home served in this process."""
    held = lock.take(tmp_path)
    assert held is not None
    held.serve(lambda request: {"got": request})
    yield tmp_path
    held.release()


def socket_of(home: Path) -> str:
    return (home / "socket.key").read_bytes().partition(b"\n")[0].decode()


def test_the_second_taker_gets_nothing(tmp_path: Path) -> None:
    first = lock.take(tmp_path)
    assert first is not None
    assert lock.take(tmp_path) is None
    first.release()
    second = lock.take(tmp_path)
    assert second is not None
    second.release()
    second.release()


def test_the_lock_goes_with_its_process(
    tmp_path: Path, holder: Callable[..., subprocess.Popen[str]]
) -> None:
    process = holder(tmp_path, "serve")
    assert lock.take(tmp_path) is None
    process.kill()
    process.wait()
    held = lock.take(tmp_path)
    assert held is not None
    # The dead one's socket lies there still.
    held.serve(lambda request: {"now": "mine"})
    assert lock.ask(tmp_path, {}) == {"now": "mine"}
    held.release()


def test_a_request_and_its_answer(
    tmp_path: Path, holder: Callable[..., subprocess.Popen[str]]
) -> None:
    holder(tmp_path, "serve")
    request = {"argv": ["search", "ครีม", "\U0001f600"], "deep": {"a": [1, None]}}
    assert lock.ask(tmp_path, request) == {"got": request}
    assert lock.ask(tmp_path, {"big": "x" * 900_000}) == {"got": {"big": "x" * 900_000}}


def test_a_handler_that_fails_does_not_end_the_service(
    tmp_path: Path, holder: Callable[..., subprocess.Popen[str]]
) -> None:
    holder(tmp_path, "serve")
    with pytest.raises(WorldFault) as raised:
        lock.ask(tmp_path, {"fail": True})
    assert raised.value.code == "store.busy"
    assert lock.ask(tmp_path, {"a": 1}) == {"got": {"a": 1}}


def test_nobody_listens(tmp_path: Path, holder: Callable[..., subprocess.Popen[str]]) -> None:
    holder(tmp_path, "hold")
    with pytest.raises(WorldFault) as raised:
        lock.ask(tmp_path, {})
    assert raised.value.code == "store.busy"


@pytest.mark.parametrize("noise", [b"", b"\n", b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 4096,
                                   b"\0\0\0\x04junk", b"\x7f\xff\xff\xff"])  # fmt: skip
def test_noise_on_the_socket(served: Path, noise: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(socket_of(served))
        stranger.sendall(noise)
    assert lock.ask(served, {"a": 1}) == {"got": {"a": 1}}


def test_whoever_says_nothing_holds_up_nobody(served: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(socket_of(served))
        answers: list[lock.Request] = []
        asking = threading.Thread(target=lambda: answers.append(lock.ask(served, {"a": 1})))
        asking.start()
        asking.join(20)
        assert answers == [{"got": {"a": 1}}]


def test_whoever_does_not_know_the_secret(served: Path) -> None:
    from multiprocessing import AuthenticationError

    with pytest.raises((AuthenticationError, EOFError, OSError)):
        Client(socket_of(served), authkey=b"guessed")
    (served / "socket.key").write_bytes(f"{socket_of(served)}\n{'00' * 32}".encode())
    with pytest.raises(WorldFault) as raised:
        lock.ask(served, {"a": 1})
    assert raised.value.code == "store.busy"


@pytest.mark.parametrize("data", [b"", b"null", b"[1]", b"{", b"\xff", b'"text"'])
def test_what_is_no_request(served: Path, data: bytes) -> None:
    key = bytes.fromhex((served / "socket.key").read_text().split("\n")[1])
    with Client(socket_of(served), authkey=key) as connection:
        connection.send_bytes(data)
        with pytest.raises((EOFError, OSError)):
            connection.recv_bytes()
    assert lock.ask(served, {"a": 1}) == {"got": {"a": 1}}


def test_one_request_at_a_time(tmp_path: Path) -> None:
    held = lock.take(tmp_path)
    assert held is not None
    busy, most = [0], [0]
    both = threading.Barrier(4)

    def slowly(request: lock.Request) -> lock.Request:
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        threading.Event().wait(0.01)
        busy[0] -= 1
        return request

    def ask() -> None:
        both.wait()
        lock.ask(tmp_path, {})

    held.serve(slowly)
    asking = [threading.Thread(target=ask) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    held.release()
    assert most == [1]


@pytest.mark.parametrize("name", ["d" * 120, "ครีม" * 12, "with space\nand line"])
def test_long_and_odd_homes(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    held = lock.take(home)
    assert held is not None
    held.serve(lambda request: {"got": request})
    address = (home / "socket.key").read_bytes().rpartition(b"\n")[0].decode()
    assert len(os.fsencode(address)) < 108
    assert lock.ask(home, {"a": 1}) == {"got": {"a": 1}}
    held.release()
    assert not Path(address).exists()
    # A place of its own elsewhere does not stay behind.
    assert Path(address).parent == home or not Path(address).parent.exists()


def test_release_ends_the_thread_and_takes_the_key_away(tmp_path: Path) -> None:
    held = lock.take(tmp_path)
    assert held is not None
    held.serve(lambda request: request)
    thread = held._thread
    assert thread is not None
    assert thread.is_alive()
    held.release()
    assert not thread.is_alive()
    assert not (tmp_path / "socket.key").exists()
    with pytest.raises(WorldFault):
        lock.ask(tmp_path, {})


def test_the_key_is_for_its_owner_alone(served: Path) -> None:
    assert (served / "socket.key").stat().st_mode & 0o077 == 0


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(WorldFault) as raised:
        lock.take(tmp_path / "home")
    assert raised.value.code == "store.read_only"
