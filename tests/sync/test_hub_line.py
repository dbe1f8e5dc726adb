"""A hub that is hurt, hostile, slow, or none at all: never believed, never waited for for long."""

from __future__ import annotations

import base64
import gzip
import json
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sync.scripted import Answers, Request, Scripted, certificates, html, http
from workstation.domain.ids import new_uuid7
from workstation.fault import WorldFault
from workstation.sync import hub_place
from workstation.sync.hub_line import Patience
from workstation.sync.hub_place import HubPlace
from workstation.sync.joining_hub import enrol
from workstation.sync.transport import Key, Put, Shelf
from workstation.words import sentence

DEVICE, SECRET = new_uuid7(), "5ec7e7" * 10 + "abcd"
STREAM = f"{DEVICE}.work"
KEY = Key(Shelf.SEGMENTS, STREAM, "a" * 64)
BLOB = Key(Shelf.BLOBS, "policy", "b" * 64)
QUICK = Patience(connect=5, between=5, whole=20, tries=4, first=0.001, longest=0.01)
ME = {"place": new_uuid7(), "device": DEVICE, "person": "ann", "role": "auditor"}


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[Scripted, HubPlace]]]:
    opened: list[Any] = []

    def make(
        answers: Answers, patience: Patience = QUICK, **more: Any
    ) -> tuple[Scripted, HubPlace]:
        ca = more.pop("ca", None)
        server = Scripted(answers, **more)
        place = HubPlace(server.address, DEVICE, SECRET, ca, patience)
        opened.extend((place, server))
        return server, place

    yield make
    for one in opened:
        one.close()


Serve = Callable[..., tuple[Scripted, HubPlace]]


def fault_of(call: Callable[[], object]) -> WorldFault:
    with pytest.raises(WorldFault) as caught:
        call()
    fault = caught.value
    told = f"{fault} {sentence(fault)} {fault.params}"
    assert sentence(fault) != str(fault)
    assert SECRET not in told
    assert base64.b64encode(SECRET.encode()).decode()[:20] not in told
    return fault


def always(answer: bytes) -> Answers:
    return lambda _request, _n: [answer]


def first(*answers: bytes) -> Answers:
    """These, and then what is right."""

    def say(request: Request, n: int) -> list[bytes]:
        return [answers[n] if n < len(answers) else http(200, ME)]

    return say


@pytest.mark.parametrize(
    "hurt",
    [
        http(409, {"error": "again"}),
        http(429, b"slow down", Content_Type="text/plain"),
        http(500, {"error": "ours"}),
        html(502),
        http(503, {"error": "again"}, Retry_After="0"),
        html(504),
        b"",  # hung up
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"pla',
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 300 + b"\r\n",
        b"\x16\x03\x01\x02garbage\r\n\r\n",
    ],
)
def test_what_passes_is_asked_again(serve: Serve, hurt: bytes) -> None:
    server, place = serve(first(hurt, hurt))
    assert place.who_am_i().account == "ann"
    assert len(server.asked) == place.asked == 3


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (http(409, {"error": "again"}), "sync.hub_busy"),
        (http(429, {"error": "slow"}), "sync.hub_busy"),
        (http(503, {"error": "again"}), "sync.hub_busy"),
        (http(500, {"error": "ours"}), "sync.hub_away"),
        (html(502), "sync.hub_away"),
        (b"", "sync.hub_away"),
    ],
)
def test_what_does_not_pass_is_told_after_a_few_times(
    serve: Serve, answer: bytes, code: str
) -> None:
    server, place = serve(always(answer))
    assert fault_of(place.who_am_i).code == code
    assert len(server.asked) == QUICK.tries


def test_the_hub_says_when_to_come_again(serve: Serve) -> None:
    _, place = serve(first(http(429, b"", Retry_After="1")))
    begun = time.monotonic()
    place.who_am_i()
    assert time.monotonic() - begun >= 1
    for said in (format_datetime(datetime.now(UTC) - timedelta(days=1)), "soon", "-5", "1e9"):
        _, place = serve(first(http(503, b"", Retry_After=said)))
        place.who_am_i()


@pytest.mark.parametrize(
    "said", ["3600", "9" * 400, format_datetime(datetime.now(UTC) + timedelta(days=2))]
)
def test_an_hour_is_not_waited_for(serve: Serve, said: str) -> None:
    server, place = serve(always(http(503, b"", Retry_After=said)))
    fault = fault_of(place.who_am_i)
    assert fault.code == "sync.hub_busy"
    assert fault.params["minutes"] >= 60  # type: ignore[operator]
    assert len(server.asked) == 1


def test_hanging_up_ends_the_waiting(serve: Serve) -> None:
    patience = Patience(tries=9, first=60, longest=60)
    _, place = serve(lambda *_: [place.close() or http(503)], patience)  # type: ignore[func-returns-value]
    begun = time.monotonic()
    assert fault_of(place.who_am_i).code in ("sync.hub_away", "sync.hub_busy")
    assert time.monotonic() - begun < 20


def test_nobody_is_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    place = HubPlace(f"http://127.0.0.1:{port}", DEVICE, SECRET, None, QUICK)
    fault = fault_of(place.heads)
    assert (fault.code, fault.params["reason"]) == ("sync.hub_away", "nobody answers there")


def test_a_host_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    place = HubPlace("https://hub.example.org", DEVICE, SECRET, None, QUICK)
    fault = fault_of(place.heads)
    assert (fault.code, fault.params["reason"]) == ("sync.hub_away", "no such host")


@pytest.mark.parametrize("status", [200, 201, 400, 401, 403, 404, 410, 412, 416, 511])
def test_a_proxy_that_answers_in_the_hubs_place(serve: Serve, status: int) -> None:
    """Its 401, 403, 404 and 410 are not the hub's: nothing is given up because of them."""
    server, place = serve(always(html(status)))
    for call in (
        place.who_am_i,
        place.heads,
        lambda: place.get(KEY),
        lambda: place.put_if_absent(KEY, b"x"),
        lambda: place.list(Shelf.SEGMENTS, STREAM),
        lambda: place.get(BLOB, 0, 5),
        lambda: place.put_if_absent(BLOB, b"x"),
        lambda: place.doors.shut(new_uuid7()),
        lambda: enrol(server.address, "c", DEVICE, SECRET, None, QUICK),
    ):
        asked = len(server.asked)
        assert fault_of(call).code == "sync.hub_stranger"
        assert len(server.asked) == asked + 1


def test_a_proxys_limit_is_one_things_fault(serve: Serve) -> None:
    _, place = serve(always(html(413)))
    assert fault_of(lambda: place.put_if_absent(KEY, b"x")).code == "sync.too_long"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(serve: Serve, status: int) -> None:
    other, _ = serve(always(http(200, ME)))
    _, place = serve(always(http(status, b"", Location=f"{other.address}/v1/me?\x1b[31m")))
    fault = fault_of(place.who_am_i)
    assert fault.code == "sync.hub_redirect"
    assert fault.params["to"] == other.address
    assert other.asked == []


def test_the_secret_was_taken_back(serve: Serve) -> None:
    server, place = serve(always(http(401, {"error": "who"})))
    for call in (place.who_am_i, lambda: place.put_if_absent(KEY, b"x"), place.heads):
        assert fault_of(call).code == "sync.hub_secret"
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, {"error": "odd"}, "sync.refused"),
        (403, {"error": "not_yours"}, "sync.not_yours"),
        (404, {"error": "not_there"}, "sync.not_there"),
        (410, {"error": "erased"}, "sync.erased"),
        (413, {"error": "too_long"}, "sync.too_long"),
        (418, {"error": "\x1b]0;x\x07" * 50}, "sync.refused"),
    ],
)
def test_a_refusal_is_of_one_thing(serve: Serve, status: int, body: object, code: str) -> None:
    server, place = serve(always(http(status, body)))
    for call in (
        lambda: place.put_if_absent(KEY, b"x"),
        lambda: place.put_if_absent(BLOB, b"x"),
        lambda: place.get(KEY),
        lambda: place.get(BLOB, 3, 4),
        lambda: place.list(Shelf.TEXTS, STREAM),
    ):
        fault = fault_of(call)
        assert fault.code == code
        assert "\x1b" not in sentence(fault)
    assert len(server.asked) == 5


def test_an_answer_without_end_is_cut(serve: Serve) -> None:
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"

    def say(_request: Request, _n: int) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        while True:
            yield piece

    _, place = serve(say)
    assert fault_of(place.who_am_i).code == "sync.too_long"
    _, place = serve(always(http(200, b"x" * 70_000, Content_Length=str(10 << 40))))
    assert fault_of(lambda: place.get(BLOB, 0, 10)).code == "sync.too_long"


def test_nothing_is_unpacked(serve: Serve) -> None:
    bomb = gzip.compress(b" " * 50_000_000 + json.dumps(ME).encode())
    server, place = serve(always(http(200, bomb, Content_Encoding="gzip")))
    assert fault_of(place.who_am_i).code == "sync.answer_odd"
    assert server.asked[0].headers["accept-encoding"] == "identity"


def test_a_hub_that_drips_is_given_up(serve: Serve) -> None:
    def drip(_request: Request, _n: int) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n"
        while not server.done.wait(0.02):
            yield b"x"

    server, place = serve(drip, Patience(whole=0.3, tries=2, first=0.001))
    fault = fault_of(place.who_am_i)
    assert (fault.code, fault.params["reason"]) == ("sync.hub_away", "time-out")
    assert len(server.asked) == 2


def test_a_hub_that_is_silent_is_given_up(serve: Serve) -> None:
    def silent(_request: Request, _n: int) -> Iterator[bytes]:
        server.done.wait(10)
        yield b""

    server, place = serve(silent, Patience(between=0.2, tries=2, first=0.001))
    fault = fault_of(place.who_am_i)
    assert (fault.code, fault.params["reason"]) == ("sync.hub_away", "time-out")


DEEP = b"[" * 100_000
HOSTILE = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"\xff\xfe",
    b'"' + b"x" * 1000,
    DEEP,
    b'{"a":' * 100_000,
    b'{"place": NaN}',
    json.dumps({**ME, "place": "../../etc"}).encode(),
    json.dumps({**ME, "device": new_uuid7()}).encode(),
    json.dumps({**ME, "limits": {"chunk": 0}}).encode(),
    json.dumps({**ME, "limits": {"chunk": -5}}).encode(),
    json.dumps({**ME, "limits": {"segment": 10**30}}).encode(),
    json.dumps({**ME, "person": None}).encode(),
    b'{"data": {"body": "!!!!", "size": 3}}',
    b'{"data": {"body": "QUJD", "size": 4}}',
    b'{"data": {"body": "QUJD", "size": -3}}',
    b'{"data": {"body": "", "size": 0}}',
    b'{"data": [{"id": "a", "last_modified": "x"}]}',
    b'{"data": [{"id": "a", "last_modified": 1e400}]}',
    b'{"streams": {"x": {"records": -1}}, "texts": {}}',
    b'{"streams": {"x": {"records": 99999999999999999999}}, "texts": {}}',
    b'{"blobs": {"x": "y"}}',
]


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_answers_are_not_taken_in(serve: Serve, said: bytes) -> None:
    server, place = serve(always(http(200, said)))
    for call in (
        place.who_am_i,
        place.heads,
        lambda: place.get(KEY),
        lambda: place.list(Shelf.SEGMENTS, STREAM),
        lambda: place.list(Shelf.BLOBS, "policy"),
        lambda: place.put_if_absent(BLOB, b"x"),
        lambda: enrol(server.address, "code", DEVICE, SECRET, None, QUICK),
    ):
        assert fault_of(call).code == "sync.answer_odd"


def test_names_that_are_none_of_ours_are_strays(serve: Serve) -> None:
    odd = ["../../etc/passwd", "x" * 5000, "\u202eevil", f"{DEVICE}.work/..", "", "A" * 64]
    heads = {"streams": {name: {"records": 1} for name in odd}, "texts": {}}
    page = {"data": [{"id": name, "last_modified": 5, "size": 1} for name in odd]}
    blobs = {"blobs": dict.fromkeys(odd, 1)}
    for said, call in (
        (heads, lambda at: at.heads()),
        (page, lambda at: at.list(Shelf.SEGMENTS, STREAM)),
        (blobs, lambda at: at.list(Shelf.BLOBS, "policy")),
    ):
        _, place = serve(always(http(200, said)))
        told = call(place)
        assert not (told.records if said is heads else told.sizes)
        assert 1 <= len(told.strays) <= len(odd)
        assert all(name.isascii() and name.isprintable() and len(name) <= 80
                   for name in told.strays)  # fmt: skip


def test_pages_without_end(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    page = {"data": [{"id": "c" * 64, "last_modified": 5, "size": 1}]}
    monkeypatch.setattr(hub_place, "_PAGES", 20)
    for answers in (
        always(http(200, page, Next_Page="?_token=same")),
        lambda _request, n: [http(200, page, Next_Page=f"?_token={n}")],
        always(http(200, page, Next_Page="http://elsewhere/?_token=1")),
        always(http(200, page, Next_Page="?" + "x" * 9000)),
    ):
        server, place = serve(answers)
        assert fault_of(lambda at=place: at.list(Shelf.TEXTS, STREAM)).code == "sync.answer_odd"  # type: ignore[misc]
        assert len(server.asked) <= 20


def test_a_next_page_cannot_smuggle_a_request(serve: Serve) -> None:
    page = {"data": []}
    server, place = serve(
        lambda _request, n: [http(200, page, **({"Next_Page": "?a b HTTP/9 x"} if n == 0 else {}))]
    )
    place.list(Shelf.TEXTS, STREAM)
    assert server.asked[1].line.count(" ") == 2


@pytest.mark.parametrize(
    "said",
    [
        {"state": "more", "received": 0},
        {"state": "gap", "received": 10**12},
        {"state": "gap", "received": 3},
        {"state": "size", "received": 0},
        {"state": "\x1b[2J", "received": 0},
    ],
)
def test_an_upload_that_never_ends_is_ended(serve: Serve, said: dict[str, object]) -> None:
    server, place = serve(always(http(202, said)))
    assert fault_of(lambda: place.put_if_absent(BLOB, b"some bytes")).code == "sync.refused"
    assert len(server.asked) < 20


def test_a_put_whose_answer_was_lost_was_done(serve: Serve) -> None:
    """The first answer is cut; the second says that the name is taken, by these very bytes."""
    record = http(200, {"data": {"body": base64.b64encode(b"mine").decode(), "size": 4}})
    answers = [b"", http(412, {"errno": 114}), record]
    _, place = serve(lambda _request, n: [answers[n % 3]])
    assert place.put_if_absent(KEY, b"mine") is Put.SAME
    assert place.put_if_absent(KEY, b"other") is Put.CONFLICT


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Path, Path]]:
    return certificates(tmp_path_factory.mktemp("ca"))


def test_a_certificate_that_nobody_vouches_for(
    serve: Serve, trust: tuple[Path, tuple[Path, Path]]
) -> None:
    server, place = serve(always(http(200, ME)), trust=trust[1])
    fault = fault_of(place.who_am_i)
    assert fault.code == "sync.hub_certificate"
    assert server.asked == []  # nothing was sent, least of all the secret
    assert place.asked == 1
    for ca in (str(trust[0]), trust[0].read_text()):
        _, place = serve(always(http(200, ME)), trust=trust[1], ca=ca)
        assert place.who_am_i().account == "ann"


def test_a_certificate_of_another_host(serve: Serve, trust: tuple[Path, tuple[Path, Path]]) -> None:
    server, _ = serve(always(http(200, ME)), trust=trust[1])
    other = HubPlace(f"https://localhost:{server.port}", DEVICE, SECRET, str(trust[0]), QUICK)
    assert fault_of(other.who_am_i).code == "sync.hub_certificate"
    assert server.asked == []


def test_tls_where_there_is_none_and_the_other_way(
    serve: Serve, trust: tuple[Path, tuple[Path, Path]]
) -> None:
    plain, _ = serve(always(http(200, ME)))
    place = HubPlace(f"https://127.0.0.1:{plain.port}", DEVICE, SECRET, None, QUICK)
    assert fault_of(place.who_am_i).code == "sync.hub_tls"
    secured, _ = serve(always(http(200, ME)), trust=trust[1])
    place = HubPlace(f"http://127.0.0.1:{secured.port}", DEVICE, SECRET, None, QUICK)
    assert fault_of(place.who_am_i).code == "sync.hub_away"


@pytest.mark.parametrize("ca", ["/no/such/file", "-----BEGIN CERTIFICATE-----\nxx\n", __file__])
def test_a_certificate_to_trust_that_is_none(ca: str) -> None:
    fault = fault_of(lambda: HubPlace("https://127.0.0.1:1", DEVICE, SECRET, ca))
    assert fault.code == "sync.hub_ca"
