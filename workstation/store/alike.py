"""Cases that say nearly the same: found by the share of character runs they have in common.

Each case has a signature of 32 numbers (one-permutation MinHash, empty buckets filled from the
next): the share of equal numbers estimates how much two texts have in common. Six bands of four
numbers find the candidates, so that no case is held against all others. Only the first of a group,
its head, stands in the bands: a thousand copies of one listing cost as little as one. Ours, because
the libraries for it (datasketch, simhash) bring numpy.

What is alike is read from the content alone; no decision goes into it.
"""

from __future__ import annotations

import re
import zlib
from array import array
from functools import cache

from workstation.store.driver import Database

BUCKETS, BANDS, BAND = 32, 6, 4
ENOUGH = 22  # of the numbers equal: about seven tenths of the runs in common
SHORTEST = 16  # letters; of fewer every other title would be alike
LONGEST = 4000
_CANDIDATES = 50
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_EMPTY = 0xFFFFFFFF
_GOLDEN = 0x9E3779B1


def signature(folded: str) -> array[int] | None:
    """The signature of a folded text; None where it has too few letters.

    Digits, signs and spaces do not count: copies differ in prices, stars and gaps.
    """
    text = _NOT_LETTERS.sub("", folded)[:LONGEST]
    if len(text) < SHORTEST:
        return None
    run = 3 if 3 * len(_unspaced().findall(text)) > len(text) else 5
    least = array("I", [_EMPTY]) * BUCKETS
    crc = zlib.crc32
    for piece in {text[at : at + run] for at in range(len(text) - run + 1)}:
        mixed = crc(piece.encode("utf-8", "surrogatepass")) * _GOLDEN & 0xFFFFFFFF
        bucket = mixed >> 27
        if mixed < least[bucket]:
            least[bucket] = mixed
    filled = [at for at in range(BUCKETS) if least[at] != _EMPTY]
    made = array("I", least)
    for at in range(BUCKETS):
        if least[at] == _EMPTY:
            made[at] = least[next((one for one in filled if one > at), filled[0])]
    return made


@cache
def _unspaced() -> re.Pattern[str]:
    # Made for the first batch that comes in: it takes 2 ms, which a start need not wait for.
    return re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def take_in(db: Database, seq: int, folded: str) -> None:
    """Put a case (by its row in the index of words) into its group, or make it the head of one."""
    made = signature(folded)
    if made is None:
        return
    bands = _bands(made)
    head = _head_like(db, made, bands)
    db.conn.execute(
        "INSERT OR REPLACE INTO alike VALUES (?, ?, ?)",
        [seq, seq if head is None else head, made.tobytes()],
    )
    if head is None:
        db.conn.executemany(
            "INSERT OR IGNORE INTO alike_band VALUES (?, ?)", [[band, seq] for band in bands]
        )


def groups(db: Database, batch: str, person: str) -> list[list[int]]:
    """A person's tasks of a batch (`seq`) that belong together, each group in the order of work:
    by the batch's own clusters, and by likeness. A sealed case is in none."""
    up: dict[object, object] = {}

    def top(name: object) -> object:
        while (above := up.setdefault(name, name)) != name:
            up[name] = up[above]
            name = above
        return name

    members = _members(db, batch, person)
    for _seq, *names in members:
        first, *others = (top(name) for name in names if name is not None)
        for other in others:
            up[other] = first
    found: dict[object, list[int]] = {}
    for seq, *names in members:
        found.setdefault(top(next(name for name in names if name is not None)), []).append(seq)
    return [group for group in found.values() if len(group) > 1]


def like_task(db: Database, task: str) -> list[str]:
    """The tasks of the same person and batch that are like a task, itself among them, in order;
    none where it is alone."""
    rows = db.conn.execute(
        "SELECT o.id FROM task t CROSS JOIN task o INDEXED BY task_case ON o.batch = t.batch "
        f"AND o.person = t.person AND o.[case] IN ({_LIKE}) WHERE t.id = ? AND t.state <> 'sealed' "
        "AND o.state <> 'sealed' ORDER BY o.position, o.seq",
        [task],
    ).fetchall()
    return [row[0] for row in rows] if len(rows) > 1 else []


# The cases of one's cluster, of one's head, and oneself.
_LIKE = (
    "SELECT t.[case] UNION "
    "SELECT j.[case] FROM item i JOIN item j ON j.batch = i.batch AND j.cluster = i.cluster "
    "WHERE i.id = t.item AND i.cluster IS NOT NULL UNION "
    "SELECT s.[case] FROM case_words_row r JOIN alike a ON a.seq = r.seq "
    "JOIN alike b ON b.head = a.head AND b.head <> b.seq JOIN case_words_row s ON s.seq = b.seq "
    "WHERE r.[case] = t.[case] UNION "
    "SELECT s.[case] FROM case_words_row r JOIN alike a ON a.seq = r.seq "
    "JOIN case_words_row s ON s.seq = a.head WHERE r.[case] = t.[case]"
)


def _members(
    db: Database, batch: str, person: str
) -> list[tuple[int, tuple[str, str] | None, tuple[str, int] | None]]:
    """Tasks that may have company: `seq`, cluster, head; in the order of work."""
    by_task: dict[int, list[object]] = {}
    places: dict[int, int] = {}
    asked = (
        (
            1,
            "SELECT t.seq, t.position, i.cluster FROM item i JOIN task t ON t.[case] = i.[case] "
            "AND t.batch = i.batch WHERE i.batch = ? AND i.cluster IS NOT NULL",
        ),
        (
            2,
            "SELECT t.seq, t.position, a.head FROM (SELECT seq, head FROM alike WHERE head <> seq "
            "UNION SELECT head, head FROM alike WHERE head <> seq) a "
            "JOIN case_words_row r ON r.seq = a.seq JOIN task t ON t.[case] = r.[case] "
            "WHERE t.batch = ?",
        ),
    )
    for column, sql in asked:
        rows = db.conn.execute(f"{sql} AND t.person = ? AND t.state <> 'sealed'", [batch, person])
        for seq, position, name in rows:
            places[seq] = position
            by_task.setdefault(seq, [None, None, None])[column] = (column, name)
    order = sorted(by_task, key=lambda seq: (places[seq], seq))
    return [(seq, by_task[seq][1], by_task[seq][2]) for seq in order]  # type: ignore[misc]


def _bands(made: array[int]) -> list[int]:
    return [
        band << 32 | zlib.crc32(made[band * BAND : (band + 1) * BAND].tobytes())
        for band in range(BANDS)
    ]


def _head_like(db: Database, made: array[int], bands: list[int]) -> int | None:
    rows = db.conn.execute(
        "SELECT seq, signature FROM alike WHERE seq IN (SELECT seq FROM alike_band "
        f"WHERE band IN ({','.join('?' * BANDS)}) LIMIT {_CANDIDATES})",
        bands,
    )
    best, head = ENOUGH - 1, None
    for seq, held in rows:
        other = array("I")
        other.frombytes(held)
        same = sum(map(int.__eq__, made, other))
        if same > best:
            best, head = same, seq
    return head
