"""Who works at this desk, and this device's own name and key."""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import asdict

from workstation.domain.ids import DeviceId, PersonId, new_uuid7
from workstation.store import tasks
from workstation.store.driver import Database


class Person(Struct, frozen=True):
    """The person at the desk: a pseudonym that travels, and the languages they read."""

    id: PersonId
    name: str = ""
    reads: tuple[str, ...] = ()
    role: str = "auditor"


class Device(Struct, frozen=True):
    """This installation: its name and the seed of its Ed25519 key (32 bytes)."""

    id: DeviceId
    seed: bytes


def get_meta(db: Database, name: str) -> str | None:
    """One value of the store's own."""
    row = db.conn.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
    return row[0] if row else None


def set_meta(db: Database, name: str, value: str) -> None:
    """Keep one value of the store's own."""
    db.conn.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [name, value])


def person(db: Database) -> Person | None:
    """The person, None before the first run has asked."""
    held = get_meta(db, "person")
    if held is None:
        return None
    fields: Mapping[str, object] = json.loads(held)
    return Person(**{**fields, "reads": tuple(fields["reads"])})  # type: ignore[arg-type]


UNNAMED = PersonId("me")
"""Nobody has said who works here."""


def set_person(db: Database, person: Person) -> None:
    """Keep who works here; what came in while nobody had a name becomes theirs."""
    tasks.hand_over(db, UNNAMED, person.id)
    set_meta(db, "person", json.dumps(asdict(person), ensure_ascii=False))


def device(db: Database) -> Device:
    """This device; made at the first call, which needs the writer."""
    held = get_meta(db, "device")
    if held is None:
        import secrets

        made = Device(DeviceId(new_uuid7()), secrets.token_bytes(32))
        set_meta(db, "device", json.dumps({"id": made.id, "seed": made.seed.hex()}))
        return made
    fields = json.loads(held)
    return Device(DeviceId(fields["id"]), bytes.fromhex(fields["seed"]))
