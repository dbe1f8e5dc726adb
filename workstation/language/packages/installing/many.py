"""Whatever a person names comes in: a package, a folder of several, or an index; each is told how
it went, and one that is bad does not stop the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from workstation.fault import WorldFault
from workstation.language.packages.installing import index
from workstation.language.packages.installing.aside import told
from workstation.language.packages.installing.one import Outcome, put_in
from workstation.language.packages.watch import Watch

ENDINGS = (".argosmodel", ".zip")
_MOST = 1_000

Job = tuple[str, Callable[[], Outcome]]


def install_each(
    path: Path,
    folder: Path,
    sha256: str | None = None,
    *,
    pairs: Sequence[tuple[str, str]] = (),
    watch: Watch | None = None,
) -> list[Outcome]:
    """Installs what `path` holds. `pairs` (source, target) choose from an index or a folder.

    A single package that cannot be installed is told like one of many. Raises WorldFault where
    nothing in it could be looked at (`language.index_…`, `language.nothing_there`), and
    `language.stopped`, whereupon what was finished is kept.
    """
    watch = watch or Watch()
    if not _is_there(path):
        return run([(path.name, lambda: put_in(path, folder, sha256, watch=watch))], watch)
    if path.suffix.lower() == ".json" and path.is_file():
        if sha256 is not None:
            raise WorldFault("language.digest_of_folder", path=path.name)
        return run(_of_index(path, folder, pairs, watch), watch)
    if path.is_dir() and not (path / "metadata.json").is_file():
        if sha256 is not None:
            raise WorldFault("language.digest_of_folder", path=path.name)
        return run(_of_folder(path, folder, pairs, watch), watch)
    return run([(path.name, lambda: put_in(path, folder, sha256, watch=watch))], watch)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name longer than any file's
        return False


def run(jobs: Sequence[Job], watch: Watch) -> list[Outcome]:
    """Each job after the other; a fault is the outcome of its job alone.

    Raises WorldFault `language.stopped`.
    """
    outcomes = []
    for number, (name, job) in enumerate(jobs, 1):
        watch.tell(name, number, len(jobs))
        try:
            outcomes.append(job())
        except WorldFault as fault:
            watch.go_on()  # stopped in the middle of one: the rest is not begun
            outcomes.append(Outcome(name, fault=fault))
    return outcomes


def entry_job(
    entry: index.Entry, place: Path, folder: Path, watch: Watch, *, beside_only: bool = False
) -> Job:
    """Installs an entry of an index, if it leads to a file here and that is what it says."""

    def job() -> Outcome:
        path = index.file_of(entry, place, beside_only=beside_only)
        meant = (entry.name, entry.version)
        return put_in(path, folder, entry.sha256 or None, meant=meant, watch=watch)

    return f"{entry.name} {entry.version}", job


def _of_index(
    path: Path, folder: Path, pairs: Sequence[tuple[str, str]], watch: Watch
) -> list[Job]:
    found = index.read(path, watch)
    entries = [entry for entry in index.newest(found.entries) if _is_wanted(entry, pairs)]
    if not entries:
        raise WorldFault("language.nothing_there", path=str(path))
    return [entry_job(entry, path, folder, watch) for entry in entries]


def _is_wanted(entry: index.Entry, pairs: Sequence[tuple[str, str]]) -> bool:
    if not pairs:
        return True
    package = entry.as_package(Path())
    return (package.source, package.target) in pairs


def _of_folder(
    path: Path, folder: Path, pairs: Sequence[tuple[str, str]], watch: Watch
) -> list[Job]:
    if pairs and (path / index.NAME).is_file():
        return _of_index(path / index.NAME, folder, pairs, watch)
    digests = _digests(path, watch)
    try:
        held = sorted(path.iterdir())
    except OSError as error:
        raise told(path, error) from None
    packages = list(_packages(held))
    if not packages:
        raise WorldFault("language.nothing_there", path=str(path))
    if len(packages) > _MOST:
        raise WorldFault("language.index_too_long", path=str(path), limit=_MOST)
    return [(one.name, _job(one, folder, digests.get(one.name), watch)) for one in packages]


def _job(path: Path, folder: Path, sha256: str | None, watch: Watch) -> Callable[[], Outcome]:
    return lambda: put_in(path, folder, sha256, watch=watch)


def _packages(held: Iterable[Path]) -> Iterable[Path]:
    for path in held:
        if path.name.startswith("."):
            continue
        if (path.is_dir() and (path / "metadata.json").is_file()) or (
            path.is_file() and path.suffix.lower() in ENDINGS
        ):
            yield path


def _digests(path: Path, watch: Watch) -> dict[str, str]:
    """What an index in the folder says of the files beside it; none where that is no index."""
    try:
        found = index.read(path / index.NAME, watch)
    except WorldFault as fault:
        if fault.code == "language.stopped":
            raise
        return {}
    return {link: entry.sha256 for entry in found.entries for link in entry.links if entry.sha256}
