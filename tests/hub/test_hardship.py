"""Killed in the middle, many at once, garbage, far too much."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from tests.hub.hubs import Cluster, Device, Hub, carried, new_id, records

pytestmark = pytest.mark.hub


def write_on(who: Device, count: int, wrote: dict[str, bytes]) -> None:
    """As a shipper does: the same bytes under the same name until they are there."""
    until = time.monotonic() + 90
    for number in range(count):
        record, data = new_id(), f"{who.device} {number}".encode() * 20
        while True:
            assert time.monotonic() < until
            try:
                got = who.put(who.stream("work"), record, data)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if got.status == 412:
                held = got.json["details"]["existing"]["body"]
                assert held == carried(data)["data"]["body"]  # type: ignore[index]
                break
            if got.status == 201:
                break
            assert got.status in (409, 500, 503), got
            time.sleep(0.05)
        wrote[record] = data


def held(who: Device, name: str) -> dict[str, str]:
    found, query = {}, "?_limit=1000"
    while query:
        got = who.ask("GET", records(name) + query)
        found |= {one["id"]: one["body"] for one in got.json["data"]}
        query = got.headers.get("next-page", "")
    return found


def test_killed_while_eight_write(own_hub: tuple[Cluster, Hub]) -> None:
    """The server, then PostgreSQL, are killed: what was acknowledged is there, once."""
    cluster, hub = own_hub
    hub.add("lea", "lead")
    lead = hub.enrol("lea")
    writers = []
    for number in range(8):
        hub.add(f"a{number}", "auditor")
        writers.append(hub.enrol(f"a{number}"))
    wrote: list[dict[str, bytes]] = [{} for _ in writers]

    def wait_for(count: int) -> None:
        until = time.monotonic() + 60
        while sum(map(len, wrote)) < count:
            assert time.monotonic() < until
            assert not any(one.done() and one.exception() for one in running)
            threading.Event().wait(0.01)

    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(write_on, who, 25, kept)
                   for who, kept in zip(writers, wrote, strict=True)]  # fmt: skip
        wait_for(40)
        hub.kill()
        hub.start()
        wait_for(90)
        cluster.kill()
        cluster.start()
        for one in running:
            one.result()
    heads = lead.ask("GET", "/v1/heads").json["streams"]
    for who, kept in zip(writers, wrote, strict=True):
        found = held(lead, who.stream("work"))
        assert found == {
            record: carried(data)["data"]["body"]  # type: ignore[index]
            for record, data in kept.items()
        }
        assert heads[who.stream("work")]["records"] == 25


@pytest.fixture(scope="module")
def ann(hub: Hub) -> Device:
    hub.add("hard-ann", "auditor")
    return hub.enrol("hard-ann")


GOOD = carried(b"x")
GARBAGE = [
    b"", b"{", b"[]", b"null", b"\x00", b"\xff\xfe", b"[" * 100_000, b'{"data":' * 5000,
    b'{"data":{"body":"eA==","size":1},"permissions":{"read":["system.Everyone"]}}',
    b'{"permissions":{"write":["system.Everyone"]}}',
    b'{"data":{"body":"eA==","size":1,"last_modified":1}}',
    b'{"data":{"body":"eA==","size":1,"id":"x"}}',
    b'{"data":{"body":"eA==","size":1,"author":"lea"}}',
    b'{"data":{"body":"eA==","size":2}}', b'{"data":{"body":"eA","size":1}}',
    b'{"data":{"body":"e\\u0000A==","size":1}}', b'{"data":{"body":"","size":0}}',
    b'{"data":{"body":"eB==","size":1}}', b'{"data":{"body":1,"size":1}}',
    b'{"data":{"body":"eA==","size":1e400}}',
]  # fmt: skip


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_refused_and_nothing_is_kept(ann: Device, body: bytes) -> None:
    path = f"{records(ann.stream('work'))}/{new_id()}"
    assert ann.ask("PUT", path, body, If_None_Match="*").status == 400
    assert ann.ask("GET", path).status == 404
    for door in ("/v1/enrol", "/v1/sessions/x/reveal"):
        assert ann.ask("POST", door, body).status in (400, 404, 413)


@pytest.mark.parametrize(
    "query",
    [
        *("_since=x", "_since=1&_since=2", "_fields=body", "in_id=a", "like_body=x"),
        *("_limit=0", "_limit=99999", "_sort=body", "%00"),
    ],
)
def test_questions_that_no_client_asks(ann: Device, query: str) -> None:
    name = ann.stream("work")
    assert ann.put(name, new_id(), b"x").status == 201
    assert ann.ask("GET", f"{records(name)}?{query}").status in (200, 400)
    if query != "%00":
        assert ann.ask("GET", f"{records(name)}?{query}").status == 400


def test_what_is_too_long_is_refused_before_it_is_read(hub: Hub, ann: Device) -> None:
    path = f"{records(ann.stream('work'))}/{new_id()}"
    big = carried(b"x" * (4 * 1024 * 1024 + 1))
    assert ann.ask("PUT", path, big, If_None_Match="*").status == 413
    words = f"{records(ann.stream('work'), 'texts')}/{new_id()}"
    assert ann.ask("PUT", words, carried(b"x" * 1_048_577), If_None_Match="*").status == 413
    whole = carried(b"x" * (4 * 1024 * 1024))
    assert ann.ask("PUT", path, whole, If_None_Match="*").status == 201
    for lines in (
        b"PUT /v1/me HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n",
        b"PUT /v1/me HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n",
        b"GET /v1/me HTTP/1.1\r\nHost: h\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ):
        place = urlsplit(hub.address)
        with socket.create_connection((place.hostname, place.port), timeout=20) as line:
            line.sendall(lines)
            assert line.recv(4096).split(b" ", 2)[1][:1] == b"4"
    assert ann.ask("GET", "/v1/me").status == 200
