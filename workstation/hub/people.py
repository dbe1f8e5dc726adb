"""Persons and their devices: who is let in, by which secret, and until when.

A device's secret is 256 random bits, so a plain digest of it is kept, and it holds or is revoked
with the very next request.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

from msgspec import Struct

from workstation.domain.ids import is_uuid
from workstation.fault import WorldFault
from workstation.hub.rules import Caller, Role, is_digest
from workstation.hub.tables import Rows

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}")
CODE_HOURS = 24
_NOBODY = "0" * 64


class Entry(Struct, frozen=True):
    """A person as `status` shows it, with devices (device, revoked)."""

    person: str
    role: str
    vendor: str | None
    leads: tuple[str, ...]
    revoked: bool
    devices: tuple[tuple[str, bool], ...]


def add(
    db: Rows, person: str, role: Role, vendor: str | None = None, leads: tuple[str, ...] = ()
) -> None:
    """Let a person be known.

    Raises WorldFault `hub.person_odd`, `hub.person_there`, `hub.vendor_missing`, `hub.no_lead`.
    """
    for name in (person, *([vendor] if vendor is not None else [])):
        if not _NAME.fullmatch(name):
            raise WorldFault("hub.person_odd", name=_shown(name))
    if role is Role.VENDOR_QA and vendor is None:
        raise WorldFault("hub.vendor_missing", person=person)
    for lead in leads:
        row = db.one("SELECT role FROM hub.person WHERE person = :p AND revoked IS NULL", p=lead)
        if row is None or row[0] != Role.LEAD:
            raise WorldFault("hub.no_lead", person=lead)
    added = db.run(
        "INSERT INTO hub.person (person, role, vendor, leads) VALUES (:p, :r, :v, :l)"
        " ON CONFLICT DO NOTHING",
        p=person, r=role.value, v=vendor, l=list(leads),
    )  # fmt: skip
    if not added:
        raise WorldFault("hub.person_there", person=person)


def code(db: Rows, person: str, device: str | None = None, hours: int = CODE_HOURS) -> str:
    """A code that lets one device in, once; for `device` alone, where one is named.

    Raises WorldFault `hub.no_person`.
    """
    if not db.one("SELECT 1 FROM hub.person WHERE person = :p AND revoked IS NULL", p=person):
        raise WorldFault("hub.no_person", person=person)
    plain = base64.b32encode(secrets.token_bytes(15)).decode().lower()
    db.run("DELETE FROM hub.code WHERE until < now() - interval '30 days'")
    db.run(
        "INSERT INTO hub.code (code, person, device, until)"
        " VALUES (:c, :p, :d, now() + make_interval(hours => :h))",
        c=_digest(plain), p=person, d=device, h=hours,
    )  # fmt: skip
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def enrol(db: Rows, given: str, device: str, secret: str) -> Caller | None:
    """Let a device in by a code; None where the code does not hold.

    The same device with the same secret may ask again: the first answer may have been lost.
    """
    if not is_uuid(device) or not is_digest(secret):
        return None
    plain = given.replace("-", "").strip().lower()
    row = db.one(
        "SELECT c.person, c.device, c.used, c.until > now() FROM hub.code c JOIN hub.person p"
        " ON p.person = c.person WHERE code = :c AND p.revoked IS NULL FOR UPDATE OF c",
        c=_digest(plain),
    )
    if row is None or (row[1] is not None and row[1] != device):
        return None
    person, _, used, fresh = row
    if used is not None:
        return caller(db, device, secret)
    if not fresh:
        return None
    held = db.one("SELECT person FROM hub.device WHERE device = :d", d=device)
    if held is not None and (row[1] != device or held[0] != person):
        return None
    db.run("UPDATE hub.code SET used = now(), device = :d WHERE code = :c",
           d=device, c=_digest(plain))  # fmt: skip
    db.run(
        "INSERT INTO hub.device (device, person, secret) VALUES (:d, :p, :s)"
        " ON CONFLICT (device) DO UPDATE SET secret = :s, revoked = NULL",
        d=device, p=person, s=_digest(secret),
    )  # fmt: skip
    return caller(db, device, secret)


def caller(db: Rows, device: str, secret: str) -> Caller | None:
    """Who asks with a device's name and secret; None for anybody who may not."""
    row = db.one(
        "SELECT d.secret, p.person, p.role, p.vendor FROM hub.device d"
        " JOIN hub.person p ON p.person = d.person"
        " WHERE d.device = :d AND d.revoked IS NULL AND p.revoked IS NULL",
        d=device if is_uuid(device) else "",
    )
    if not hmac.compare_digest(_digest(secret), row[0] if row else _NOBODY):
        return None
    return Caller(device, row[1], Role(row[2]), row[3])


def revoke(db: Rows, name: str) -> tuple[str, ...]:
    """Shut a device out, or a person with all devices and open codes; which devices those were.

    Raises WorldFault `hub.nobody`.
    """
    devices = [
        row[0]
        for row in db.all("SELECT device FROM hub.device WHERE device = :n OR person = :n", n=name)
    ]
    person = db.run("UPDATE hub.person SET revoked = now() WHERE person = :n", n=name)
    if not devices and not person:
        raise WorldFault("hub.nobody", name=_shown(name))
    db.run("DELETE FROM hub.code WHERE used IS NULL AND (person = :n OR device = :n)", n=name)
    db.run("UPDATE hub.device SET revoked = now() WHERE device = ANY(:d) AND revoked IS NULL",
           d=devices)  # fmt: skip
    return tuple(sorted(devices))


def rotate(db: Rows, device: str) -> str:
    """Make a device's secret void; a code by which the same device gets a new one.

    Raises WorldFault `hub.nobody`, `hub.no_person`.
    """
    row = db.one("SELECT person FROM hub.device WHERE device = :d AND revoked IS NULL", d=device)
    if row is None:
        raise WorldFault("hub.nobody", name=_shown(device))
    db.run("UPDATE hub.device SET secret = :s WHERE device = :d",
           d=device, s=_digest(secrets.token_hex(32)))  # fmt: skip
    return code(db, row[0], device)


def entries(db: Rows) -> list[Entry]:
    """Everybody."""
    devices: dict[str, list[tuple[str, bool]]] = {}
    for device, person, revoked in db.all(
        "SELECT device, person, revoked IS NOT NULL FROM hub.device ORDER BY device"
    ):
        devices.setdefault(person, []).append((device, revoked))
    return [
        Entry(row[0], row[1], row[2], tuple(row[3]), row[4], tuple(devices.get(row[0], ())))
        for row in db.all(
            "SELECT person, role, vendor, leads, revoked IS NOT NULL FROM hub.person"
            " ORDER BY person"
        )
    ]


def _shown(name: str) -> str:
    return ascii(name)[1:-1][:60]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
