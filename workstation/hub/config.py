"""Where a hub is kept and what it allows: `hub.toml`, readable by its owner only."""

from __future__ import annotations

import os
import secrets
import tomllib
from pathlib import Path

from msgspec import Struct

from workstation.domain.ids import is_uuid, new_uuid7
from workstation.fault import WorldFault

FILE = "hub.toml"
VERSION = 1
MIB = 1024 * 1024


class Config(Struct, frozen=True, kw_only=True):
    """A hub's own name, its database, its secret and its limits in bytes."""

    place: str
    database: str
    secret: str
    segment: int = 4 * MIB
    text: int = 1 * MIB
    chunk: int = 8 * MIB
    blob: int = 4096 * MIB
    threads: int = 8


_LIMITS = ("segment", "text", "chunk", "blob", "threads")


def create(folder: Path, database: str) -> Config:
    """Write a new configuration with a secret of its own, never over one that is there.

    Raises WorldFault `hub.database_refused`, `hub.there_already`, `hub.unwritable`.
    """
    scheme = database.partition(":")[0].partition("+")[0]
    if scheme != "postgresql" or '"' in database or not database.isprintable():
        raise WorldFault("hub.database_refused", scheme=scheme[:40])
    made = Config(place=new_uuid7(), database=database, secret=secrets.token_hex(32))
    text = (
        "# Made by “workstation hub init”. Holds a secret: keep it to the account that serves.\n"
        f"version = {VERSION}\n"
        f'place = "{made.place}"\n'
        f'database = "{_escaped(made.database)}"\n'
        f'secret = "{made.secret}"\n\n'
        "# Bytes; what is larger is refused.\n[limits]\n"
    ) + "".join(f"{name} = {getattr(made, name)}\n" for name in _LIMITS)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(held, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise WorldFault("hub.there_already", path=str(folder / FILE)) from None
    except OSError as error:
        raise WorldFault("hub.unwritable", path=str(folder), reason=error.strerror or "?") from None
    return made


def load(folder: Path) -> Config:
    """Read a configuration.

    Raises WorldFault `hub.not_there`, `hub.config_open`, `hub.config_damaged`,
    `hub.config_newer`.
    """
    path = folder / FILE
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise WorldFault("hub.not_there", path=str(path)) from None
    if os.name == "posix" and mode & 0o077:
        raise WorldFault("hub.config_open", path=str(path))
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise WorldFault("hub.config_damaged", path=str(path), field="") from None
    if isinstance(said.get("version"), int) and said["version"] > VERSION:
        raise WorldFault("hub.config_newer", path=str(path), version=said["version"])
    limits = said.get("limits", {})
    fields = {
        "version": said.get("version") == VERSION,
        "place": isinstance(said.get("place"), str) and is_uuid(said["place"]),
        "database": str(said.get("database", "")).startswith("postgresql"),
        "secret": isinstance(said.get("secret"), str) and len(said["secret"]) >= 64,
        "limits": isinstance(limits, dict)
        and set(limits) <= set(_LIMITS)
        and all(type(value) is int and value > 0 for value in limits.values()),
    }
    for field, holds in fields.items():
        if not holds:
            raise WorldFault("hub.config_damaged", path=str(path), field=field)
    return Config(place=said["place"], database=said["database"], secret=said["secret"], **limits)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")
