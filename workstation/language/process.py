"""The language process: answers requests on stdin until it closes.

    python -m workstation.language.process             serve
    python -m workstation.language.process --try DIR   load one package, translate one sentence

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
from pathlib import Path
from typing import BinaryIO

from workstation import processes
from workstation.language import wire
from workstation.language.detect import detect
from workstation.language.guess import Guesser
from workstation.language.translators import (
    OPTIONS,
    Translators,
    stand_in_for_minisbd,
    use_only_sound_packages,
)

_IDLE_SECONDS = 60.0
_UNLOAD_AFTER_SECONDS = 300.0


def main(arguments: list[str]) -> int:
    """Serves, or tries out one package."""
    answers = processes.answers_alone()
    faulthandler.enable()
    processes.step_back()
    processes.leave_no_core()
    stand_in_for_minisbd()
    if arguments[:1] == ["--try"]:
        return _try_out(Path(arguments[1]))
    folder = Path(os.environ["ARGOS_PACKAGES_DIR"])
    _serve(sys.stdin.buffer, answers, folder)
    return 0


def _serve(questions: BinaryIO, answers: BinaryIO, folder: Path) -> None:
    requests: queue.SimpleQueue[wire.Request] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(questions, requests), daemon=True)
    reader.start()
    guesser = Guesser()
    translators: Translators | None = None
    while True:
        try:
            request = requests.get(timeout=_IDLE_SECONDS)
        except queue.Empty:
            if translators:
                translators.unload_unused(_UNLOAD_AFTER_SECONDS)
            continue
        try:
            if translators is None and isinstance(request, wire.Translate):
                use_only_sound_packages(folder)
                translators = Translators(folder)
            reply = _answer(request, guesser, translators)
        except Exception as error:
            _log(error)
            reply = wire.Failed(type(error).__name__)
        wire.send(answers, reply)


def _answer(request: wire.Request, guesser: Guesser, translators: Translators | None) -> wire.Reply:
    match request:
        case wire.Detect(texts, hints, languages):
            found = [
                detect(text, hint, languages, guesser)
                for text, hint in zip(texts, hints, strict=True)
            ]
            return wire.Found([(d.language, d.confidence, d.by.value, d.unsure) for d in found])
        case wire.Translate(sentences, source, target) if translators:
            result = translators.translate(sentences, source, target)
            if result is None:
                return wire.NoRoute()
            package, version, made = result
            return wire.Translated(package, version, OPTIONS, made)
        case wire.Reload() if translators:
            translators.reload()
    return wire.Pong(os.getpid())


def _read(questions: BinaryIO, requests: queue.SimpleQueue[wire.Request]) -> None:
    """Hands requests on; leaves at once when the window's side is gone, even mid-sentence."""
    while (request := wire.read_request(questions)) is not None:
        requests.put(request)
    os._exit(0)


def _try_out(folder: Path) -> int:
    """Ends with 0 if a package, sound by its files, loads and translates."""
    Translators(folder.parent).try_out(folder)
    return 0


def _log(error: Exception) -> None:
    """Kind and place of an error; its words may hold case content."""
    print(type(error).__name__, file=sys.stderr)
    for frame in traceback.extract_tb(error.__traceback__):
        print(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
