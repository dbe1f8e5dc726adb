"""Policy packs and translation packages by themselves: published, and brought along."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from workstation.domain.canonical import digest
from workstation.domain.event import Audience, Kind
from workstation.domain.policy import Pack
from workstation.fault import WorldFault
from workstation.intake.interface import MOST_POLICY, is_safe
from workstation.intake.policy_pack import PACK, pack_files, read_pack
from workstation.language.codes import tag_of
from workstation.language.packages import models, records
from workstation.language.packages.installing.one import Outcome, put_in
from workstation.language.packages.installing.team import offer
from workstation.language.packages.models import CODE, VERSION, Package
from workstation.language.packages.watch import Watch
from workstation.review.acting import About, Desk, write
from workstation.review.missing import missing_pairs
from workstation.review.publishers import (
    believed_packages,
    believed_packs,
    check_pack_publisher,
    check_package_publisher,
    next_turn,
    own_role,
)
from workstation.store import policies, published, roster
from workstation.store.driver import Database
from workstation.store.published import Said
from workstation.store.store import Store
from workstation.sync import blobs
from workstation.sync.disk import Told
from workstation.sync.names import is_digest
from workstation.sync.transport import Key, Transport

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_MOST_PACK = 64 * 1024 * 1024
_MOST_FILES = 20_000
_MOST_PACKAGE = 2 * 1024**3
_DATE = (1980, 1, 1, 0, 0, 0)  # the same pack gives the same bytes


class Brought(Struct, frozen=True):
    """What came along: policy packs and packages by name and version, and what did not."""

    packs: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    faults: tuple[WorldFault, ...] = ()


def publish_pack(store: Store, desk: Desk, place: Transport, folder: Path) -> Pack:
    """Publish a policy pack; once more changes nothing.

    Raises WorldFault `publish.…`, `policy.faulty`, `publish.no_pack`, `sync.…`.
    """
    store.read(_check, desk, check_pack_publisher).result()
    files = pack_files(folder)
    if PACK not in files:
        raise WorldFault("publish.no_pack", path=str(folder))
    pack, data = read_pack(files), _zip(files)
    place.who_am_i()
    name = digest(data)
    blobs.send(place, blobs.blob(Audience.POLICY, name), data)
    body = {
        "digest": pack.digest,
        "sha256": name,
        "size": len(data),
        "id": pack.id,
        "version": pack.version,
    }
    store.write(_say, desk, Kind.PACK_PUBLISHED, Audience.POLICY, body).result()
    return pack


def publish_package(store: Store, desk: Desk, place: Transport, package: Package) -> bool:
    """Publish an installed translation package; whether that was new.

    Raises WorldFault `publish.…`, `language.package_changed`, `sync.…`.
    """
    store.read(_check, desk, check_package_publisher).result()
    room = store.paths.home / "outgoing"
    try:
        offered = offer(package, room)
        name, size = records.digest_of(offered.path), offered.path.stat().st_size
        place.who_am_i()
        blobs.send(place, blobs.blob(Audience.MODELS, name), offered.path)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    body = {
        "sha256": name,
        "size": size,
        "from": package.from_code,
        "to": package.to_code,
        "version": package.version,
        "name": package.name,
    }
    return store.write(_say, desk, Kind.PACKAGE_PUBLISHED, Audience.MODELS, body).result()


def bring(
    store: Store,
    desk: Desk,
    place: Transport,
    target: str,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> Brought:
    """Bring the policy packs that were published, and the packages that open batches miss to be
    translated into `target`. What fails is told, the rest goes on.

    Raises WorldFault `sync.stopped`.
    """
    packs: list[str] = []
    packages: list[str] = []
    faults: list[WorldFault] = []
    for said in store.read(_packs_wanted).result():
        try:
            packs.append(_bring_pack(store, place, said))
        except WorldFault as fault:
            faults.append(fault)
    for package in store.read(packages_wanted, desk, target, store.paths.packages).result():
        try:
            bring_package(store, place, package, progress, cancelled)
            packages.append(f"{package.name} {package.version}")
        except WorldFault as fault:
            if fault.code == "sync.stopped":
                raise
            faults.append(fault)
    return Brought(tuple(packs), tuple(packages), tuple(faults))


def files_of_packs(db: Database) -> dict[Key, int]:
    """The files of the packs that were published, for a stick."""
    return _files(Audience.POLICY, believed_packs(db, roster.believed(db)), _MOST_PACK)


def files_of_packages(db: Database) -> dict[Key, int]:
    """The files of the packages that were published, for a stick."""
    return _files(Audience.MODELS, believed_packages(db, roster.believed(db)), _MOST_PACKAGE)


def _files(space: str, offered: Iterable[Said], most: int) -> dict[Key, int]:
    found = {}
    for said in offered:
        held = _file(said, most)
        if held is not None:
            found[blobs.blob(space, held[0])] = held[1]
    return found


def _file(said: Said, most: int) -> tuple[str, int] | None:
    name, size = said.body.get("sha256"), said.body.get("size")
    if not isinstance(name, str) or not is_digest(name):
        return None
    return (name, size) if type(size) is int and 0 < size <= most else None


def _check(db: Database, desk: Desk, check: Callable[..., None]) -> None:
    check(own_role(db, roster.believed(db), desk))


def _say(
    db: Database, desk: Desk, kind: Kind, audience: Audience, body: dict[str, object]
) -> bool:
    known = roster.believed(db)
    if kind is Kind.PACK_PUBLISHED:
        held = believed_packs(db, known)
    else:
        held = believed_packages(db, known)
    if any({**one.body, **body} == dict(one.body) for one in held):
        return False
    write(db, desk, kind, About(), {**body, "turn": next_turn(held)}, audience=audience)
    return True


def _packs_wanted(db: Database) -> list[Said]:
    wanted = believed_packs(db, roster.believed(db))
    kept = {name for (name,) in db.conn.execute("SELECT digest FROM kept_pack")}
    return [one for one in wanted if one.body.get("digest") not in kept]


def _bring_pack(store: Store, place: Transport, said: Said) -> str:
    held, name = _file(said, _MOST_PACK), str(said.body.get("id"))
    odd = WorldFault("pull.pack_odd", name=ascii(name[:80])[1:-1])
    if held is None:
        raise odd
    data = b"".join(
        place.get(blobs.blob(Audience.POLICY, held[0]), at, min(1 << 20, held[1] - at))
        for at in range(0, held[1], 1 << 20)
    )
    if digest(data) != held[0]:
        raise WorldFault("sync.blob_differs", file=held[0])
    pack = read_pack(_unzip(data, odd))
    if pack.digest != said.body.get("digest"):
        raise odd
    store.write(_keep_pack, pack, said.id).result()
    return f"{pack.id} {pack.version}"


def _keep_pack(db: Database, pack: Pack, event: str) -> None:
    policies.save_pack(db, pack)
    published.keep_pack(db, pack.digest, event)


def _zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return made.getvalue()


def _unzip(data: bytes, odd: WorldFault) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_FILES or sum(one.file_size for one in entries) > _MOST_PACK:
                raise odd
            if any(not is_safe(one.filename) or "/" in one.filename for one in entries):
                raise odd
            found = {}
            for one in entries:
                with archive.open(one) as file:
                    found[one.filename] = file.read(MOST_POLICY + 1)
            return found
    except WorldFault:
        raise
    except Exception:  # whatever a damaged zip makes of zipfile
        raise odd from None


class Published(Struct, frozen=True):
    """A package as it was published."""

    name: str
    version: str
    sha256: str
    size: int


def packages_wanted(db: Database, desk: Desk, target: str, folder: Path) -> list[Published]:
    """Of what was published the newest that lead from what open batches miss to the target, over
    what is installed."""
    have = models.usable(folder)
    pairs = [(one.source, one.target) for one in missing_pairs(db, desk.person.id, target, have)]
    if not pairs:
        return []
    newest: dict[str, tuple[Package, Said]] = {}
    for said in believed_packages(db, roster.believed(db)):
        package = _package(said)
        if package is None:
            continue
        held = newest.get(package.name)
        if held is None or models.version_key(package.version) >= models.version_key(
            held[0].version
        ):
            newest[package.name] = (package, said)
    by_path = {Path(f"{n}"): one for n, one in enumerate(newest.values())}
    offered = [_at(package, path) for path, (package, _) in by_path.items()]
    steps = [one for pair in pairs for one in models.route([*have, *offered], *pair)]
    return [_wanted(by_path[one.path]) for one in _once(steps) if one.path in by_path]


def _once(packages: Sequence[Package]) -> list[Package]:
    return list({one.path: one for one in packages}.values())


def _at(package: Package, path: Path) -> Package:
    from msgspec.structs import replace

    return replace(package, path=path)


def _wanted(one: tuple[Package, Said]) -> Published:
    package, said = one
    return Published(package.name, package.version, str(said.body["sha256"]), package.size)


def _package(said: Said) -> Package | None:
    """A published package as if it were installed; None where it cannot be one."""
    held = _file(said, _MOST_PACKAGE)
    source, to, version = (said.body.get(name) for name in ("from", "to", "version"))
    if held is None or not all(isinstance(one, str) for one in (source, to, version)):
        return None
    source, to, version = str(source), str(to), str(version)
    if not CODE.fullmatch(source) or not CODE.fullmatch(to) or not VERSION.fullmatch(version):
        return None
    name = f"translate-{source}_{to}"
    return Package(tag_of(source), tag_of(to), name, version, Path(), held[1], "", source, to)


def bring_package(
    store: Store,
    place: Transport,
    one: Published,
    progress: Progress,
    cancelled: Cancelled,
    watch: Watch | None = None,
) -> Outcome:
    """Fetch a package and install it. Raises WorldFault `sync.…`, `language.…`."""
    folder = store.paths.home / "incoming" / "packages"
    with Told(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    path = folder / one.sha256
    key = blobs.blob(Audience.MODELS, one.sha256)
    blobs.fetch(place, key, one.size, path, progress, cancelled)
    meant = (one.name, one.version)
    came = put_in(path, store.paths.packages, one.sha256, meant=meant, watch=watch)
    path.unlink(missing_ok=True)
    return came
