"""Whole-batch translation against argostranslate's own loop, over the same texts.

    python benchmarks/translate_batch.py [--short] [--json]

Both sides translate the same sentences with the same installed starter packages, beam, sentence
splitter and low priority, in one run: ours through the engine and its pipe, with links, losses and
marks; the peer by calling `argostranslate.translate.translate` for one sentence after another in a
process of its own. The peer has argostranslate's default settings but for one thread a sentence
(OMP_NUM_THREADS=1): its default of four loses several times that on two busy processors. Each side
loads its models before the clock starts; they take turns, and the best round of each counts.

The sentences are those of resources/demo/batch, each once, as they enter the engine: what our side
would keep from the model (emoji at the ends, links) is cut off for both. Texts are compared without
those whose endless loop we cut on purpose, which argostranslate shows in full.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import argos_peer  # noqa: E402
from benchmarks.argos_peer import Work  # noqa: E402
from benchmarks.common import DEMO, figure, finish, options  # noqa: E402
from workstation.domain.language import Translation  # noqa: E402
from workstation.language.codes import clean_tag  # noqa: E402
from workstation.language.cutting.segment import split  # noqa: E402
from workstation.language.engine.engine import Engine  # noqa: E402
from workstation.language.kept.protect import plan  # noqa: E402
from workstation.language.packages.installing import install_starter  # noqa: E402
from workstation.language.text import has_words  # noqa: E402

Seconds = tuple[float, float]
TARGET = "en"
GOAL = 3.0
GOAL_EQUAL = 0.99
SHORT = 240
ROUNDS = 3
LANGUAGES = ("ms", "id", "zh-Hans", "zh-Hant", "th", "vi", "tl", "ar", "es")


class Compared(NamedTuple):
    """The best round of each side: seconds, and those of a processor; and how the texts compare."""

    ours: Seconds
    peer: Seconds
    sentences: int
    whole: int
    equal: int

    @property
    def ratio(self) -> float:
        """How many times as fast we are."""
        return self.peer[0] / self.ours[0]

    def facts(self) -> dict[str, Any]:
        """What stands beside a figure."""
        return {
            "sentences": self.sentences,
            "seconds": round(self.ours[0], 2),
            "peer_seconds": round(self.peer[0], 2),
            "a_second": round(self.sentences / self.ours[0]),
            "peer_a_second": round(self.sentences / self.peer[0]),
            # What others do on the machine counts less here.
            "processor_seconds": round(self.ours[1], 2),
            "peer_processor_seconds": round(self.peer[1], 2),
        }


def main() -> int:
    asked = options(__doc__)
    work = shortened(sentences(), SHORT) if asked.short else sentences()
    with tempfile.TemporaryDirectory() as scratch:
        install_starter(Path(scratch) / "packages")
        found = compared(Path(scratch), work, TARGET, ROUNDS)
    share = found.equal / max(1, found.whole)
    return finish(
        asked,
        [
            figure(
                "translate_batch_ratio",
                round(found.ratio, 2),
                f">= {GOAL}",
                found.ratio >= GOAL,
                __doc__,
                **found.facts(),
            ),
            figure(
                "translate_equal_texts",
                round(share, 4),
                f">= {GOAL_EQUAL}",
                share >= GOAL_EQUAL,
                __doc__,
                compared=found.whole,
                equal=found.equal,
            ),
        ],
    )


def compared(
    scratch: Path, work: Work, target: str, rounds: int, length: int | None = None
) -> Compared:
    """Both sides in turn, over the packages in `scratch`."""
    packages = scratch / "packages"
    taken, peer_taken = [], []
    for _ in range(rounds):
        seconds, ours = run_ours(packages, scratch / "log", work, target)
        taken.append(seconds)
        seconds, theirs = argos_peer.run(packages, scratch / "home", work, target, length)
        peer_taken.append(seconds)
    pairs = [
        (one.text, other.strip())
        for source in work
        for one, other in zip(ours[source], theirs[source], strict=True)
        if "looping" not in one.marks
    ]
    equal = sum(one == other for one, other in pairs)
    return Compared(min(taken), min(peer_taken), sum(map(len, work.values())), len(pairs), equal)


def run_ours(
    packages: Path, log: Path, work: Work, target: str
) -> tuple[Seconds, dict[str, list[Translation]]]:
    """The window's side of the engine asks, as it does for a batch."""
    engine = Engine(packages, log)
    try:
        for source in work:
            engine.translate(["1 a."], source, target).result()
        process = psutil.Process(engine.ping().result())
        begun, worked = time.perf_counter(), process.cpu_times()
        asked = {source: engine.translate(texts, source, target) for source, texts in work.items()}
        made = {source: list(future.result()) for source, future in asked.items()}
        seconds, after = time.perf_counter() - begun, process.cpu_times()
        return (seconds, after.user + after.system - worked.user - worked.system), made
    finally:
        engine.close()


def sentences() -> Work:
    """What of the demo batch enters the engine, each once, by language."""
    work: dict[str, dict[str, None]] = {}
    for tag, text in _parts(DEMO / "cases.jsonl"):
        if tag in LANGUAGES:
            for sentence in split(text, tag):
                core = plan(sentence.text, tag, keeps=True).core
                # Both sides must get the very same: nothing is left to be cut off or replaced.
                if has_words(core) and plan(core, tag, keeps=True).core == core:
                    work.setdefault(tag, {})[core] = None
    return {language: list(found) for language, found in sorted(work.items())}


def shortened(work: Work, number: int) -> Work:
    """As many of each language."""
    each = max(1, number // len(work))
    return {language: texts[:each] for language, texts in work.items()}


def _parts(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        for part in json.loads(line)["parts"]:
            if part.get("language") and part.get("text"):
                yield clean_tag(part["language"]), part["text"]


if __name__ == "__main__":
    raise SystemExit(main())
