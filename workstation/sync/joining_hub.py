"""Joining a hub: a device shows a code once and is let in from then on by its own secret."""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from workstation.domain.canonical import digest
from workstation.domain.ids import is_uuid
from workstation.fault import WorldFault
from workstation.store import access
from workstation.store.access import Access
from workstation.store.store import Store
from workstation.sync.hub_answers import Me
from workstation.sync.hub_line import PATIENT, HubLine, Patience
from workstation.sync.names import shown

LARGEST_CERTIFICATE = 1_000_000


def read_certificate(path: Path) -> str:
    """A certificate to trust a hub by. Raises WorldFault `sync.hub_ca`."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_CERTIFICATE).decode("ascii")
    except (OSError, ValueError):
        raise WorldFault("sync.hub_ca") from None


def new_secret() -> str:
    """A device's secret: 256 random bits, made here and known here alone."""
    return secrets.token_hex(32)


def enrol(
    address: str,
    code: str,
    device: str,
    secret: str,
    ca: str | None = None,
    patience: Patience = PATIENT,
) -> Me:
    """Let this device in by a code. Keep the secret before asking: the answer may be lost, and the
    same device with the same secret may ask again.

    Raises WorldFault `sync.hub_code`, `sync.refused`, `sync.answer_odd`, and `sync.hub_…`.
    """
    line = HubLine(address, None, ca, patience)
    try:
        body = msgspec.json.encode({"code": code.strip(), "device": device, "secret": secret})
        answer = line.ask("POST", "/v1/enrol", body, {"Content-Type": "application/json"})
    finally:
        line.close()
    if answer.status == 403:
        raise WorldFault("sync.hub_code", address=address)
    if answer.status != 200:
        reason = shown(answer.code or str(answer.status))
        raise WorldFault("sync.refused", file="enrol", reason=reason)
    said = answer.read(Me, "enrol")
    if not is_uuid(said.place) or said.device != device:
        raise WorldFault("sync.answer_odd", file="enrol")
    return said


def let_in(store: Store, device: str, address: str, code: str, ca: str | None = None) -> None:
    """Let this device into a hub by a code, and remember what lets it in from then on.

    Blocks on the network. Raises as `enrol`.
    """
    held = store.read(access.access, address).result()
    ca = ca or store.read(access.certificate, address).result()
    made_by = digest(code.strip().encode())
    asked_before = held is not None and held.code == made_by and held.device == device
    secret = held.secret if held is not None and asked_before else new_secret()
    given = Access(device, secret, ca, code=made_by)
    # Before it is asked for: the answer may be lost, and the code holds once.
    store.write(access.set_access, address, given).result()
    try:
        enrol(address, code, device, given.secret, ca)
    except WorldFault as fault:
        if fault.code == "sync.hub_code":
            if held is not None and not asked_before:
                store.write(access.set_access, address, held).result()
            else:
                store.write(access.forget_access, address).result()
        raise
