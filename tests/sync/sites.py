"""Every kind of place, empty, with streams that we may write there; for tests over all of them."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from tests.sync.s3_standin import S3
from workstation.domain.ids import new_uuid7
from workstation.store.access import Access
from workstation.sync.folder import FolderTransport
from workstation.sync.places import open_place
from workstation.sync.transport import Transport, doors_of

REAL_S3 = "TEST_S3"
"""Runs the same tests on a real store: `s3://bucket endpoint key-id secret region`."""

KINDS = [
    "folder",
    "folder without links",
    pytest.param("hub", marks=pytest.mark.hub),
    "s3",
]


class Site(Struct, frozen=True):
    """A place, two streams and a space of blobs that we may write; `again` opens it anew."""

    transport: Transport
    stream: str
    other: str
    space: str
    again: Callable[[], Transport]


def no_links(*_: object, **__: object) -> None:
    raise OSError(errno.EPERM, "this disk has no links")


@contextmanager
def open_site(request: pytest.FixtureRequest, folder: Path) -> Iterator[Site]:
    """The kind of place that the fixture's parameter names."""
    with _opened(request, folder) as (again, device):
        place = again()
        place.who_am_i()
        batch = new_uuid7()
        doors = doors_of(place)
        if doors is not None:
            doors.admit(batch, "qa", (), None, False)
        yield Site(place, f"{device}.work", f"{device}.private", f"batch-{batch}", again)


@contextmanager
def _opened(
    request: pytest.FixtureRequest, folder: Path
) -> Iterator[tuple[Callable[[], Transport], str]]:
    device = "0190a000-0000-7000-8000-000000000001"
    if request.param == "hub":
        hub: Any = request.getfixturevalue("hub")
        us = hub.someone("lead")
        opened: list[Any] = []

        def at_the_hub() -> Transport:
            opened.append(open_place(hub.address, Access(us.device, us.secret)))
            return opened[-1]

        yield at_the_hub, us.device
        for one in opened:
            one.close()
    elif request.param == "s3":
        real = os.environ.get(REAL_S3)
        server = S3()
        address, endpoint, key, secret, region = (
            real.split() if real else ("s3://audits", server.address, "key", "secret", "somewhere")
        )
        access = Access(key, secret, endpoint=endpoint, region=region)
        prefix = f"{address}/{secrets.token_hex(8)}"
        yield lambda: open_place(prefix, access), device
        server.close()
    else:
        if request.param == "folder without links":
            request.getfixturevalue("monkeypatch").setattr(os, "link", no_links)
        yield lambda: FolderTransport(folder), device
