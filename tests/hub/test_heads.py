"""The counts behind `/v1/heads` are exact whatever happens to records, and cost by streams."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.hub.hubs import Cluster, Device, Hub, new_id, records
from workstation.hub.config import load
from workstation.hub.serve import prepare

pytestmark = pytest.mark.hub


def counted(hub: Hub) -> dict[str, int]:
    """What is there, counted one by one."""
    with hub.base.transaction() as db:
        return {
            row[0].rpartition("/")[2]: int(row[1])
            for row in db.all(
                "SELECT parent_id, count(*) FROM objects WHERE resource_name = 'record'"
                " AND NOT deleted AND parent_id LIKE '/buckets/streams/%' GROUP BY parent_id"
            )
        }


def told(who: Device, shelf: str = "streams") -> dict[str, Any]:
    return who.ask("GET", "/v1/heads").json[shelf]  # type: ignore[no-any-return]


@pytest.fixture
def fresh(cluster: Cluster, tmp_path: Path) -> Any:
    made = Hub(tmp_path / "h", cluster.database())
    yield made
    made.close()


def test_heads_are_exact_while_many_write(fresh: Hub) -> None:
    fresh.add("lea", "lead")
    lea = fresh.enrol("lea")
    writers = [fresh.enrol("lea") for _ in range(8)]

    def write(who: Device) -> None:
        for n in range(20):
            name = new_id()
            first = who.put(who.stream("work"), name, b"%d" % n).status
            while first in (409, 503):
                first = who.put(who.stream("work"), name, b"%d" % n).status
            assert first == 201
            assert who.put(who.stream("work"), name, b"other").status == 412  # counts nothing

    threads = [threading.Thread(target=write, args=(who,)) for who in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = {name: one["records"] for name, one in told(lea).items()}
    assert found == counted(fresh) == {who.stream("work"): 20 for who in writers}


def test_what_is_erased_is_not_counted_and_moves_the_stamp(fresh: Hub) -> None:
    fresh.add("lea", "lead")
    lea = fresh.enrol("lea")
    name, gone, kept = lea.stream("work"), new_id(), new_id()
    for record in (gone, kept):
        assert lea.put(name, record, b"words", "texts").status == 201
    before = told(lea, "texts")[name]
    assert before["records"] == 2
    assert lea.ask("DELETE", f"{records(name, 'texts')}/{gone}").status == 200
    assert lea.ask("DELETE", f"{records(name, 'texts')}/{gone}").status == 404  # and once only
    after = told(lea, "texts")[name]
    assert after["records"] == 1
    assert after["stamp"] > before["stamp"]
    newest = lea.ask("GET", records(name, "texts") + "?_since=0").json["data"]
    assert after["stamp"] == max(one["last_modified"] for one in newest)


def test_a_write_that_is_rolled_back_is_not_counted(fresh: Hub) -> None:
    fresh.add("lea", "lead")
    lea = fresh.enrol("lea")
    lea.put(lea.stream("work"), new_id(), b"1")
    insert = (
        "INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted)"
        " VALUES (:i, :p, 'record', '{}', NULL, FALSE)"
    )
    parent = f"/buckets/streams/collections/{lea.stream('work')}"
    with suppress(ZeroDivisionError), fresh.base.transaction() as db:
        db.run(insert, i=new_id(), p=parent)
        raise ZeroDivisionError
    assert told(lea)[lea.stream("work")]["records"] == 1
    with fresh.base.transaction() as db:  # and whoever works in the database by hand is counted
        db.run(insert, i=new_id(), p=parent)
        db.run("DELETE FROM objects WHERE parent_id = :p", p=parent)
        db.run(insert, i=new_id(), p=parent)
    assert told(lea)[lea.stream("work")]["records"] == 1


def test_a_hub_from_before_the_counts_gets_them(fresh: Hub) -> None:
    fresh.add("lea", "lead")
    lea = fresh.enrol("lea")
    with fresh.base.transaction() as db:
        db.run("DROP TABLE hub.head")
        db.run("DROP FUNCTION hub.count_record CASCADE")
    name = lea.stream("work")
    for n in range(3):
        assert lea.put(name, new_id(), b"%d" % n).status == 201
    assert lea.put(name, new_id(), b"words", "texts").status == 201
    fresh.kill()
    fresh.start()
    assert told(lea)[name]["records"] == 3
    assert told(lea, "texts")[name]["records"] == 1
    lea.put(name, new_id(), b"3")
    prepare(load(fresh.folder))  # again, nothing is counted twice
    assert told(lea)[name]["records"] == 4


def test_heads_do_not_look_at_records(fresh: Hub) -> None:
    """Answered with the table of records out of reach."""
    fresh.add("lea", "lead")
    lea = fresh.enrol("lea")
    with fresh.base.transaction() as db:
        db.run(
            "INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted)"
            " SELECT md5(n::text), '/buckets/streams/collections/' || :d || '_' ||"
            " (ARRAY['work', 'private', 'device'])[n % 3 + 1], 'record', '{}',"
            " from_epoch(1700000000000 + n), FALSE FROM generate_series(1, 10000) n",
            d=lea.device,
        )
    assert sum(one["records"] for one in told(lea).values()) == 10_000
    with fresh.base.transaction() as db:
        db.run("ALTER TABLE objects RENAME TO objects_away")
    try:
        assert sum(one["records"] for one in told(lea).values()) == 10_000
    finally:
        with fresh.base.transaction() as db:
            db.run("ALTER TABLE objects_away RENAME TO objects")
