"""Memory of the language process: with eight pairs that share one model, with three models of
their own, and what is left of it once they are unloaded.

    python benchmarks/engine_memory.py [--short] [--json]

The process runs the engine's own code over packages in a folder: the eight of the starter, which
share one file of weights, and three with a copy each of a model of the size that public packages
have (random weights, benchmarks/random_model.py; `--short`: of the starter's). With each of them
64 sentences are translated before the memory is read. What is told is the set of pages that belong
to it alone (USS), in MB; RSS, which counts the shared libraries as well, stands beside it.
What five seconds without a request leave stands there as `idle`; unloading
is what happens by itself after five minutes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.common import figure, finish, options  # noqa: E402
from benchmarks.random_model import make_package  # noqa: E402
from benchmarks.translate_batch import sentences  # noqa: E402
from workstation import processes  # noqa: E402
from workstation.language.engine import child  # noqa: E402
from workstation.language.packages.installing import install_starter  # noqa: E402

TARGET = "en"
SENTENCES = 64
GOAL_SHARED, GOAL_SEPARATE, GOAL_KEPT = 160, 600, 40
SEPARATE = ("ms", "id", "es")


def main() -> int:
    if sys.argv[1:2] == ["--process"]:
        return measure(Path(sys.argv[2]), sys.argv[3:])
    asked = options(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        shared, separate = Path(scratch) / "shared", Path(scratch) / "separate"
        install_starter(shared)
        for source in SEPARATE:
            if asked.short:
                _starter_alone(Path(scratch) / source, separate, source)
            else:
                make_package(separate, source, TARGET)
        eight = run(shared, Path(scratch) / "home", [])
        three = run(separate, Path(scratch) / "home", list(SEPARATE))
    return finish(
        asked,
        [
            _figure("engine_memory_eight_pairs_of_one_model", eight["loaded"], GOAL_SHARED, eight),
            _figure("engine_memory_three_models", three["loaded"], GOAL_SEPARATE, three),
            _figure(
                "engine_memory_kept_when_unloaded",
                max(one["unloaded"] - one["empty"] for one in (eight, three)),
                GOAL_KEPT,
                {"eight": eight, "three": three},
            ),
        ],
    )


def run(packages: Path, home: Path, sources: list[str]) -> dict[str, Any]:
    """What a process of its own measures of itself."""
    done = subprocess.run(
        processes.python(str(Path(__file__).resolve()), "--process", str(packages), *sources),
        env=child.environment(packages, home),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


def measure(packages: Path, sources: list[str]) -> int:
    """Loads the packages one after the other, translates, unloads, and tells the memory of each."""
    answers = processes.answers_alone()
    processes.step_back()
    if sources:
        from benchmarks.argos_peer import fix_length

        fix_length(16)  # random weights know no end
    from workstation.language.engine.translators import Translators

    work = sentences()
    every = [text for texts in work.values() for text in texts]
    jobs = dict.fromkeys(sources, every[:SENTENCES]) or {
        source: texts[:SENTENCES] for source, texts in work.items()
    }
    translators = Translators(packages)
    translators.translate(["1"], "en", TARGET)  # all that is imported once
    import argostranslate.package  # noqa: F401
    import ctranslate2  # noqa: F401

    told: dict[str, Any] = {"empty": _memory()}
    for source, texts in jobs.items():
        if translators.translate(texts, source, TARGET) is None:
            raise SystemExit(f"nothing leads from {source} to {TARGET}")
        told[source] = _memory()
    told["loaded"] = _memory()
    told["loaded_rss"] = round(psutil.Process().memory_info().rss / 1e6)
    translators.unload_unused(300)
    told["idle"] = _memory()
    translators.unload_unused(0)
    told["unloaded"] = _memory()
    answers.write(json.dumps(told).encode())
    answers.flush()
    return 0


def _memory() -> int:
    return round(psutil.Process().memory_full_info().uss / 1e6)


def _figure(name: str, value: int, goal: int, facts: dict[str, Any]) -> dict[str, Any]:
    return figure(name, value, f"<= {goal} MB", value <= goal, __doc__, **facts)


def _starter_alone(aside: Path, packages: Path, source: str) -> None:
    install_starter(aside)
    packages.mkdir(exist_ok=True)
    mine = next(aside.glob(f"translate-{source}_*"))
    # A copy of what elsewhere is one file with many names.
    shutil.copytree(mine, packages / mine.name)


if __name__ == "__main__":
    raise SystemExit(main())
