"""How a store is protected, and where its key comes from.

`store.json` beside the database says which way, with what the way needs (salt, cost), never the
key itself, but for the demo, whose key lies in its own folder and says so.

    keyring     a random key in the desktop's key store
    passphrase  argon2id over what the person types
    file        a random key in `store.key`, for the demo and for tests
    plain       no encryption, only on explicit request
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from workstation.disk import flush_folder
from workstation.fault import WorldFault

SERVICE = "audit-workstation"
KEY_BYTES = 32


class Protection(StrEnum):
    """The four ways."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"
    FILE = "file"
    PLAIN = "plain"


class Seal(Struct, frozen=True):
    """What `store.json` holds; argon2id costs are kept with the store they made the key of."""

    store: str
    protection: Protection
    salt: str = ""
    memory_kib: int = 65_536
    passes: int = 3


Ask = Callable[[bool], str]
"""Asks the person for the passphrase; True when a new one is being chosen."""


def read_seal(home: Path) -> Seal | None:
    """The seal of the store in `home`, None where there is none.

    Raises WorldFault `store.seal_damaged`.
    """
    path = home / "store.json"
    if not path.exists():
        return None
    try:
        held = json.loads(path.read_text("utf-8"))
        held["protection"] = Protection(held["protection"])
        seal = Seal(**held)
        if not _is_sound(seal):
            raise ValueError
        return seal
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise WorldFault("store.seal_damaged", path=str(path)) from None


def write_seal(home: Path, seal: Seal) -> None:
    """Keep the seal, whole or not at all."""
    write_whole(home / "store.json", json.dumps(asdict(seal), indent=1).encode())


def new_key(home: Path, store: str, protection: Protection, ask: Ask | None) -> tuple[Seal, bytes]:
    """Make a key for a new store; an empty key means plain.

    Raises WorldFault `store.no_keyring`, `store.no_passphrase`.
    """
    if protection is Protection.PLAIN:
        return Seal(store, protection), b""
    if protection is Protection.PASSPHRASE:
        seal = Seal(store, protection, salt=secrets.token_hex(16))
        return seal, _derive(seal, _passphrase(ask, new=True))
    key = secrets.token_bytes(KEY_BYTES)
    if protection is Protection.FILE:
        write_whole(home / "store.key", key.hex().encode(), mode=0o600)
    else:
        _keyring_set(store, key)
    return Seal(store, protection), key


def find_key(home: Path, seal: Seal, ask: Ask | None) -> bytes:
    """The key of an existing store.

    Raises WorldFault `store.key_missing`, `store.no_keyring`, `store.no_passphrase`.
    """
    if seal.protection is Protection.PLAIN:
        return b""
    if seal.protection is Protection.PASSPHRASE:
        return _derive(seal, _passphrase(ask, new=False))
    try:
        if seal.protection is Protection.FILE:
            key = bytes.fromhex((home / "store.key").read_text("ascii"))
        else:
            key = bytes.fromhex(_keyring_get(seal.store) or "")
    except (OSError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise WorldFault("store.key_missing", path=str(home))
    return key


def forget(seal: Seal) -> None:
    """Take a store's key out of the desktop's key store; one that is not there is not missed."""
    import keyring

    with contextlib.suppress(Exception):  # as above
        keyring.delete_password(SERVICE, seal.store)


def keyring_works() -> bool:
    """Whether this desktop has a key store (some that call themselves one keep nothing)."""
    try:
        import keyring
        from keyring.backends import fail, null
    except ImportError:
        return False
    try:
        return not isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring)
    except Exception:  # a key store of the desktop may fail in any way it likes
        return False


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write beside, flush to the disk, rename into place."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    rename(aside, path)


def rename(old: Path, new: Path) -> None:
    """Rename so that it stays renamed when the power goes."""
    os.replace(old, new)
    flush_folder(new.parent)


def _is_sound(seal: Seal) -> bool:
    # Numbers from a file that anybody can edit go into a call that may take all memory.
    return (
        isinstance(seal.store, str)
        and len(bytes.fromhex(seal.salt)) >= (8 if seal.protection is Protection.PASSPHRASE else 0)
        and 8 <= seal.memory_kib <= 4 * 1024 * 1024
        and 1 <= seal.passes <= 100
    )


def _passphrase(ask: Ask | None, *, new: bool) -> str:
    words = ask(new) if ask else os.environ.get("WORKSTATION_PASSPHRASE", "")
    if not words:
        raise WorldFault("store.no_passphrase")
    return words


def _derive(seal: Seal, passphrase: str) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        passphrase.encode(),
        bytes.fromhex(seal.salt),
        time_cost=seal.passes,
        memory_cost=seal.memory_kib,
        parallelism=1,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _keyring_set(store: str, key: bytes) -> None:
    import keyring

    try:
        keyring.set_password(SERVICE, store, key.hex())
        kept = keyring.get_password(SERVICE, store)
    except Exception:  # a key store of the desktop may fail in any way it likes
        raise WorldFault("store.no_keyring") from None
    if kept != key.hex():
        raise WorldFault("store.no_keyring")


def _keyring_get(store: str) -> str | None:
    import keyring

    try:
        return keyring.get_password(SERVICE, store)
    except Exception:  # as above
        raise WorldFault("store.no_keyring") from None
