"""A list of package files, as Argos' index.json: pairs, versions, links, and here digests too.

    [{"from_code": "ms", "to_code": "en", "package_version": "1.2", "links": ["x.argosmodel"],
      "sha256": "…"}]

An index comes from somebody else: it is read as data that may be anything. A link names a file
beside the index or, in an index that a person named themselves, any file of this machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import Struct

from workstation.fault import WorldFault
from workstation.language.codes import tag_of
from workstation.language.packages.models import CODE, VERSION, Package, version_key
from workstation.language.packages.watch import Watch

NAME = "index.json"
MOST = 5_000
_LARGEST = 4 * 1024 * 1024
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_FILE = re.compile(r"[\w.+-]{1,200}")
_LONGEST_LINK = 1_000


class Entry(Struct, frozen=True):
    """One package of an index. `weights`: the SHA-256 of its model, where the index tells."""

    from_code: str
    to_code: str
    version: str
    links: tuple[str, ...]
    sha256: str = ""
    weights: str = ""
    size: int = 0

    @property
    def name(self) -> str:
        """The package's name."""
        return f"translate-{self.from_code}_{self.to_code}"

    def as_package(self, path: Path) -> Package:
        """As if it were installed, to find a route through it."""
        return Package(
            tag_of(self.from_code), tag_of(self.to_code), self.name, self.version, path,
            self.size, "", self.from_code, self.to_code, self.weights,
        )  # fmt: skip


class Index(Struct, frozen=True):
    """What an index holds: sound entries, how many were not, and all of it as it was read."""

    path: Path
    entries: tuple[Entry, ...]
    odd: int
    raw: tuple[Any, ...]


def read(path: Path, watch: Watch | None = None) -> Index:
    """Reads an index. An entry that is no translation package, or not whole, is counted as odd.

    Raises WorldFault `language.index_not_found`, `language.index_too_big`,
    `language.index_damaged`.
    """
    raw = _raw(path)
    entries = []
    odd = 0
    for one in raw:
        if watch is not None:
            watch.go_on()
        if isinstance(one, dict) and one.get("type", "translate") not in ("translate", None):
            continue  # Argos lists sentence splitters too
        entry = _entry(one)
        if entry is None:
            odd += 1
        else:
            entries.append(entry)
    return Index(path, tuple(entries), odd, tuple(raw))


def newest(entries: Sequence[Entry]) -> list[Entry]:
    """Of each pair the newest version, in order."""
    held: dict[str, Entry] = {}
    for entry in entries:
        other = held.get(entry.name)
        if other is None or version_key(entry.version) > version_key(other.version):
            held[entry.name] = entry
    return list(held.values())


def file_of(entry: Entry, index: Path, *, beside_only: bool = False) -> Path:
    """The file that an entry leads to. This program fetches nothing: what leads to the network
    counts only where a file of that name lies beside the index.

    Raises WorldFault `language.index_remote`, `language.index_link`.
    """
    remote = ""
    for link in entry.links:
        try:
            scheme = _scheme(link)
        except ValueError:  # "http://[x": no address at all
            continue
        if scheme in ("http", "https", "ftp", "ipfs"):
            remote = remote or link
            name = unquote(urlsplit(link).path.rpartition("/")[2])
            if _FILE.fullmatch(name) and (index.parent / name).is_file():
                return index.parent / name
        elif _FILE.fullmatch(link) and link not in (".", ".."):
            return index.parent / link
        elif not beside_only and scheme in ("", "file"):
            found = _anywhere(link, scheme, index)
            if found is not None:
                return found
    if remote:
        raise WorldFault("language.index_remote", name=entry.name, version=entry.version)
    raise WorldFault("language.index_link", name=entry.name, version=entry.version)


def _scheme(link: str) -> str:
    return urlsplit(link).scheme.lower() if "://" in link or link.startswith("file:") else ""


def _anywhere(link: str, scheme: str, index: Path) -> Path | None:
    """A path on this machine; never a share on another, which Windows would sign on to."""
    parts = urlsplit(link) if scheme == "file" else None
    if parts is not None and parts.netloc not in ("", "localhost"):
        return None
    path = unquote(parts.path) if parts is not None else link
    if path.startswith(("//", "\\\\")) or "\0" in path:
        return None
    return index.parent / path


def _raw(path: Path) -> list[Any]:
    damaged = WorldFault("language.index_damaged", path=str(path))
    try:
        if not path.is_file():
            raise WorldFault("language.index_not_found", path=str(path))
        if path.stat().st_size > _LARGEST:
            raise WorldFault("language.index_too_big", path=str(path), limit=_LARGEST // 1_000_000)
        raw = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        reason = error.strerror or ""
        raise WorldFault("language.unreadable", path=str(path), reason=reason) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise damaged from None
    if not isinstance(raw, list):
        raise damaged
    if len(raw) > MOST:
        raise WorldFault("language.index_too_long", path=str(path), limit=MOST)
    return raw


def _entry(one: Any) -> Entry | None:
    if not isinstance(one, dict):
        return None
    links = one.get("links")
    held = {name: one.get(name, "") or "" for name in ("sha256", "weights")}
    size = one.get("size", 0)
    sound = (
        _is(CODE, one.get("from_code"))
        and _is(CODE, one.get("to_code"))
        and _is(VERSION, one.get("package_version"))
        and isinstance(links, list)
        and 0 < len(links) <= 20
        and all(isinstance(link, str) and 0 < len(link) <= _LONGEST_LINK for link in links)
        and all(digest == "" or _is(_DIGEST, digest) for digest in held.values())
        and type(size) is int
        and 0 <= size < 1 << 50
    )
    if not sound:
        return None
    return Entry(
        one["from_code"],
        one["to_code"],
        one["package_version"],
        tuple(links),
        held["sha256"].lower(),
        held["weights"].lower(),
        size,
    )


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
