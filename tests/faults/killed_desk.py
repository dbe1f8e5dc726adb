"""Records verdicts until it is killed: killed_desk.py HOME SEED [POINT NTH].

Prints every event once it is acknowledged. With a point it kills itself there at the nth time.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workstation.domain.verdict import Answer
from workstation.review import desk as acts
from workstation.review.acting import Desk
from workstation.review.desk import Conclusion, Shown
from workstation.services import now
from workstation.store import connection, drafts, driver, events, log, people, views
from workstation.store.store import Store, open_existing

HOLDERS = {"acts": acts, "drafts": drafts, "events": events, "log": log, "views": views}


def arm(point: str, nth: int) -> None:
    """`before log.add`, `after events._insert`, `before commit`, …"""
    when, _, name = point.partition(" ")
    left = [nth]

    def wrapped(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == 0 and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*given, **named)
            if left[0] == 0 and when == "after":
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return call

    if name == "commit":
        real = driver.Connection.execute

        class Watched(driver.Connection):
            commit_now = wrapped(real)

            def execute(self, sql: str, *given: Any) -> Any:
                return self.commit_now(sql) if sql == "COMMIT" else real(self, sql, *given)

        plain = connection.connect
        connection.connect = lambda *given, **named: plain(*given, factory=Watched, **named)
        return
    holder, _, function = name.partition(".")
    setattr(HOLDERS[holder], function, wrapped(getattr(HOLDERS[holder], function)))


def tell(event: Any) -> None:
    print(event.id, flush=True)


def work(store: Store, seed: int) -> None:
    person, device = store.read(people.person).result(), store.write(people.device).result()
    desk, chance = Desk(person, device, now), random.Random(seed)
    sql = "SELECT id FROM task WHERE state <> 'sealed'"
    tasks = [row[0] for row in store.read(lambda db: db.conn.execute(sql).fetchall()).result()]
    while True:
        task, act = chance.choice(tasks), chance.random()
        store.write(drafts.keep, task, {"step": "action", "note": "typed"}, now())
        if act < 0.7:
            given = Answer(chance.choice(("NONE", "REMOVE", "ROUTE")))
            done = store.write(acts.answer, desk, task, given, Shown(), f"note {act}").result()
            tell(done.event)
            if done.verdict is None:
                conclusion = Conclusion(note=f"why {act}")
                tell(store.write(acts.conclude, desk, task, conclusion, Shown()).result())
            else:
                tell(done.verdict)
        elif act < 0.85:
            tell(store.write(acts.skip, desk, task).result())
        else:
            tell(store.write(acts.note, desk, task, "n").result())


def main() -> None:
    home, seed, *rest = sys.argv[1:]
    store = open_existing(Path(home))
    if rest:
        arm(rest[0], int(rest[1]))
        store.close()
        store = open_existing(Path(home))
    work(store, int(seed))


if __name__ == "__main__":
    main()
