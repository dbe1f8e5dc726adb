"""What the hub answers itself: who one is, heads, enrolment, batches, sessions, accounts."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import Struct

from workstation.hub import blobs, facts, people
from workstation.hub.answers import (
    Answer,
    Refused,
    answer,
    body_of,
    denied,
    odd,
    parsed,
)
from workstation.hub.config import Config
from workstation.hub.rules import (
    Caller,
    Role,
    may_change_batch,
    may_make_batch,
    may_read_batch,
    may_read_session,
    may_reveal,
)
from workstation.hub.tables import Base, Rows

_LONG = 256 * 1024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}")


class _Enrol(Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    device: str
    secret: str


class _Batch(Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    vendor: str | None = None
    released: bool = False
    persons: list[str] = msgspec.field(default_factory=list)


class _Session(Struct, frozen=True, forbid_unknown_fields=True):
    batch: str
    facilitators: list[str]
    participants: list[str]


class Doors:
    """Small JSON routes, each with its own rule."""

    def __init__(self, config: Config, base: Base) -> None:
        """One set serves every thread."""
        self._config, self._base = config, base

    def health(self, caller: Caller | None, environ: Any) -> Answer:
        """Whether the database answers; all that a stranger learns."""
        with self._base.transaction() as db:
            db.one("SELECT 1")
        return answer({"ok": True})

    def enrol(self, caller: Caller | None, environ: Any) -> Answer:
        """Let a device in by its code."""
        said = parsed(body_of(environ, 4096), _Enrol)
        with self._base.transaction() as db:
            held = people.enrol(db, said.code, said.device, said.secret)
        if held is None:
            raise Refused("403 Forbidden", "code")
        return self.me(held, environ)

    def me(self, caller: Caller, environ: Any) -> Answer:
        """The place's name, and who asks."""
        return answer(
            {
                "place": self._config.place,
                "device": caller.device,
                "person": caller.person,
                "role": caller.role.value,
                "vendor": caller.vendor,
                "limits": {
                    name: getattr(self._config, name)
                    for name in ("segment", "text", "chunk", "blob")
                },
            }
        )

    def heads(self, caller: Caller, environ: Any) -> Answer:
        """Every stream one may read, in one question."""
        with self._base.transaction() as db:
            return answer(facts.heads(db, caller))

    def accounts(self, caller: Caller, environ: Any) -> Answer:
        """Persons and devices, for the administrator."""
        if caller.role is not Role.ADMIN:
            raise denied()
        with self._base.transaction() as db:
            return answer({"accounts": msgspec.to_builtins(people.entries(db))})

    def batches(self, caller: Caller, environ: Any) -> Answer:
        """The batches one may read."""
        with self._base.transaction() as db:
            held = facts.readable_batches(db, caller)
        return answer({"batches": {name: one.kind for name, one in held.items()}})

    def batch(self, caller: Caller, environ: Any, name: str) -> Answer:
        """A batch; whom it is for, to those who may change that."""
        with self._base.transaction() as db:
            held = facts.batch(db, name)
        if held is None or not may_read_batch(caller, held):
            raise denied()
        if held.retracted:
            raise Refused("410 Gone", "retracted")
        value: dict[str, object] = {"batch": name, "kind": held.kind}
        if may_change_batch(caller, held):
            value |= {
                "vendor": held.vendor,
                "released": held.released,
                "persons": sorted(held.persons),
            }
        return answer(value)

    def put_batch(self, caller: Caller, environ: Any, name: str) -> Answer:
        """Publish a batch, or say anew whom it is for."""
        if caller.role not in (Role.LEAD, Role.TRAINER, Role.PUBLISHER):
            raise denied()
        said = parsed(body_of(environ, _LONG), _Batch)
        _named([said.kind, *said.persons, *([said.vendor] if said.vendor is not None else [])])
        with self._base.transaction() as db:
            db.one("SELECT pg_advisory_xact_lock(hashtextextended(:b, 1))", b=name)
            held = facts.batch(db, name)
            allowed = may_change_batch(caller, held) if held else may_make_batch(caller, said.kind)
            if not allowed:
                raise denied()
            if held and held.retracted:
                raise Refused("410 Gone", "retracted")
            if held and held.kind != said.kind:
                raise Refused("409 Conflict", "kind")
            db.run(
                "INSERT INTO hub.batch (batch, kind, publisher, vendor, released, persons)"
                " VALUES (:b, :k, :w, :v, :r, :p) ON CONFLICT (batch)"
                " DO UPDATE SET vendor = :v, released = :r, persons = :p",
                b=name, k=said.kind, w=caller.person, v=said.vendor, r=said.released,
                p=sorted(set(said.persons)),
            )  # fmt: skip
        return answer({"batch": name}, "200 OK" if held else "201 Created")

    def retract_batch(self, caller: Caller, environ: Any, name: str) -> Answer:
        """Take a batch back: its blobs are deleted, and it never comes again."""
        with self._base.transaction() as db:
            db.one("SELECT pg_advisory_xact_lock(hashtextextended(:b, 1))", b=name)
            held = facts.batch(db, name)
            if held is None or not may_change_batch(caller, held):
                raise denied()
            db.run("UPDATE hub.batch SET retracted = TRUE WHERE batch = :b", b=name)
            gone = blobs.empty(db, f"batch-{name}")
        return answer({"batch": name, "blobs": gone})

    def session(self, caller: Caller, environ: Any, name: str) -> Answer:
        """Whom a session's votes are sealed to, and whether it is revealed."""
        with self._base.transaction() as db:
            held = facts.session(db, name)
        if held is None or not may_read_session(caller, held):
            raise denied()
        return answer(
            {
                "session": name,
                "batch": held.batch,
                "facilitators": sorted(held.facilitators),
                "revealed": held.revealed,
            }
        )

    def put_session(self, caller: Caller, environ: Any, name: str) -> Answer:
        """Open a session, once; two facilitators or more, one of them the caller."""
        if caller.role not in (Role.LEAD, Role.TRAINER):
            raise denied()
        said = parsed(body_of(environ, _LONG), _Session)
        _named([*said.facilitators, *said.participants])
        facilitators, participants = set(said.facilitators), set(said.participants)
        if caller.person not in facilitators:
            raise denied()
        if len(facilitators) < 2:
            raise odd("facilitators")
        with self._base.transaction() as db:
            batch = facts.batch(db, said.batch)
            if batch is None or batch.kind != "calibration" or not may_change_batch(caller, batch):
                raise denied()
            _may_facilitate(db, facilitators)
            made = db.run(
                "INSERT INTO hub.session (session, batch, facilitators, participants)"
                " VALUES (:s, :b, :f, :p) ON CONFLICT DO NOTHING",
                s=name, b=said.batch, f=sorted(facilitators), p=sorted(participants),
            )  # fmt: skip
            held = facts.session(db, name)
        same = (
            held is not None
            and (held.batch, held.facilitators, held.participants)
            == (said.batch, facilitators, participants)
        )  # fmt: skip
        if not same:
            raise denied()
        return answer({"session": name}, "201 Created" if made else "200 OK")

    def reveal(self, caller: Caller, environ: Any, name: str) -> Answer:
        """Open a session's votes to those who took part; for good."""
        with self._base.transaction() as db:
            held = facts.session(db, name)
            if held is None or not may_reveal(caller, held):
                raise denied()
            db.run("UPDATE hub.session SET revealed = TRUE WHERE session = :s", s=name)
        return answer({"session": name, "revealed": True})


def _may_facilitate(db: Rows, persons: set[str]) -> None:
    rows = db.all(
        "SELECT person FROM hub.person WHERE person = ANY(:p) AND revoked IS NULL"
        " AND role IN ('lead', 'trainer')",
        p=sorted(persons),
    )
    if len(rows) != len(persons):
        raise odd("facilitators")


def _named(names: list[str]) -> None:
    if not all(_NAME.fullmatch(name) for name in names):
        raise odd("name")
