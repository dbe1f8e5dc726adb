"""Joining a hub: a device shows a code once and is let in from then on by its own secret."""

from __future__ import annotations

import secrets

import msgspec

from workstation.domain.ids import is_uuid
from workstation.fault import WorldFault
from workstation.store import access
from workstation.store.access import Access
from workstation.store.store import Store
from workstation.sync.hub_answers import Me
from workstation.sync.hub_line import PATIENT, HubLine, Patience
from workstation.sync.names import shown


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
    given = Access(device, held.secret if held else new_secret(), ca)
    # Before it is asked for: the answer may be lost, and the code holds once.
    store.write(access.set_access, address, given).result()
    try:
        enrol(address, code, device, given.secret, ca)
    except WorldFault as fault:
        if fault.code == "sync.hub_code":
            store.write(access.forget_access, address).result()
        raise
