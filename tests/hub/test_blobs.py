"""Blobs over the wire: whole, in parts, in ranges, once."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.hub.hubs import Device, Hub, Reply, blob, digest
from workstation.domain.ids import new_uuid7

pytestmark = pytest.mark.hub


@pytest.fixture(scope="module")
def lead(hub: Hub) -> Device:
    hub.add("blob-lead", "lead")
    return hub.enrol("blob-lead")


@pytest.fixture
def space(lead: Device) -> str:
    name = new_uuid7()
    assert lead.ask("PUT", f"/v1/batches/{name}", {"kind": "qa"}).status == 201
    return f"batch-{name}"


def part(lead: Device, space: str, data: bytes, start: int, end: int) -> Reply:
    return lead.ask(
        "PUT",
        blob(space, digest(data)),
        data[start:end],
        Content_Range=f"bytes {start}-{end - 1}/{len(data)}",
    )


def test_an_upload_goes_on_where_it_stopped(lead: Device, space: str) -> None:
    data = secrets.token_bytes(2_500_000)
    path = blob(space, digest(data))
    assert part(lead, space, data, 0, 1_200_000).status == 202
    assert lead.ask("GET", path).status == 404
    assert lead.ask("GET", f"{path}/received").json == {"state": "more", "received": 1_200_000}
    again = part(lead, space, data, 0, 1_200_000)
    assert (again.status, again.json["received"]) == (409, 1_200_000)
    assert part(lead, space, data, 2_000_000, 2_500_000).status == 409
    assert part(lead, space, data, 1_200_000, 2_500_000).status == 201
    assert lead.ask("GET", path).body == data
    assert part(lead, space, data, 1_200_000, 2_500_000).status == 200


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("0-0", 0, 1), ("1048570-1048580", 1048570, 1048581), ("1500000-", 1500000, 1600000),
     ("-5", 1599995, 1600000), ("0-99999999", 0, 1600000)],
)  # fmt: skip
def test_ranges(lead: Device, space: str, asked: str, start: int, end: int) -> None:
    data = b"range" * 320_000
    assert lead.put_blob(space, data).status in (200, 201)
    got = lead.ask("GET", blob(space, digest(data)), Range=f"bytes={asked}")
    assert (got.status, got.body) == (206, data[start:end])
    assert got.headers["content-range"] == f"bytes {start}-{end - 1}/{len(data)}"


@pytest.mark.parametrize("asked", ["1600000-", "5-1", "-", "a-b", "0-1,3-4", "-0"])
def test_ranges_that_are_none(lead: Device, space: str, asked: str) -> None:
    data = b"range" * 320_000
    lead.put_blob(space, data)
    assert lead.ask("GET", blob(space, digest(data)), Range=f"bytes={asked}").status == 416


def test_bytes_of_another_digest_are_not_kept(lead: Device, space: str) -> None:
    wanted = digest(b"wanted")
    assert lead.ask("PUT", blob(space, wanted), b"others").status == 422
    assert lead.ask("GET", blob(space, wanted)).status == 404
    assert lead.ask("PUT", blob(space, wanted), b"wanted").status == 201


def test_equal_bytes_are_kept_once_and_go_with_their_last_batch(hub: Hub, lead: Device) -> None:
    data = secrets.token_bytes(1000)
    names = [new_uuid7() for _ in range(2)]
    for name in names:
        lead.ask("PUT", f"/v1/batches/{name}", {"kind": "qa"})
        assert lead.put_blob(f"batch-{name}", data).status == 201

    def kept() -> int:
        with hub.base.transaction() as db:
            return db.one("SELECT count(*) FROM hub.blob WHERE digest = :d", d=digest(data))[0]

    assert kept() == 1
    lead.ask("DELETE", f"/v1/batches/{names[0]}")
    assert lead.ask("GET", blob(f"batch-{names[1]}", digest(data))).body == data
    lead.ask("DELETE", f"/v1/batches/{names[1]}")
    assert kept() == 0


def test_eight_at_once_make_one_blob(lead: Device, space: str) -> None:
    data = secrets.token_bytes(300_000)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: lead.put_blob(space, data).status, range(8)))
    assert sorted(done) == [200] * 7 + [201]
    assert lead.ask("GET", blob(space, digest(data))).body == data
