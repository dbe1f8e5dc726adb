"""Runs a sync and is killed at one point of it: killed_sync.py HOME PLACE POINT NTH.

PLACE is a folder, or a hub's address (device and secret are in the environment).

`before renew` and `after renew` run a renewal instead and die at its NTH statement; NTH 0 lives on
and prints how many there were.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workstation.store import connection, driver, events, log, people, segments, verdicts
from workstation.store.store import open_existing
from workstation.sync import disk
from workstation.sync.folder import FolderTransport
from workstation.sync.hub_line import HubLine
from workstation.sync.hub_place import HubPlace
from workstation.sync.renew import renew
from workstation.sync.sync import sync

HOLDERS = {
    "os": os,
    "disk": disk,
    "events": events,
    "log": log,
    "people": people,
    "segments": segments,
    "verdicts": verdicts,
    "wire": HubLine,
}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str, nth: int) -> None:
    """`before os.link`, `after segments.add`, `half os.write`, `before commit`, …"""
    when, _, name = point.partition(" ")
    left = [nth]

    def wrapped(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == 0 and when == "before":
                die()
            if left[0] == 0 and when == "half":
                real(given[0], given[1][: len(given[1]) // 2])
                die()
            result = real(*given, **named)
            if left[0] == 0 and when == "after":
                die()
            return result

        return call

    if name == "commit":
        arm_commit(wrapped)
        return
    holder, _, function = name.partition(".")
    setattr(HOLDERS[holder], function, wrapped(getattr(HOLDERS[holder], function)))


def arm_commit(wrapped: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    real = driver.Connection.execute

    class Watched(driver.Connection):
        commit_now = wrapped(real)

        def execute(self, sql: str, *given: Any) -> Any:
            if sql == "COMMIT":
                return self.commit_now(sql)
            return real(self, sql, *given)

    plain = connection.connect
    connection.connect = lambda *given, **named: plain(*given, factory=Watched, **named)


class Statements:
    """Counts the statements of every connection, and dies at one of them."""

    def __init__(self, when: str) -> None:
        self.when, self.count, self.nth = when, 0, 0
        counted = self._counted

        class Watched(driver.Connection):
            def execute(self, *given: Any) -> Any:
                return counted(super().execute, given)

            def executemany(self, *given: Any) -> Any:
                return counted(super().executemany, given)

        plain = connection.connect
        connection.connect = lambda *given, **named: plain(*given, factory=Watched, **named)

    def _counted(self, real: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        self.count += 1
        if self.count == self.nth and self.when == "before":
            die()
        result = real(*given)
        if self.count == self.nth and self.when == "after":
            die()
        return result


def killed_renewal(home: str, place: str, when: str, nth: int) -> None:
    statements = Statements(when)
    store = open_existing(Path(home))
    statements.count, statements.nth = 0, nth
    renew(store, FolderTransport(place))
    print(statements.count)
    statements.nth = 0
    store.close()


def main() -> None:
    home, place, point, nth = sys.argv[1:]
    if point.endswith(" renew"):
        killed_renewal(home, place, point.partition(" ")[0], int(nth))
        return
    if point == "no links":
        os.link = no_links
        arm("half os.write", int(nth))
    else:
        arm(point, int(nth))
    store = open_existing(Path(home))
    if place.startswith("http"):
        hub = HubPlace(place, os.environ["HUB_DEVICE"], os.environ["HUB_SECRET"])
        sync(store, hub)
    else:
        sync(store, FolderTransport(place))
    store.close()
    print("survived")


def no_links(*_: object, **__: object) -> None:
    raise OSError(1, "this disk has no links")


if __name__ == "__main__":
    main()
