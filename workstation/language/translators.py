"""Loaded packages: sentences through argostranslate's tokenizers and CTranslate2, in batches.

Part of the language process; nothing else imports it. The result for a sentence is what
argostranslate's own `translate()` gives, which decodes one sentence at a time.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from workstation.language.codes import argos_codes, tag_of
from workstation.language.marks import LOOPING, cut_loops, marks
from workstation.language.models import Package, stamp, usable
from workstation.language.segment import split
from workstation.language.text import has_words
from workstation.language.wire import Made

BEAM = 4
_LENGTH_PENALTY = 0.2
_MOST_PIECES = 150
_THREADS = max(1, min(4, os.cpu_count() or 1))
_TRIAL = "1 2 test."
OPTIONS = f"beam={BEAM} length_penalty={_LENGTH_PENALTY}"


@dataclass(slots=True)
class _Loaded:
    translator: Any
    used_at: float


@dataclass(slots=True)
class _Leg:
    """What came out of one package."""

    text: str
    score: float | None = None
    cut_up: bool = False


def stand_in_for_minisbd() -> None:
    """Lets argostranslate be imported without its AGPL splitter, which would fetch a model."""

    class _Everything:
        def __contains__(self, name: object) -> bool:
            return True

    module, models = ModuleType("minisbd"), ModuleType("minisbd.models")
    models.list_models = _Everything  # type: ignore[attr-defined]
    module.models = models  # type: ignore[attr-defined]
    module.SBDetect = None  # type: ignore[attr-defined]
    sys.modules["minisbd"], sys.modules["minisbd.models"] = module, models


class _OwnSplitter:
    """Our sentence splitter in the shape argostranslate asks for."""

    def __init__(self, argos_code: str) -> None:
        self._language = tag_of(argos_code)

    def split_sentences(self, text: str) -> list[str]:
        return [sentence.text for sentence in split(text, self._language)]


@dataclass(slots=True)
class Translators:
    """The packages of a folder, each loaded when it is first needed."""

    folder: Path
    _loaded: dict[tuple[int, int, int], _Loaded] = field(default_factory=dict)
    _known: dict[Path, Package] = field(default_factory=dict)
    _seen: int = -1

    def translate(
        self, sentences: list[str], source: str, target: str
    ) -> tuple[str, str, list[Made]] | None:
        """Package, version and a translation for each sentence; None where nothing leads there."""
        self._notice_changes()
        translations = self._route(source, target)
        if translations is None:
            return None
        if not translations:  # a language onto itself
            return "", "", [Made(sentence) for sentence in sentences]
        package, version = self._stamp(translations)
        worded = [at for at, sentence in enumerate(sentences) if has_words(sentence)]
        legs = [_Leg(sentences[at]) for at in worded]
        for translation in translations:
            legs = self._through(translation, legs)
        made = [Made(sentence) for sentence in sentences]
        for at, leg in zip(worded, legs, strict=True):
            made[at] = _judged(sentences[at], leg)
        return package, version, made

    def try_out(self, folder: Path) -> None:
        """Loads one package and translates a sentence; raises whatever goes wrong."""
        from argostranslate.package import Package as ArgosPackage

        package = ArgosPackage(folder)
        results = list(self._decode(package, [package.tokenizer.encode(_TRIAL)]))
        package.tokenizer.decode(results[0].hypotheses[0])

    def reload(self) -> None:
        """Forgets everything loaded; argostranslate would go on using the old models."""
        from argostranslate import translate

        self._loaded.clear()
        self._known = {package.path: package for package in usable(self.folder)}
        translate.installed_translates.clear()
        translate.get_installed_languages.cache_clear()

    def unload_unused(self, seconds: float) -> None:
        """Gives back the memory of what has not been used for so long."""
        old = time.monotonic() - seconds
        for key in [key for key, loaded in self._loaded.items() if loaded.used_at < old]:
            del self._loaded[key]

    def _notice_changes(self) -> None:
        now = self.folder.stat().st_mtime_ns
        if now != self._seen:
            self._seen = now
            self.reload()

    def _route(self, source: str, target: str) -> list[Any] | None:
        """argostranslate's own choice: direct, or over other languages."""
        from argostranslate import translate

        for start in argos_codes(source):
            for goal in argos_codes(target):
                one = translate.get_language_from_code(start)
                other = translate.get_language_from_code(goal)
                found = one.get_translation(other) if one and other else None
                if found is not None:
                    return set_own_splitter(found)
        return None

    def _stamp(self, translations: list[Any]) -> tuple[str, str]:
        return stamp(
            [self._known[Path(translation.pkg.package_path)] for translation in translations]
        )

    def _through(self, translation: Any, legs: list[_Leg]) -> list[_Leg]:
        package = translation.pkg
        pieces: list[list[str]] = []
        shares: list[tuple[int, bool]] = []
        for leg in legs:
            cut_up = leg.cut_up
            mine = 0
            for sentence in _pieces_of(translation, leg.text):
                tokens = package.tokenizer.encode(sentence)
                for at in range(0, len(tokens), _MOST_PIECES):
                    pieces.append(tokens[at : at + _MOST_PIECES])
                    mine += 1
                cut_up = cut_up or len(tokens) > _MOST_PIECES
            shares.append((mine, cut_up))
        results = iter(self._decode(package, pieces))
        return [
            _joined(package, leg, [next(results) for _ in range(mine)], cut_up)
            for leg, (mine, cut_up) in zip(legs, shares, strict=True)
        ]

    def _decode(self, package: Any, pieces: list[list[str]]) -> Iterable[Any]:
        if not pieces:
            return []
        prefix = [[package.target_prefix]] * len(pieces) if package.target_prefix else None
        return self._translator(Path(package.package_path) / "model").translate_batch(
            pieces,
            target_prefix=prefix,
            replace_unknowns=True,
            max_batch_size=_batch_tokens(sum(map(len, pieces))),
            batch_type="tokens",
            beam_size=BEAM,
            num_hypotheses=1,
            length_penalty=_LENGTH_PENALTY,
            return_scores=True,
        )

    def _translator(self, model: Path) -> Any:
        """The model, loaded once for all packages that share its file."""
        import ctranslate2

        known = (model / "model.bin").stat()
        key = (known.st_dev, known.st_ino, known.st_mtime_ns)
        if key not in self._loaded:
            loaded = ctranslate2.Translator(
                str(model), device="cpu", inter_threads=_THREADS, intra_threads=1
            )
            self._loaded[key] = _Loaded(loaded, 0.0)
        self._loaded[key].used_at = time.monotonic()
        return self._loaded[key].translator


def use_only_sound_packages(folder: Path) -> None:
    """Makes argostranslate see the newest sound version of each pair, and nothing else.

    Its own listing raises on any folder without metadata.json, and of two versions takes the
    one the file system names first.
    """
    from argostranslate import package

    def listed(path: object = None) -> list[Any]:
        return [package.Package(found.path) for found in usable(folder)]

    package.get_installed_packages = listed


def set_own_splitter(translation: Any) -> list[Any]:
    """Gives our splitter to the package translations behind argostranslate's caches and chains.

    Returns them in the order a text goes through them; none for a language onto itself.
    """
    if hasattr(translation, "t1"):
        return set_own_splitter(translation.t1) + set_own_splitter(translation.t2)
    if hasattr(translation, "underlying"):
        return set_own_splitter(translation.underlying)
    if hasattr(translation, "pkg"):
        translation.sentencizer = _OwnSplitter(translation.pkg.from_code)
        return [translation]
    return []


def _batch_tokens(tokens: int) -> int:
    """Work for every thread, in batches of 128 to 1024 tokens.

    256 to 1024 measured best on two cores; argostranslate passes 32, which is one sentence.
    """
    return max(128, min(1024, tokens // _THREADS))


def _pieces_of(translation: Any, text: str) -> Iterator[str]:
    for paragraph in text.split("\n"):
        yield from translation.sentencizer.split_sentences(paragraph)


def _joined(package: Any, before: _Leg, results: list[Any], cut_up: bool) -> _Leg:
    tokens = [token for result in results for token in result.hypotheses[0]]
    text = package.tokenizer.decode(tokens)
    if package.target_prefix and text.startswith(package.target_prefix):
        text = text[len(package.target_prefix) :]
    return _Leg(text.removeprefix(" "), _worse(before.score, _mean_score(results)), cut_up)


def _mean_score(results: list[Any]) -> float | None:
    """Log probability a token. CTranslate2 divides the sum by length ** length_penalty only."""
    lengths = [len(result.hypotheses[0]) + 1 for result in results]
    sums = [
        result.scores[0] * length**_LENGTH_PENALTY
        for result, length in zip(results, lengths, strict=True)
    ]
    return sum(sums) / sum(lengths) if lengths else None


def _worse(one: float | None, other: float | None) -> float | None:
    known = [score for score in (one, other) if score is not None]
    return min(known) if known else None


def _judged(original: str, leg: _Leg) -> Made:
    text, looped = cut_loops(leg.text, original)
    found = marks(original, text, cut_up=leg.cut_up)
    if looped:
        found.append(LOOPING)
    return Made(text, None if leg.score is None else round(leg.score * 1000), tuple(found))
