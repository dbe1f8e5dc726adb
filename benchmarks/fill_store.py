"""Fills a store with many cases in one batch, through the rows an import writes, not its checks.

    python benchmarks/fill_store.py HOME --cases 1000000

The same number gives the same cases. Most of the time goes into SQLite: about a minute and a half
for a million. The store is kept by a key file; `BATCH` and `PERSON` say whose queue it is.
"""

from __future__ import annotations

import argparse
import random
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.make_batches import FIRST_DAY, MARKETS, WORDS, uuid7
from workstation.domain.canonical import digest
from workstation.domain.ids import PersonId
from workstation.store import imports, people
from workstation.store import store as stores
from workstation.store.driver import Database
from workstation.store.keys import Protection
from workstation.store.store import Store

BATCH = "0195f000-0000-7000-8000-000000000001"
PERSON = PersonId("a-1")
CHUNK = 5_000
TYPES = ("listing", "listing", "listing", "review", "chat", "video")
CATEGORIES = ("fashion/bags", "beauty", "electronics/chargers", "toys", "watches")
STATES = ("decided",) * 30 + ("cannot", "skipped") + ("open",) * 68
_MANIFEST = '{"title": "Many"}'


def fill(home: Path, cases: int) -> Store:
    """A new store with that many cases, a third of them decided; left open."""
    store = stores.create(home, Protection.FILE)
    store.write(people.set_person, people.Person(PERSON, "A", ("en",))).result()
    store.write(_begin).result()
    chance = random.Random(cases)
    vocabulary = {tag: words.split() for tag, words in WORDS.items()}
    for start in range(0, cases, CHUNK):
        chunk = _chunk(chance, vocabulary, start, min(start + CHUNK, cases))
        store.write(imports.add_chunk, chunk).result()
    store.write(_finish, cases).result()
    store.outside_transaction(lambda db: db.conn.execute("PRAGMA optimize = 0x10002")).result()
    return store


def _begin(db: Database) -> None:
    at = FIRST_DAY.isoformat()
    imports.begin(
        db,
        imports.Head(
            id=BATCH, kind="qa", title="Many", blind=True, created_at=at, due_at=None,
            publisher="lead-1", manifest_digest=digest(_MANIFEST.encode()), manifest=_MANIFEST,
            imported_at=at, pack=None,
        ),
    )  # fmt: skip


def _finish(db: Database, cases: int) -> None:
    # The digest over a million cases is `verify`'s business; nothing here asks for it.
    imports.finish(db, BATCH, cases, True, FIRST_DAY.isoformat(), "")
    # A day's work: what somebody has decided, skipped, flagged.
    made = [
        (STATES[seq * 7919 % 100], int(seq % 997 == 0), seq)
        for seq in range(1, cases + 1)
        if STATES[seq * 7919 % 100] != "open" or seq % 997 == 0
    ]
    db.conn.executemany("UPDATE task SET state = ?, flagged = ? WHERE seq = ?", made)


def _chunk(
    chance: random.Random, vocabulary: dict[str, list[str]], start: int, stop: int
) -> imports.Chunk:
    made, at, tags = imports.Chunk(), FIRST_DAY.isoformat(), list(vocabulary)
    for number in range(start, stop):
        tag = tags[chance.randrange(len(tags))]
        words = chance.choices(vocabulary[tag], k=24)
        case = uuid7(chance, FIRST_DAY + timedelta(seconds=number))
        # Names that are derived elsewhere are made up here: hashing them would take as long again.
        item, decision = f"i-{number:034d}", f"d-{number:034d}"
        market = MARKETS[chance.randrange(len(MARKETS))]
        made.cases.append(
            (
                case, f"L-{number:07d}", TYPES[number % 6], market,
                CATEGORIES[chance.randrange(5)], f"s-{chance.randrange(5000)}", at, "1", tag,
                " ".join(words[:8]), chance.randrange(100_000), 3, 100, "USD", "[]", "[]",
                '{"price":"12.00"}', "[]", f"{number:064d}",
            )
        )  # fmt: skip
        text = " ".join(words)
        made.parts.append(
            (case, 0, "title", "title", text, tag, None, None, None, None, None, None)
        )
        made.items.append((item, BATCH, case, number + 1, None, None, None))
        made.decisions.append(
            (decision, item, "m-1", "v-a", "", at, "NONE", 9000, 0, None, "system", 0, "")
        )
        task = f"t-{chance.getrandbits(128):032x}"
        made.tasks.append((task, item, BATCH, case, PERSON, "first", number + 1))
    return made


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--cases", type=int, default=1_000_000)
    asked = parser.parse_args()
    fill(asked.home, asked.cases).close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
