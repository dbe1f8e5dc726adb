"""The language process: answers requests on stdin until it closes.

    python -m workstation.language.engine.process            serve
    python -m workstation.language.engine.process --try DIR  load one package, translate a sentence

It starts with the environment of `child.environment` and never writes case content anywhere
but its answers: errors leave as a kind, and the log gets file names and line numbers.
"""

from __future__ import annotations

import faulthandler
import os
import queue
import sys
import threading
import traceback
from collections import deque
from pathlib import Path
from typing import BinaryIO

from workstation import processes
from workstation.language.detecting.detect import detect
from workstation.language.detecting.guess import Guesser
from workstation.language.engine import wire
from workstation.language.engine.options import OPTIONS
from workstation.language.engine.translators import Outcome, Steps, Translators, finished
from workstation.language.links.heads import sweep
from workstation.language.packages.models import describe

_IDLE_SECONDS = 5.0
_UNLOAD_AFTER_SECONDS = 300.0
# The model works at the next request while the answer to the one before is put together.
_TOGETHER = 2
_SOON_SECONDS = 0.02  # in which the next request comes, if there is one


def main(arguments: list[str]) -> int:
    """Serves, or tries out one package."""
    answers = processes.answers_alone()
    faulthandler.enable()
    processes.step_back()
    processes.leave_no_core()
    if arguments[:1] == ["--try"]:
        return _try_out(Path(arguments[1]))
    processes.end_with_parent()
    sweep()
    folder = Path(os.environ["ARGOS_PACKAGES_DIR"])
    _serve(sys.stdin.buffer, answers, folder)
    return 0


def _serve(questions: BinaryIO, answers: BinaryIO, folder: Path) -> None:
    requests: queue.SimpleQueue[wire.Request] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(questions, requests), daemon=True)
    reader.start()
    desk = _Desk(folder)
    begun: deque[Steps[wire.Reply]] = deque()
    while True:
        try:
            if len(begun) < _TOGETHER:
                wait = _SOON_SECONDS if begun else _IDLE_SECONDS
                begun.append(desk.begin(requests.get(timeout=wait)))
                continue
        except queue.Empty:
            if not begun:
                desk.tidy()
                continue
        wire.send(answers, finished(begun.popleft()))


class _Desk:
    """Answers requests; what goes wrong with one is its answer."""

    def __init__(self, folder: Path) -> None:
        self._guesser = Guesser()
        self._translators = Translators(folder)

    def begin(self, request: wire.Request) -> Steps[wire.Reply]:
        """An answer in the making, as far as it goes without waiting."""
        steps = self._guarded(request)
        next(steps)
        return steps

    def tidy(self) -> None:
        """Nothing has been asked for a while."""
        self._translators.unload_unused(_UNLOAD_AFTER_SECONDS)

    def _guarded(self, request: wire.Request) -> Steps[wire.Reply]:
        try:
            return (yield from self._answer(request))
        except Exception as error:
            _log(error)
            yield
            return wire.Failed(type(error).__name__)

    def _answer(self, request: wire.Request) -> Steps[wire.Reply]:
        match request:
            case wire.Detect(texts, hints, languages):
                yield
                found = [
                    detect(text, hint, languages, self._guesser)
                    for text, hint in zip(texts, hints, strict=True)
                ]
                return wire.Found([(d.language, d.confidence, d.by.value, d.unsure) for d in found])
            case wire.Translate(sentences, source, target):
                outcome = yield from self._translators.begin(sentences, source, target)
                yield
                return _told(outcome)
            case wire.Reload():
                self._translators.reload()
        yield
        return wire.Pong(os.getpid())


def _told(outcome: Outcome | None) -> wire.Reply:
    if outcome is None:
        return wire.NoRoute()
    return wire.Translated(outcome.package, outcome.version, OPTIONS, outcome.made)


def _read(questions: BinaryIO, requests: queue.SimpleQueue[wire.Request]) -> None:
    """Hands requests on; leaves at once when the window's side is gone, even mid-sentence."""
    while (request := wire.read_request(questions)) is not None:
        requests.put(request)
    os._exit(0)


def _try_out(folder: Path) -> int:
    """Ends with 0 if a package, sound by its files, loads and translates."""
    Translators(folder.parent).try_out(describe(folder))
    return 0


def _log(error: Exception) -> None:
    """Kind and place of an error; its words may hold case content."""
    print(type(error).__name__, file=sys.stderr)
    for frame in traceback.extract_tb(error.__traceback__):
        print(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
