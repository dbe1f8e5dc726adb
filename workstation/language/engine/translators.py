"""Sentences in, judged translations out: the way of a sentence through the installed packages.

Part of the language process; nothing else imports it. What must not change is kept from the model
(protect), the rest is decoded (decoding), put together again, and judged (doubt): what was lost,
which words became which, and how far it can be trusted.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from workstation.language.codes import same_language
from workstation.language.engine.decoding import Leg, Passage, Steps, T
from workstation.language.engine.judging import judged
from workstation.language.engine.weights import Key, Shelf, give_back, key_of
from workstation.language.engine.wire import Made
from workstation.language.kept.protect import kept_all, plan, probes, restore
from workstation.language.packages.models import Package, route, stamp, usable
from workstation.language.packages.records import WEIGHTS
from workstation.language.packages.shelf import mark_damaged

_TRIAL = "1 2 test."


class Outcome(NamedTuple):
    """What came of a request: the packages, their versions, a translation for each sentence."""

    package: str
    version: str
    made: list[Made]


class Translators:
    """The packages of a folder, each loaded when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._shelf = Shelf()
        self._legs: dict[Path, Leg] = {}
        self._packages: list[Package] = []
        self._keeps: dict[tuple[str, Key], bool] = {}
        self._seen = -1
        self._worked = False

    def translate(self, sentences: Sequence[str], source: str, target: str) -> Outcome | None:
        """A translation for each sentence; None where nothing leads there."""
        return finished(self.begin(sentences, source, target))

    def begin(self, sentences: Sequence[str], source: str, target: str) -> Steps[Outcome | None]:
        """The same in steps: the model works at it when the first has been taken."""
        self._notice_changes()
        self._worked = True
        if same_language(source, target):
            return Outcome("", "", [Made(sentence) for sentence in sentences])
        through = self._route(source, target)
        if not through:
            return None
        legs = [self._leg(package) for package in through]
        keeps = yield from self._all_keep(legs)
        plans = [plan(sentence, source, keeps) for sentence in sentences]
        ways = yield from _chain(legs, [one.core for one in plans if one.core])
        restored = [restore(one, _after(ways, one.core)) for one in plans]
        # Where a placeholder did not come through, the sentence goes as it stands.
        again = [at for at, one in enumerate(restored) if one is None]
        for at in again:
            plans[at] = plan(sentences[at], source, keeps=False)
        ways |= yield from _chain(legs, [plans[at].core for at in again])
        made = []
        for one, put in zip(plans, restored, strict=True):
            whole = put or restore(one, _after(ways, one.core))
            assert whole is not None  # nothing was replaced, nothing can be lost
            made.append(judged(one, whole, ways.get(one.core, ()), legs, (source, target)))
        return Outcome(*stamp(through), made)

    def try_out(self, package: Package) -> None:
        """Loads one package and translates a sentence; raises whatever goes wrong."""
        [passage] = finished(self._leg(package).through([_TRIAL]))
        if passage.score is None or not math.isfinite(passage.score):
            raise ValueError

    def reload(self) -> None:
        """Looks at the folder again; models of packages that are still there stay loaded."""
        self._packages = usable(self.folder)
        self._legs.clear()
        self._shelf.let_go(set(map(key_of, self._packages)))

    def unload_unused(self, seconds: float) -> None:
        """Gives back the memory of what has not been used for so long, and of past work."""
        unused = self._shelf.unused(seconds)
        for path, leg in list(self._legs.items()):
            if leg.key in unused:
                del self._legs[path]
        self._shelf.let_go(self._shelf.loaded.keys() - unused)
        if self._worked or unused:
            self._worked = False
            give_back()

    def _notice_changes(self) -> None:
        now = os.stat(self.folder).st_mtime_ns
        if now != self._seen:
            self._seen = now
            self.reload()

    def _route(self, source: str, target: str) -> tuple[Package, ...]:
        """The packages to go through; what has been damaged on the disk is left out."""
        while through := route(self._packages, source, target):
            damaged = [one for one in through if not self._shelf.is_as_installed(one)]
            if not damaged:
                break
            for one in damaged:
                mark_damaged(one.path, WEIGHTS)
            self.reload()  # an older version may take over
            self._packages = [one for one in self._packages if one not in damaged]
        return through

    def _leg(self, package: Package) -> Leg:
        if package.path not in self._legs:
            self._legs[package.path] = Leg(package, self._shelf)
        return self._legs[package.path]

    def _all_keep(self, legs: Sequence[Leg]) -> Steps[bool]:
        """Whether placeholders come through all packages; tried once for each."""
        for leg in legs:
            known = leg.language, leg.key
            if known not in self._keeps:
                passages = yield from leg.through(probes(leg.language))
                self._keeps[known] = all(kept_all(one.before, one.after) for one in passages)
            if not self._keeps[known]:
                return False
        return True


def finished(steps: Steps[T]) -> T:
    """The result of work that nothing else is to be begun beside."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def _after(ways: dict[str, list[Passage]], core: str) -> str:
    return ways[core][-1].after if core else ""


def _chain(legs: Sequence[Leg], cores: Sequence[str]) -> Steps[dict[str, list[Passage]]]:
    """Each text, once, through one package after the other."""
    ways: dict[str, list[Passage]] = {core: [] for core in cores}
    texts = list(ways)
    for leg in legs if texts else ():
        passages = yield from leg.through(texts)
        for way, passage in zip(ways.values(), passages, strict=True):
            way.append(passage)
        texts = [passage.after for passage in passages]
    return ways
