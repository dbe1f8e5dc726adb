"""Profiles on a shared machine: each a store of its own, with its own key, person and device.

The store in the home itself is the first; the others lie in `profiles/NAME` beside it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.store import keys, lock, store
from workstation.store.keys import Protection

FOLDER = "profiles"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
# Windows keeps these names for itself.
_TAKEN = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}


class Profile(Struct, frozen=True):
    """One of the stores; `name` is empty for the one in the home itself."""

    name: str
    home: Path
    protection: str


def home_of(base: Path, name: str) -> Path:
    """The folder of a profile.

    Raises WorldFault `profile.name`.
    """
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise WorldFault("profile.name", name=name[:40])
    return base / FOLDER / name


def base_of(home: Path) -> Path:
    """The folder that a store's profiles lie in, whichever of them it is."""
    return home.parent.parent if home.parent.name == FOLDER else home


def every(base: Path) -> list[Profile]:
    """The stores on this machine, the first one in front."""
    found = [Profile("", base, _protection(base))] if store.exists(base) else []
    try:
        folders = sorted(path for path in (base / FOLDER).iterdir() if _NAME.fullmatch(path.name))
    except OSError:
        return found
    return found + [
        Profile(path.name, path, _protection(path)) for path in folders if store.exists(path)
    ]


def find(base: Path, name: str) -> Profile:
    """A profile that is there.

    Raises WorldFault `profile.name`, `profile.unknown`.
    """
    home = home_of(base, name)
    if not store.exists(home):
        raise WorldFault("profile.unknown", name=name)
    return Profile(name, home, _protection(home))


def remove(base: Path, name: str) -> None:
    """Delete a profile with everything in it, and its key.

    Raises WorldFault `profile.name`, `profile.unknown`, `profile.open`, `profile.kept`.
    """
    found = find(base, name)
    held = lock.take(found.home)
    if held is None:
        raise WorldFault("profile.open", name=name)
    held.release()
    try:
        seal = keys.read_seal(found.home)
    except WorldFault:
        seal = None  # damaged: there is nothing to find its key by
    if seal is not None and seal.protection is Protection.KEYRING:
        keys.forget(seal)
    try:
        shutil.rmtree(found.home)
    except OSError as error:
        raise WorldFault("profile.kept", path=str(found.home), reason=error.strerror) from None


def _protection(home: Path) -> str:
    try:
        seal = keys.read_seal(home)
    except WorldFault:
        return "damaged"
    return seal.protection.value if seal is not None else ""
