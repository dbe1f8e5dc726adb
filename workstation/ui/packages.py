"""What the panel of translation packages works with: each act off the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from workstation.fault import WorldFault
from workstation.language.packages import installing, models, trust
from workstation.language.packages.checking import Checked, check
from workstation.language.packages.installing import Outcome
from workstation.language.packages.models import Package
from workstation.language.packages.overview import Overview, overview
from workstation.language.packages.watch import Watch
from workstation.review import team_packages
from workstation.services import Services
from workstation.store import access
from workstation.sync.places import open_place
from workstation.sync.transport import Transport


class InstalledPackages:
    """The packages of an open store; `changed()` and `failed(error)` are called by whoever waited
    for an act, in the window's thread."""

    def __init__(
        self,
        services: Services,
        changed: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Reads nothing yet."""
        self._services, self.changed, self.failed = services, changed, failed
        self._folder = services.store.paths.packages

    def overview(self) -> Overview:
        """What there is now; a few files are looked at."""
        return overview(self._folder)

    def doubts(self) -> Future[Mapping[Path, str]]:
        """By package what its doubt was measured on."""
        return self._services.network.submit(_doubts, self._folder)

    def install(self, path: str, watch: Watch) -> Future[Sequence[Outcome]]:
        """From a file, a folder or an index."""
        return self._services.network.submit(
            installing.install_each, Path(path), self._folder, watch=watch
        )

    def get(self, watch: Watch) -> Future[Sequence[Outcome]]:
        """From the team, what the open batches miss."""
        return self._services.network.submit(_get, self._services, watch)

    def offer(self, package: Package, watch: Watch) -> Future[bool]:
        """To the team."""
        return self._services.network.submit(_offer, self._services, package, watch)

    def use(self, package: Package) -> Future[Any]:
        """Has this version translate."""
        return self._services.network.submit(
            models.use, package.name, package.version, self._folder
        )

    def check(self, watch: Watch) -> Future[Sequence[Checked]]:
        """Reads every byte of them."""
        return self._services.network.submit(check, self._folder, watch)

    def remove(self, name: str) -> Future[Any]:
        """Takes away the package in the folder of this name."""
        return self._services.network.submit(models.remove, name, self._folder)


def _doubts(folder: Path) -> Mapping[Path, str]:
    return {package.path: trust.doubt_of(package) for package in models.installed(folder)}


def _get(services: Services, watch: Watch) -> Sequence[Outcome]:
    place, target = _place(services), services.preferences["read_in"]
    return team_packages.get(services.store, services.desk, place, target, watch)


def _offer(services: Services, package: Package, watch: Watch) -> bool:
    return team_packages.offer(services.store, services.desk, _place(services), package, watch)


def _place(services: Services) -> Transport:
    address = services.preferences["sync_to"]
    if not address:
        raise WorldFault("language.no_team_folder")
    return open_place(address, services.store.read(access.access, address).result())
