"""Whole-batch translation with a model of the size of the public packages, beside argostranslate's
own loop.

    python benchmarks/translate_public_size.py [--short] [--json]

As benchmarks/translate_batch.py, but the one package has random weights: a transformer of 6 + 6
layers, d = 512, feed-forward 2048, 8 heads, 32,000 pieces, int8 (benchmarks/random_model.py). Such
a model says nonsense and knows no end, so both sides decode exactly 16 pieces for each sentence:
about what the sentences have. Real packages are no slower than that and no faster.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.argos_peer import fix_length  # noqa: E402
from benchmarks.common import figure, finish, options  # noqa: E402
from benchmarks.random_model import make_package  # noqa: E402
from benchmarks.translate_batch import compared, sentences  # noqa: E402
from workstation import processes  # noqa: E402
from workstation.language.engine import child  # noqa: E402

LENGTH = 16
GOAL = 3.5
SENTENCES, SHORT = 240, 64
ROUNDS = 2


def main() -> int:
    if sys.argv[1:] == ["--process"]:
        return serve()
    asked = options(__doc__)
    # The package does not know languages: nor do these.
    every = [text for texts in sentences().values() for text in texts]
    number = SHORT if asked.short else SENTENCES
    work = {"ms": every[:: max(1, len(every) // number)][:number]}
    child.command = lambda *_: processes.python(str(Path(__file__).resolve()), "--process")
    with tempfile.TemporaryDirectory() as scratch:
        make_package(Path(scratch) / "packages", "ms", "en")
        found = compared(Path(scratch), work, "en", ROUNDS, LENGTH)
    return finish(
        asked,
        [
            figure(
                "translate_public_size_ratio",
                round(found.ratio, 2),
                f">= {GOAL}",
                found.ratio >= GOAL,
                __doc__,
                **found.facts(),
            )
        ],
    )


def serve() -> int:
    """The language process, with the length fixed."""
    fix_length(LENGTH)
    from workstation.language.engine import process

    return process.main([])


if __name__ == "__main__":
    raise SystemExit(main())
