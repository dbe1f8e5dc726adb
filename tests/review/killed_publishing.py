"""Publishes, pulls or takes back, and is killed at one point of it:
killed_publishing.py HOME PLACE ACTION ARGUMENT POINT NTH."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from workstation.review import publishing, pulling, retracting, saying
from workstation.review.acting import Desk
from workstation.store import imports, people, published, retractions
from workstation.store.store import open_existing
from workstation.sync import blobs, part
from workstation.sync.folder import FolderTransport

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "sync"))
import killed_sync

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)

killed_sync.HOLDERS.update(
    {"blobs": blobs, "part": part.Part, "imports": imports, "published": published,
     "retractions": retractions, "publishing": publishing, "saying": saying, "pulling": pulling,
     "retracting": retracting, "path": Path},
)  # fmt: skip


def main() -> None:
    home, place, action, argument, point, nth = sys.argv[1:]
    if point == "no links":
        os.link = killed_sync.no_links
        point = "half os.write"
    killed_sync.arm(point, int(nth))
    store = open_existing(Path(home))
    person = store.read(people.person).result()
    assert person is not None
    desk = Desk(person, store.write(people.device).result(), lambda: "2026-06-01T09:00:00Z")
    folder = FolderTransport(place)
    if action == "publish":
        given = [publishing.Given("mei")]
        publishing.publish(store, desk, folder, Path(argument), lambda: NOW, given=given)
    elif action == "pull":
        pulling.pull(store, desk, folder, argument, lambda: NOW)
    else:
        publishing.retract(store, desk, folder, argument, "wrong")
    store.close()
    print("survived")


if __name__ == "__main__":
    main()
