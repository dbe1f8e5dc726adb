"""Who asks the language room, and for what: the case on the screen, the next ones, the rest of the
batch, and the languages of cases that came without a hint."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from workstation.domain.case import Case
from workstation.domain.language import Detection
from workstation.fault import Fault
from workstation.language.packages.models import Package, usable
from workstation.review.prepare import case_text, upcoming_cases
from workstation.store import translations
from workstation.store.memory import StoreMemory
from workstation.store.store import Store

if TYPE_CHECKING:
    from workstation.language.ahead.ahead import Ahead, Standing
    from workstation.language.engine.engine import Engine

T = TypeVar("T")

KNOWN_TOGETHER = 100  # cases detected in one request


class Translating:
    """One engine and what is asked of it. `on_translated(case)` and `on_fault(fault)` are called
    from other threads.

    The language room comes with the first wish for it, after the first case has been painted.
    """

    def __init__(
        self,
        store: Store,
        preference: Callable[[str], Any],
        person: Callable[[], str],
        packages: list[Package],
        on_translated: Callable[[str], None],
        on_fault: Callable[[Fault], None],
    ) -> None:
        """`preference(name)` and `person()` are asked anew each time."""
        self._store, self._preference, self._person = store, preference, person
        self.packages = packages
        self._looked = self._folder_time()
        self._on_translated, self._on_fault = on_translated, on_fault
        self._engine: Engine | None = None
        self._ahead: Ahead | None = None
        self._batch = ""
        self._making = threading.RLock()
        self._closed = False

    @property
    def engine(self) -> Engine:
        """Detects and translates in a process of its own."""
        from workstation.language.engine.engine import Engine

        with self._making:
            if self._engine is None:
                self._engine = Engine(self._store.paths.packages, self._store.paths.logs)
            return self._engine

    def use(self, engine: Engine) -> None:
        """Another engine than the one that would be made."""
        self._engine = engine

    @property
    def ahead(self) -> Ahead:
        """Translates the cases that come next."""
        from workstation.language.ahead.ahead import Ahead

        with self._making:
            if self._ahead is None:
                self._ahead = Ahead(
                    self.engine,
                    self._preference("read_in"),
                    StoreMemory(self._store),
                    on_ready=self._translated,
                    on_fault=self._on_fault,
                )
            return self._ahead

    # What somebody will look at

    def next_cases(self, batch: str, after: int, number: int | None) -> Future[None]:
        """Ask for the cases that come next, as many as the setting says."""
        number = number or self._preference("ahead")
        upcoming = self._store.read(upcoming_cases, batch, self._person(), after, number)
        return _then(upcoming, self._request)

    def now(self, case: Case, languages: Mapping[str, Detection]) -> None:
        """Ask for a case before all others."""
        self.ahead.request(case_text(case, languages), urgent=True)

    def forget(self, case: str) -> None:
        """A case is sealed: nothing more of it is asked of the engine."""
        with self._making:
            if self._ahead is not None:
                self._ahead.forget(case)

    def _request(self, upcoming: Sequence[tuple[Case, Mapping[str, Detection]]]) -> None:
        with self._making:
            if self._closed:
                return  # asked for before the end, answered after it
            ahead = self.ahead
        ahead.request_next([case_text(case, languages) for case, languages in upcoming])

    # The rest of the batch

    def rest(self, batch: str) -> None:
        """Translate the rest of a batch too, behind all else, where the setting says so; goes on
        where it is at it already."""
        if batch != self._batch:
            self._batch = batch
            self.begin_rest()

    def begin_rest(self) -> None:
        """Begin anew, or stop: packages, the setting or the language have changed."""
        with self._making:
            if self._closed or not self._batch:
                return
            if self._preference("whole_batch") and self.packages:
                self.whole(self._batch)
            elif self._ahead is not None:
                self._ahead.stop_rest()

    def whole(self, batch: str) -> None:
        """Translate a batch, whatever the setting says."""
        from workstation.language.engine.options import OPTIONS
        from workstation.review.rest import rest_of

        target = self._preference("read_in")
        made_by = sorted((one.name, one.version) for one in self.packages)
        stamp = sha256(repr((made_by, OPTIONS)).encode()).hexdigest()[:16]
        person = self._person()
        self.ahead.translate_rest(lambda: rest_of(self._store, batch, person, target, stamp))

    def standing(self) -> Standing | None:
        """How far the rest of the batch is; None where there was none to translate."""
        with self._making:
            return self._ahead.standing() if self._ahead is not None else None

    # Languages

    def know_languages(self, batch: str) -> None:
        """Detect, behind everything else, the cases of a batch that came without hints, so that
        `lang:` finds them all and not only those that were translated ahead."""
        found = self._store.read(translations.unknown, batch, KNOWN_TOGETHER)
        _then(found, lambda cases: self._detect(batch, cases))

    def _detect(self, batch: str, found: Mapping[str, list[tuple[str, str]]]) -> None:
        if not found:
            return
        texts = [text for parts in found.values() for _, text in parts]
        detected = self.engine.detect(texts, [None] * len(texts))
        _then(detected, lambda languages: self._keep_detected(batch, found, languages))

    def _keep_detected(
        self,
        batch: str,
        found: Mapping[str, list[tuple[str, str]]],
        languages: Sequence[Detection],
    ) -> None:
        from workstation.language.detecting.detect import settle

        left = iter(languages)
        by_case = {}
        for case, parts in found.items():
            own = settle([text for _, text in parts], [next(left) for _ in parts])
            names = [part for part, _ in parts]
            by_case[case] = dict(zip(names, own, strict=True))
        kept = self._store.write(translations.keep_languages_of, by_case)
        _then(kept, lambda _done: self.know_languages(batch))

    # Around it

    def packages_changed(self) -> None:
        """Look again at what is installed."""
        self._look_again()
        if self._engine is not None:
            self._engine.packages_changed()
        self.begin_rest()

    def _translated(self, case: str) -> None:
        """A case is through; on its way the engine may have found a package to be damaged."""
        if self._folder_time() != self._looked:
            self._look_again()
        self._on_translated(case)

    def _look_again(self) -> None:
        self._looked = self._folder_time()
        self.packages = usable(self._store.paths.packages)

    def _folder_time(self) -> int:
        try:
            return self._store.paths.packages.stat().st_mtime_ns
        except OSError:
            return 0

    def another_language(self) -> Ahead | None:
        """From now on into another language; the one who translated so far, to be closed."""
        with self._making:
            old, self._ahead = self._ahead, None
        self.begin_rest()
        return old

    def stand_still(self, still: bool) -> None:
        """While a key's work is done nothing is translated ahead."""
        if self._engine is not None:
            self._engine.stand_still(still)
        if self._ahead is not None:
            self._ahead.stand_still(still)

    def close_ahead(self) -> None:
        """Nothing more is asked."""
        with self._making:
            self._closed = True
        if self._ahead is not None:
            self._ahead.close()

    def close_engine(self) -> None:
        """The process ends."""
        if self._engine is not None:
            self._engine.close()


def _then(future: Future[T], work: Callable[[T], None]) -> Future[None]:
    done: Future[None] = Future()

    def finished(one: Future[T]) -> None:
        try:
            work(one.result())
        except BaseException as error:  # handed to whoever waits
            done.set_exception(error)
        else:
            done.set_result(None)

    future.add_done_callback(finished)
    return done
