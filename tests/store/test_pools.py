"""Counts by filter are what counting by hand gives; rows come back as they went in."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from workstation.fault import WorldFault
from workstation.intake.frame.importer import import_frame
from workstation.intake.frame.mapping import FrameMapping
from workstation.store import log, pool_filter, pools
from workstation.store.keys import Protection
from workstation.store.pool_filter import FACETS, Filter
from workstation.store.pools import Pool
from workstation.store.store import Store, create

START = datetime(2026, 3, 1, tzinfo=UTC)
FIELDS = ("vendor", "site", "language", "market", "clause", "action", "moderator")


def made_up(count: int) -> list[dict[str, Any]]:
    chance = random.Random(7)
    return [
        {
            "decision": f"d{n}",
            **{name: f"{name[0]}{chance.randrange(4)}" for name in FIELDS},
            "decided_at": (START + timedelta(minutes=chance.randrange(60 * 24 * 20))).isoformat(),
            "handling_seconds": chance.randrange(5, 90),
            "automated": chance.random() < 0.2,
        }
        for n in range(count)
    ]


ROWS = made_up(1_500)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Pool]]:
    folder = tmp_path_factory.mktemp("pools")
    path = folder / "frame.csv"
    names = list(ROWS[0])
    lines = [",".join(names), *(",".join(str(row[name]) for name in names) for row in ROWS)]
    path.write_text("\n".join(lines), "utf-8")
    store = create(folder / "home", Protection.FILE)
    # Another pool beside it, so that none counts what is not its own.
    other = folder / "other.csv"
    other.write_text("\n".join(lines[:200]), "utf-8")
    import_frame(store, other, FrameMapping(), lambda: START)
    done = import_frame(store, path, FrameMapping(), lambda: START)
    yield store, store.read(pools.get, done.pool).result()
    store.close()


FILTERS = [
    Filter(),
    Filter(automated=False),
    Filter(vendor=("v1", "v2"), automated=False),
    Filter(language=("l0",), clause=("c1", "c3")),
    Filter(moderator=("m2",), vendor=("v0",)),
    Filter(since=START + timedelta(days=5), until=START + timedelta(days=9), action=("a1",)),
    Filter(vendor=("v0",), language=("l1",), market=("m1",), site=("s2",), automated=True),
]


def fits(row: dict[str, Any], chosen: Filter, but: str = "") -> bool:
    at = datetime.fromisoformat(row["decided_at"])
    return (
        all(
            name == but or not chosen.words(name) or row[name] in chosen.words(name)
            for name in FIELDS
        )
        and (but == "automated" or chosen.automated in (None, row["automated"]))
        and (chosen.since is None or at >= chosen.since)
        and (chosen.until is None or at < chosen.until)
    )


@pytest.mark.parametrize("chosen", FILTERS, ids=range(len(FILTERS)))
def test_counts_are_what_counting_gives(held: tuple[Store, Pool], chosen: Filter) -> None:
    store, pool = held
    found = store.browse(pool_filter.cube, pool, chosen).result().counts(chosen)
    assert found.total == sum(fits(row, chosen) for row in ROWS)
    for name in FACETS:
        wanted = Counter(
            {True: "yes", False: "no"}.get(row[name], row[name])
            for row in ROWS
            if fits(row, chosen, but=name)
        )
        assert dict(found.by[name]) == wanted
    rows = store.read(lambda db: list(pools.rows(db, pool, chosen))).result()
    assert [row.decision for row in rows] == [r["decision"] for r in ROWS if fits(r, chosen)]
    cells = store.read(pool_filter.sizes, pool, chosen, ["vendor", "moderator"]).result()
    assert cells == Counter((r["vendor"], r["moderator"]) for r in ROWS if fits(r, chosen))


def test_one_cube_serves_every_choice_among_words(held: tuple[Store, Pool]) -> None:
    store, pool = held
    cube = store.browse(pool_filter.cube, pool, Filter()).result()
    for chosen in (one for one in FILTERS if not one.moderator and one.since is None):
        assert cube.counts(chosen).total == sum(fits(row, chosen) for row in ROWS)
    assert cube.counts(Filter(vendor=("nobody",))).total == 0


def test_counting_reads_the_index_alone(held: tuple[Store, Pool]) -> None:
    store, pool = held
    asked, values = store.read(pool_filter.conditions, pool.number, FILTERS[5]).result()

    def plan(db: Any) -> str:
        rows = db.conn.execute(
            f"EXPLAIN QUERY PLAN SELECT count(*) FROM frame_row INDEXED BY frame_by WHERE {asked}",
            values,
        )
        return " ".join(row[3] for row in rows)

    assert "COVERING INDEX frame_by" in store.read(plan).result()


def test_each_persons_own_quick_end(held: tuple[Store, Pool]) -> None:
    store, pool = held
    found = store.read(pool_filter.fast_below, pool, Filter(), 0.05).result()
    assert set(found) == {row["moderator"] for row in ROWS}
    for person, quick in found.items():
        times = sorted(r["handling_seconds"] for r in ROWS if r["moderator"] == person)
        below = sum(time < quick for time in times)
        assert below < 0.05 * len(times) <= sum(time <= quick for time in times)


def fault_of(act: Callable[..., Any]) -> str:
    with pytest.raises(WorldFault) as caught:
        act()
    return caught.value.code


def test_what_is_not_there_is_told(held: tuple[Store, Pool], tmp_path: Path) -> None:
    store, pool = held
    ask = store.read
    assert fault_of(lambda: ask(pools.get, "nothing").result()) == "sampling.no_pool"
    assert fault_of(lambda: ask(pools.get, "").result()) == "sampling.two_pools"
    wrong = Filter(vendor=("v0", "v9"))
    assert fault_of(lambda: ask(pool_filter.sizes, pool, wrong, []).result()) == "sampling.no_word"
    empty = create(tmp_path / "empty", Protection.FILE)
    assert fault_of(lambda: empty.read(pools.get, None).result()) == "sampling.no_pools"
    empty.close()


def test_the_pool_is_in_the_log(held: tuple[Store, Pool]) -> None:
    store, pool = held
    assert store.read(log.check).result().fault is None
    said = store.read(
        lambda db: db.conn.execute("SELECT digest FROM log WHERE what = 'pool' AND ref = ?",
                                   [pool.id]).fetchall()
    ).result()  # fmt: skip
    assert said == [(pool.digest,)]
