"""Lines translated as they come, with the engine that the window has: in order, and each as soon as
what was read with it is through."""

from __future__ import annotations

import itertools
import queue
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Any, BinaryIO

from msgspec import Struct

from workstation.domain.language import UNKNOWN, NoPackage, Sentence, Translation
from workstation.fault import Fault, WorldFault
from workstation.language.ahead.memory import Translator
from workstation.language.codes import same_language
from workstation.language.cutting.segment import split
from workstation.language.text import has_words

LONGEST = 1_000_000
"""Bytes of a line."""
TOGETHER = 64  # lines
_CHARACTERS = 20_000  # of them, unless a line alone is longer
_READ_AHEAD = 256
_IN_THE_WORKS = 2  # chunks: one in the engine, one behind it


class Line(Struct, frozen=True):
    """A line as it was read; with a fault it has no text."""

    number: int
    text: str = ""
    fault: Fault | None = None


class Put(Struct, frozen=True):
    """A line and what became of it; with a fault there is no translation. `made` are the
    translations of its sentences, in order."""

    line: Line
    language: str = UNKNOWN
    translation: str | None = None
    made: tuple[Translation, ...] = ()
    fault: Fault | None = None


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """The lines of a stream, each as soon as it is there; what cannot be read is told by number."""
    for number in itertools.count(1):
        raw = stream.readline(LONGEST + 1)
        if not raw:
            return
        if len(raw) > LONGEST:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(LONGEST)
            fault = WorldFault("language.line_too_long", line=number, most=f"{LONGEST:,}")
            yield Line(number, fault=fault)
            continue
        try:
            text: str | None = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            text = None
        if text is None or _is_utf_16(text):
            yield Line(number, fault=WorldFault("language.line_encoding", line=number))
        else:
            yield Line(number, text.removesuffix("\n").removesuffix("\r"))


def _is_utf_16(text: str) -> bool:
    """Latin letters in UTF-16 are UTF-8 too, with a NUL beside each."""
    return 3 * text.count("\0") > len(text)


def translated(
    lines: Iterator[Line], engine: Translator, source: str | None, target: str
) -> Iterator[Put]:
    """Each line translated, in order; `source` None: each in the language that it is in.

    Reads in a thread of its own. Raises WorldFault `language.engine_not_started`.
    """
    come: queue.Queue[Line | BaseException | None] = queue.Queue(_READ_AHEAD)
    threading.Thread(target=_read, args=(lines, come), name="lines", daemon=True).start()
    works: deque[_Chunk] = deque()
    ended = False
    while not ended or works:
        chunk: list[Line] = []
        if not ended and len(works) < _IN_THE_WORKS:
            chunk, ended = _taken(come, wait=not works)
            if chunk:
                works.append(_Chunk(chunk, engine, source, target))
        if works and (not chunk or len(works) == _IN_THE_WORKS):
            yield from works.popleft().result()


def rejoined(text: str, sentences: Sequence[Sentence], put: Sequence[str]) -> str:
    """What was put for the sentences of a text, with all that stands between them kept."""
    pieces, at = [], 0
    for sentence, words in zip(sentences, put, strict=True):
        pieces += [text[at : sentence.start], words]
        at = sentence.end
    return "".join([*pieces, text[at:]])


class _Chunk:
    """Lines that go through the engine together."""

    def __init__(
        self, lines: list[Line], engine: Translator, source: str | None, target: str
    ) -> None:
        self._lines, self._engine, self._target = lines, engine, target
        self._fault: Fault | None = None
        self._languages = self._named(source)
        self._cut: dict[int, list[Sentence]] = {}
        self._futures: dict[str, tuple[list[str], Future[Any]]] = {}
        wanted: dict[str, dict[str, None]] = {}
        for line in lines:
            language = self._languages[line.number]
            if line.fault is None and not self._needs_none(line.text, language):
                self._cut[line.number] = split(line.text, language)
                texts = wanted.setdefault(language, {})
                texts |= dict.fromkeys(
                    one.text for one in self._cut[line.number] if has_words(one.text)
                )
        for language, texts in wanted.items():
            future = engine.translate(list(texts), language, target)
            self._futures[language] = (list(texts), future)

    def result(self) -> Iterator[Put]:
        """The lines, once all of them are there."""
        made: dict[str, dict[str, Translation] | Fault] = {}
        for language, (texts, future) in self._futures.items():
            try:
                found = future.result()
            except WorldFault as fault:
                if fault.code == "language.engine_not_started":
                    raise
                made[language] = fault
                continue
            if isinstance(found, NoPackage):
                made[language] = WorldFault(
                    "language.no_package", source=language, target=self._target
                )
            else:
                made[language] = dict(zip(texts, found, strict=True))
        for line in self._lines:
            yield self._put(line, made)

    def _put(self, line: Line, made: dict[str, dict[str, Translation] | Fault]) -> Put:
        language = self._languages[line.number]
        if line.fault is not None:
            return Put(line, fault=line.fault)
        if line.number not in self._cut:
            if language == UNKNOWN and has_words(line.text):
                fault = self._fault or WorldFault("language.line_unknown", line=line.number)
                return Put(line, fault=fault)
            return Put(line, language, line.text)
        known = made[language]
        if isinstance(known, Fault):
            return Put(line, language, fault=known)
        sentences = self._cut[line.number]
        found = [known.get(one.text) for one in sentences]
        words = [
            put.text if put is not None else one.text
            for one, put in zip(sentences, found, strict=True)
        ]
        return Put(
            line,
            language,
            rejoined(line.text, sentences, words),
            tuple(one for one in found if one is not None),
        )

    def _named(self, source: str | None) -> dict[int, str]:
        if source is not None:
            return {line.number: source for line in self._lines}
        readable = [line for line in self._lines if line.fault is None]
        languages = {line.number: UNKNOWN for line in self._lines}
        if readable:
            texts = [line.text for line in readable]
            # Between two chunks of sentences: it takes a moment, and the rest waits for it.
            future = self._engine.detect(texts, [None] * len(texts), urgent=True)
            try:
                found = future.result()
            except WorldFault as fault:
                if fault.code == "language.engine_not_started":
                    raise
                self._fault = fault
                return languages
            languages |= {
                line.number: one.language for line, one in zip(readable, found, strict=True)
            }
        return languages

    def _needs_none(self, text: str, language: str) -> bool:
        return language == UNKNOWN or same_language(language, self._target) or not has_words(text)


def _read(lines: Iterator[Line], come: queue.Queue[Line | BaseException | None]) -> None:
    try:
        for line in lines:
            come.put(line)
    except OSError as error:
        come.put(error)
    come.put(None)


def _taken(
    come: queue.Queue[Line | BaseException | None], *, wait: bool
) -> tuple[list[Line], bool]:
    """What has come, and whether that was all; where `wait`, at least one line."""
    chunk: list[Line] = []
    characters = 0
    while len(chunk) < TOGETHER and characters < _CHARACTERS:
        try:
            one = come.get(block=wait and not chunk)
        except queue.Empty:
            break
        if one is None:
            return chunk, True
        if isinstance(one, BaseException):
            raise one
        chunk.append(one)
        characters += len(one.text)
    return chunk, False
