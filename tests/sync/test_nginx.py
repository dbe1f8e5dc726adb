"""The example in docs/hub-nginx.conf, as it stands, with a certificate of our own: a sync goes
through it, and whoever asks too often is told to wait, waits, and gets through."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.hub.hubs import Hub
from tests.sync.scripted import certificates
from workstation.domain.ids import new_uuid7
from workstation.fault import WorldFault
from workstation.hub import people
from workstation.sync.hub_line import Patience
from workstation.sync.hub_place import HubPlace
from workstation.sync.joining_hub import enrol, new_secret
from workstation.sync.transport import Key, Put, Shelf

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

pytestmark = [
    pytest.mark.hub,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed: apt-get install nginx-light"),
]

MAIN = """
daemon off;
{user}
pid {at}/nginx.pid;
error_log {at}/error.log warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {at}/body;
    proxy_temp_path {at}/proxy;
    fastcgi_temp_path {at}/fastcgi;
    uwsgi_temp_path {at}/uwsgi;
    scgi_temp_path {at}/scgi;
    include {at}/hub.conf;
}}
"""


class Proxied:
    """The hub's address through nginx, and the certificate to trust."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self.ca, (certificate, key) = certificates(folder)
        with socket.create_server(("127.0.0.1", 0)) as held:
            self.port = held.getsockname()[1]
        text = (ROOT / "docs" / "hub-nginx.conf").read_text()
        for given, ours in (
            ("127.0.0.1:8888", hub.address.removeprefix("http://")),
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            ("/etc/ssl/hub.pem", str(certificate)),
            ("/etc/ssl/private/hub.key", str(key)),
        ):
            assert given in text
            text = text.replace(given, ours)
        (folder / "hub.conf").write_text(text)
        user = "user root root;" if os.getuid() == 0 else ""
        (folder / "nginx.conf").write_text(MAIN.format(at=folder, user=user))
        self.address = f"https://127.0.0.1:{self.port}"
        self.log = folder / "error.log"
        assert NGINX
        self.process = subprocess.Popen(
            [NGINX, "-p", str(folder), "-e", str(self.log), "-c", str(folder / "nginx.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 20
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def proxied(hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    made = Proxied(hub, tmp_path_factory.mktemp("nginx"))
    yield made
    made.close()


def joined(hub: Hub, proxied: Proxied, role: str, device: str = "") -> HubPlace:
    """Somebody who joined through the proxy."""
    with hub.base.transaction() as db:
        code = people.code(db, hub.someone(role).person)
    device, secret = device or new_uuid7(), new_secret()
    enrol(proxied.address, code, device, secret, str(proxied.ca))
    return HubPlace(proxied.address, device, secret, str(proxied.ca))


def test_records_and_blobs_pass_unchanged(hub: Hub, proxied: Proxied) -> None:
    place = joined(hub, proxied, "lead")
    stream = f"{place.me().device}.work"
    data = os.urandom(4 * 1024 * 1024)  # the longest that there is
    key = Key(Shelf.SEGMENTS, stream, "a" * 64)
    assert place.put_if_absent(key, data) is Put.STORED
    assert place.put_if_absent(key, data) is Put.SAME
    assert place.get(key) == data
    assert place.list(Shelf.SEGMENTS, stream).sizes == {key.name: len(data)}
    assert place.heads().records[stream] == 1
    held = os.urandom(9 * 1024 * 1024)
    blob = Key(Shelf.BLOBS, "models", hashlib.sha256(held).hexdigest())
    assert place.put_if_absent(blob, held) is Put.STORED
    assert place.get(blob) == held
    assert place.get(blob, 8_500_000, 7) == held[8_500_000:8_500_007]
    with pytest.raises(WorldFault, match="not_there"):
        place.get(Key(Shelf.BLOBS, "models", "b" * 64))
    place.close()


def test_a_sync_goes_through(hub: Hub, proxied: Proxied, new_desk: Any) -> None:
    from workstation.sync.sync import sync

    ann, lea = new_desk("ann"), new_desk("lea")
    at = {one.device: joined(hub, proxied, role, one.device)
          for one, role in ((ann, "auditor"), (lea, "lead"))}  # fmt: skip
    ann.verdicts(30, "a note")
    # Other tests' devices leave odd things at this hub: they are their streams' problems.
    told = sync(ann.store, at[ann.device])
    assert [one for one in told.problems if one.stream in (None, ann.stream)] == []
    told = sync(lea.store, at[lea.device])
    assert [one.events for one in told.received if one.device == ann.device] == [31]
    assert len(lea.events(ann.stream)) == 31
    for place in at.values():
        place.close()


def test_nothing_is_sent_to_a_proxy_that_nobody_vouches_for(hub: Hub, proxied: Proxied) -> None:
    us = hub.someone("auditor")
    place = HubPlace(proxied.address, us.device, us.secret)
    with pytest.raises(WorldFault, match="hub_certificate"):
        place.who_am_i()


class Flood:
    """Asks as one device, as fast as it can."""

    def __init__(self, proxied: Proxied, device: str, secret: str) -> None:
        pair = base64.b64encode(f"{device}:{secret}".encode()).decode()
        self.headers = {"Authorization": f"Basic {pair}"}
        trust = ssl.create_default_context(cafile=str(proxied.ca))
        self.line = http.client.HTTPSConnection("127.0.0.1", proxied.port, context=trust)

    def ask(self) -> http.client.HTTPResponse:
        self.line.request("GET", "/v1/me", headers=self.headers)
        got = self.line.getresponse()
        self.body = got.read()
        return got


def test_whoever_asks_too_often_waits_and_gets_through(hub: Hub, proxied: Proxied) -> None:
    us, other = hub.someone("auditor"), hub.someone("auditor")
    flood = Flood(proxied, us.device, us.secret)
    for _ in range(5000):
        got = flood.ask()
        if got.status == 429:
            break
    assert (got.status, got.headers["Retry-After"]) == (429, "2")
    assert json.loads(flood.body) == {"error": "slow_down"}
    # The same device, while it goes on asking: told to wait, it waits.
    patience = Patience(tries=30)
    place = HubPlace(proxied.address, us.device, us.secret, str(proxied.ca), patience)

    def go_on() -> None:
        while place.asked < 2 and time.monotonic() < until:
            flood.ask()

    until = time.monotonic() + 30
    thread = threading.Thread(target=go_on)
    begun = time.monotonic()
    thread.start()
    try:
        assert place.who_am_i().account == us.person
        assert place.asked > 1
        assert time.monotonic() - begun >= 2
    finally:
        place.close()
        thread.join()
    # Somebody else at the same address was never in anybody's way.
    beside = HubPlace(proxied.address, other.device, other.secret, str(proxied.ca))
    assert beside.who_am_i().account == other.person
    assert beside.asked == 1
    beside.close()
    flood.line.close()
