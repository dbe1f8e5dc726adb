"""What the verdicts on a batch say of a vendor's lot."""

from __future__ import annotations

import json

from msgspec import Struct

from workstation.store.driver import Database

_WRONG = ("FP", "FN", "WS")


class Count(Struct, frozen=True):
    """A vendor's decisions in a batch: judged for good, of these wrong, still to be judged (no
    verdict, or one that waits for somebody who reads the language), not to be judged at all."""

    judged: int
    defective: int
    waiting: int
    cannot: int


def count(db: Database, batch: str, vendor: str) -> Count:
    """Count a lot. Of several verdicts on an item the latest stage counts: consensus, second,
    first. Decisions of machines, and what was picked for its risk, are no part of a lot."""
    rows = db.conn.execute(
        "SELECT i.id, v.result, v.codes, v.provisional, EXISTS (SELECT 1 FROM task t WHERE "
        "t.item = i.id AND t.state IN ('cannot', 'sealed')) FROM item i "
        "JOIN decision d ON d.item = i.id LEFT JOIN verdict v ON v.item = i.id "
        "AND v.superseded_by IS NULL AND v.stage IN ('first', 'second', 'consensus') "
        "WHERE i.batch = ? AND d.vendor = ? AND NOT d.automated "
        "AND NOT (i.stratum IS 'risk' AND i.inclusion_probability IS NULL) "
        "ORDER BY i.position, CASE v.stage WHEN 'consensus' THEN 0 WHEN 'second' THEN 1 ELSE 2 "
        "END, v.at DESC",
        [batch, vendor],
    )
    seen: set[str] = set()
    judged = defective = waiting = cannot = 0
    for item, result, codes, provisional, given_up in rows:
        if item in seen:
            continue
        seen.add(item)
        if result is None:
            cannot += given_up
            waiting += not given_up
        elif provisional:
            waiting += 1
        else:
            judged += 1
            defective += any(code.split(".")[0] in _WRONG for code in json.loads(codes))
    return Count(judged, defective, waiting, cannot)
