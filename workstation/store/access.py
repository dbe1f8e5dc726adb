"""What a place lets us in by: a hub's device secret, an object store's key, whom to trust.

Kept by the place's address in the store, which is encrypted; never in the settings, a log or an
export.
"""

from __future__ import annotations

import re

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from workstation.store.driver import Database
from workstation.store.people import get_meta, set_meta

_URL = re.compile(r"([a-z][a-z0-9+.-]+)://([^/]*)(.*)", re.IGNORECASE | re.DOTALL)


class Access(Struct, frozen=True, omit_defaults=True):
    """How we are let in. `device` is the hub's account or an object store's key id, `ca` a
    certificate to trust (PEM) where the system knows none; `endpoint` and `region` are an object
    store's; `code` is the digest of the code by which a hub was asked to take the secret."""

    device: str
    secret: str
    ca: str | None = None
    endpoint: str | None = None
    region: str | None = None
    code: str | None = None

    def __repr__(self) -> str:
        return f"Access(device={self.device!r}, …)"  # a traceback shows no secret


def plain_address(address: str) -> str:
    """One spelling of an address: scheme and host in lower case, no slash at the end."""
    found = _URL.fullmatch(address)
    if found is None:
        return address
    scheme, host, rest = found.groups()
    return f"{scheme.lower()}://{host.lower()}{rest.rstrip('/')}"


def access(db: Database, address: str) -> Access | None:
    """How we are let in at an address; None where nothing is known."""
    held = _held(db, address)
    return held if held is not None and held.secret else None


def certificate(db: Database, address: str) -> str | None:
    """The certificate to trust at an address, also where we are no longer let in."""
    held = _held(db, address)
    return held.ca if held is not None else None


def set_access(db: Database, address: str, given: Access) -> None:
    """Remember how we are let in."""
    set_meta(db, _name(address), msgspec.json.encode(given).decode())


def forget_access(db: Database, address: str) -> None:
    """Forget it."""
    db.conn.execute("DELETE FROM meta WHERE name = ?", [_name(address)])


def begin_anew(db: Database, device: str) -> None:
    """Another device works here from now on: what let `device` in lets nobody in any more, whom
    to trust stays."""
    rows = db.conn.execute("SELECT name, value FROM meta WHERE name LIKE 'access %'").fetchall()
    for name, value in rows:
        held = msgspec.json.decode(value, type=Access)
        if held.device == device:
            set_meta(db, name, msgspec.json.encode(replace(held, secret="")).decode())


def _held(db: Database, address: str) -> Access | None:
    held = get_meta(db, _name(address))
    return msgspec.json.decode(held, type=Access) if held else None


def _name(address: str) -> str:
    return f"access {plain_address(address)}"
