"""Everything that has no window, built here and handed over by argument."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from workstation import settings
from workstation.bell import Bell
from workstation.domain import instant
from workstation.domain.case import Case
from workstation.domain.language import Detection
from workstation.domain.taxonomy import CannotJudge, Code
from workstation.domain.verdict import Answer
from workstation.fault import Fault
from workstation.language.ahead.known import Known, known_of
from workstation.language.ahead.rendered import RenderedCase
from workstation.language.packages.models import Package, usable
from workstation.review import desk as acts
from workstation.review.acting import Desk
from workstation.review.desk import Answered, Conclusion, Shown
from workstation.review.prepare import (
    Prepared,
    prepare,
    prepare_next,
    prepare_where_left,
    warm,
)
from workstation.settings import Settings
from workstation.store import cases, drafts, lock, people
from workstation.store import store as stores
from workstation.store.driver import Database
from workstation.store.keys import Ask, Protection
from workstation.store.lock import Lock
from workstation.store.people import Person
from workstation.store.store import Store
from workstation.translating import Translating

if TYPE_CHECKING:
    from workstation.language.ahead.ahead import Ahead
    from workstation.language.engine.engine import Engine
    from workstation.review.copies import Copy
    from workstation.review.missing import MissingPair

T = TypeVar("T")

# What errands and panels need beyond the first case: 90 ms to load.
_LATE = (
    "workstation.intake.apart",
    "workstation.intake.gold",
    "workstation.language.doubt",
    "workstation.language.packages.installing",
    "workstation.reports.export",
    "workstation.review.looking",
    "workstation.review.handed_on",
    "workstation.review.peers",
    "workstation.sync.folder",
    "workstation.sync.places",
    "workstation.sync.sync",
)


def now() -> str:
    """This instant, with the local offset."""
    return instant.write(datetime.now().astimezone())


@dataclass(slots=True)
class Services:
    """One open store with its desk and its engine. `on_translated(case)` and `on_fault(fault)` are
    called from other threads."""

    store: Store
    lock: Lock
    desk: Desk
    preferences: Settings
    network: ThreadPoolExecutor
    incoming: ThreadPoolExecutor
    on_translated: Callable[[str], None] = lambda case: None
    on_fault: Callable[[Fault], None] = lambda fault: None
    bell: Bell = field(default_factory=Bell)
    _packages: list[Package] = field(default_factory=list)
    translating: Translating = field(init=False)

    def __post_init__(self) -> None:
        self.translating = Translating(
            self.store,
            lambda name: self.preferences[name],
            lambda: self.desk.person.id,
            self._packages,
            lambda case: self.on_translated(case),
            lambda fault: self.on_fault(fault),
        )

    # Reading

    def prepare(self, task_id: str) -> Future[Prepared]:
        """A case with everything its first paint needs."""
        return self.store.read(
            prepare, task_id, self.desk.now(), tuple(self.packages), self.preferences["read_in"]
        )

    def prepare_next(self, batch: str, after: int) -> Future[Prepared | None]:
        """The next case without a verdict."""
        return self.store.read(
            prepare_next,
            batch,
            self.desk.person.id,
            after,
            self.desk.now(),
            tuple(self.packages),
            self.preferences["read_in"],
        )

    def prepare_where_left(self, batch: str) -> Future[Prepared | None]:
        """The case somebody was at, else the next one without a verdict after it."""
        return self.store.read(
            prepare_where_left,
            batch,
            self.desk.person.id,
            self.desk.now(),
            tuple(self.packages),
            self.preferences["read_in"],
        )

    def copy_at(self, task_id: str, number: int) -> Future[Copy | None]:
        """A copy of the cluster that is judged as one."""
        from workstation.review.copies import copy_at

        return self.store.read(
            copy_at,
            task_id,
            number,
            self.desk.now(),
            tuple(self.packages),
            self.preferences["read_in"],
        )

    def warm(self) -> None:
        """Read the case that will come first, while the window's modules are being imported: the
        pack, its keywords and the pages are at hand then."""
        self.store.read(
            warm,
            self.desk.person.id,
            self.desk.now(),
            tuple(self.packages),
            self.preferences["read_in"],
        )

    def media(self, sha256: str) -> Future[bytes | None]:
        """The bytes of a medium."""
        return self.store.read(cases.media_bytes, sha256)

    def known_of(self, case: RenderedCase) -> Future[Known]:
        """What more can be said of a case's translations."""
        packages = tuple(self.packages)
        return self.store.read(lambda _db: known_of(case, packages))

    @property
    def packages(self) -> list[Package]:
        """The translation packages that are installed and whole."""
        return self.translating.packages

    # Acting

    def answer(self, task_id: str, given: Answer, shown: Shown, note: str = "") -> Future[Answered]:
        """Commit an answer."""
        return self.store.write(acts.answer, self.desk, task_id, given, shown, note)

    def conclude(self, task_id: str, conclusion: Conclusion, shown: Shown) -> Future[object]:
        """Record a verdict after the reveal."""
        return self.store.write(acts.conclude, self.desk, task_id, conclusion, shown)

    def cannot_judge(
        self, task_id: str, why: CannotJudge, note: str, shown: Shown
    ) -> Future[object]:
        """Hand a case on."""
        return self.store.write(acts.cannot_judge, self.desk, task_id, why, note, shown)

    def process_fault(self, task_id: str, code: Code, tag: str, words: str) -> Future[object]:
        """Fault the process of a decision."""
        return self.store.write(acts.process_fault, self.desk, task_id, code, tag, words)

    def act(self, work: Callable[..., T], *arguments: object) -> Future[T]:
        """Any other act of `review.desk` (skip, flag, note, seal, undo, submit …)."""
        return self.store.write(work, self.desk, *arguments)

    def keep_draft(self, task_id: str, body: Mapping[str, object]) -> Future[None]:
        """Keep a half-made answer."""
        return self.store.write(drafts.keep, task_id, dict(body), self.desk.now())

    def set_preference(self, name: str, value: object) -> None:
        """Set a preference and keep it."""
        self.preferences = self.preferences.with_value(name, value)
        if name == "read_in":
            old = self.translating.another_language()
            if old is not None:
                self.network.submit(old.close)  # waits for what is in the works
        elif name == "whole_batch":
            self.translating.begin_rest()
        self.store.write(people.set_meta, "settings", self.preferences.dump())

    def set_person(self, person: Person) -> None:
        """Say who works here; of whom the roster knows, it says more (`review.membership`)."""
        from workstation.review.membership import take_seat

        told = self.store.write(take_seat, person, self.desk.now()).result()
        self.desk = Desk(told, self.desk.device, self.desk.now)

    def follow_roster(self) -> Person:
        """Who sits here, as the roster has it by now; call it when a sync brought something."""
        from workstation.review.membership import follow

        told = self.store.write(follow, self.desk.now()).result()
        if told is not None and told != self.desk.person:
            self.desk = Desk(told, self.desk.device, self.desk.now)
        return self.desk.person

    @property
    def in_roster(self) -> bool:
        """Whether the team's roster says who sits here: their name, role and languages."""
        from workstation.review.membership import is_known

        return self.store.read(is_known, self.desk.person.id).result()

    def take_new_device(self) -> None:
        """New streams were begun (`sync.renew`): from now on acts are the new device's."""
        device = self.store.read(people.device).result()
        self.desk = Desk(self.desk.person, device, self.desk.now)

    # Translating

    @property
    def engine(self) -> Engine:
        """Detects and translates in a process of its own."""
        return self.translating.engine

    @property
    def ahead(self) -> Ahead:
        """Translates the cases that come next."""
        return self.translating.ahead

    def translate_ahead(
        self, batch: str, after: int = 0, number: int | None = None
    ) -> Future[None]:
        """Ask for the translation of the cases that come next, as many as the setting says."""
        return self.translating.next_cases(batch, after, number)

    def translate_now(self, case: Case, languages: Mapping[str, Detection]) -> None:
        """Ask for a case before all others."""
        self.translating.now(case, languages)

    def know_languages(self, batch: str) -> None:
        """Detect, behind everything else, the cases of a batch that came without hints."""
        self.translating.know_languages(batch)

    def forget_case(self, case: str) -> None:
        """A case is sealed: nothing more of it is asked of the engine."""
        self.translating.forget(case)

    def packages_changed(self) -> None:
        """Look again at what is installed."""
        self.translating.packages_changed()

    def missing_pairs(self) -> list[MissingPair]:
        """Language pairs of the open batches that nothing installed translates; waits for it."""
        from workstation.review.missing import missing_pairs

        target = self.preferences["read_in"]
        person, packages = self.desk.person.id, tuple(self.packages)
        return self.store.read(missing_pairs, person, target, packages).result()

    def load_errands(self) -> Future[None]:
        """Load what errands need, off the window's thread."""
        return self.network.submit(_load, _LATE)

    def close(self) -> None:
        """Stop asking, wait, put everything down."""
        with ExitStack() as last_first:
            last_first.callback(self.lock.release)
            last_first.callback(self.store.close)
            last_first.callback(self.network.shutdown, wait=True, cancel_futures=True)
            last_first.callback(self.incoming.shutdown, wait=True, cancel_futures=True)
            last_first.callback(self.translating.close_engine)
            last_first.callback(self.translating.close_ahead)

    def stand_still(self, still: bool) -> None:
        """While a key's work is done nothing is translated ahead, and an import rests."""
        if still:
            self.bell.ring()
        self.translating.stand_still(still)


class Opening(Struct, frozen=True):
    """How to open a store: where, how a new one is protected, who works there."""

    home: Path
    protection: Protection = Protection.KEYRING
    ask: Ask | None = None
    person: Person | None = None
    make: bool = True
    starter: bool = True


def open_services(opening: Opening) -> Services | None:
    """Open or make the store in a folder; None while another process has it.

    Raises WorldFault `store.missing` (with `make` False), and what opening a store raises.
    """
    # The threads hand over sooner: while an import runs, a verdict waits 0.3 ms instead of 9 ms for
    # its turn (median), at the same import time.
    sys.setswitchinterval(0.0005)
    held = lock.take(opening.home)
    if held is None:
        return None
    try:
        return _open(opening, held)
    except BaseException:
        held.release()
        raise


def _open(opening: Opening, held: Lock) -> Services:
    if opening.make and not stores.exists(opening.home):
        store = stores.create(opening.home, opening.protection, opening.ask)
    else:
        store = stores.open_existing(opening.home, opening.ask)
    try:
        store.write(_sweep).result()
        person = store.write(_person, opening.person).result()
        preferences = settings.load(store.read(people.get_meta, "settings").result())
        device = store.write(people.device).result()
        packages = store.paths.packages
        if opening.starter and not packages.exists():
            from workstation.language.packages.installing import starter_where_none

            starter_where_none(packages)
        installed = usable(packages)
    except BaseException:
        store.close()
        raise
    return Services(
        store=store,
        lock=held,
        desk=Desk(person, device, now),
        preferences=preferences,
        network=ThreadPoolExecutor(1, "network"),
        incoming=ThreadPoolExecutor(1, "incoming"),
        _packages=installed,
    )


def _load(names: Sequence[str]) -> None:
    for name in names:
        import_module(name)


def _sweep(db: Database) -> None:
    from workstation.store.imports import sweep_unfinished

    sweep_unfinished(db)


def _person(db: Database, given: Person | None) -> Person:
    held = people.person(db)
    if people.get_meta(db, "team_root") is not None and held is not None:
        from workstation.review.membership import take_seat

        # Certified languages have dates, so they may have changed since yesterday.
        if given is not None:
            held = replace(held, id=given.id, reads=given.reads or held.reads)
        return take_seat(db, held, now())
    if given is None:
        return held or Person(people.UNNAMED)
    if held is not None and held.id == given.id:
        # Naming oneself again forgets neither one's name nor the languages one reads.
        given = replace(held, reads=given.reads or held.reads)
    elif not given.reads:
        given = replace(given, reads=("en",))
    if held != given:
        people.set_person(db, given)
    return given
