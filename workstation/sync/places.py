"""Places by their addresses: a folder's path, a hub's `https://…`, a bucket's `s3://…`."""

from __future__ import annotations

import re
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from workstation.fault import WorldFault
from workstation.store.access import Access, plain_address
from workstation.sync.folder import FolderTransport
from workstation.sync.names import shown
from workstation.sync.transport import Transport

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(//)?")  # `C:` is a drive
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")


class PlaceKind(StrEnum):
    """What can be synced with."""

    FOLDER = "folder"
    HUB = "hub"
    S3 = "s3"


def kind_of(address: str) -> PlaceKind:
    """What kind of place an address names; the address is checked as far as that goes unasked.

    Raises WorldFault `sync.address_odd`, `sync.address_plain`, `sync.address_secret`.
    """
    if not address.strip() or not address.isprintable():
        raise WorldFault("sync.address_odd", address=shown(address))
    scheme = _SCHEME.match(address)
    if scheme is None or (scheme[2] is None and Path(address).exists()):
        return PlaceKind.FOLDER
    parts = _split(address)
    match parts.scheme:
        case "http" | "https":
            _check_hub(address, parts)
            return PlaceKind.HUB
        case "s3":
            _check_bucket(address, parts)
            return PlaceKind.S3
    raise WorldFault("sync.address_scheme", address=shown(address), scheme=shown(parts.scheme))


def needs_access(address: str) -> bool:
    """Whether a place lets in nobody without a secret. Raises as `kind_of`."""
    return kind_of(address) is not PlaceKind.FOLDER


def open_place(address: str, access: Access | None = None) -> Transport:
    """The place at an address; asked nothing yet.

    Raises WorldFault as `kind_of`, and `sync.hub_no_access`, `sync.hub_ca`, `sync.bucket_missing`.
    """
    kind = kind_of(address)
    if kind is PlaceKind.FOLDER:
        return FolderTransport(Path(address).expanduser())
    plain = plain_address(address)
    if kind is PlaceKind.S3:
        from workstation.sync.s3_place import open_s3

        return open_s3(plain, access)
    if access is None:
        raise WorldFault("sync.hub_no_access", address=plain)
    from workstation.sync.hub_place import HubPlace

    return HubPlace(plain, access.device, access.secret, access.ca)


def _split(address: str) -> SplitResult:
    odd = WorldFault("sync.address_odd", address=shown(address))
    try:
        parts = urlsplit(address)
        held = parts.username, parts.password, parts.port
    except ValueError:
        raise odd from None
    if any(one is not None for one in held[:2]):
        # Never into a settings file, a log or a picture of the window.
        raise WorldFault("sync.address_secret", address=shown(parts.hostname or ""))
    return parts


def _check_hub(address: str, parts: SplitResult) -> None:
    host = parts.hostname or ""
    if not host or parts.query or parts.fragment or not address.isascii() or " " in address:
        raise WorldFault("sync.address_odd", address=shown(address))
    if parts.scheme == "http" and not _here(host):
        raise WorldFault("sync.address_plain", address=shown(address), host=shown(host))


def _here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _check_bucket(address: str, parts: SplitResult) -> None:
    prefix = parts.path.strip("/")
    if (
        not _BUCKET.fullmatch(parts.netloc)
        or (prefix and not _PREFIX.fullmatch(prefix))
        or ".." in address
        or parts.query
        or parts.fragment
    ):
        raise WorldFault("sync.address_odd", address=shown(address))
