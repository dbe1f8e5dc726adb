"""Translates sentences with a human rendering beside them, and keeps what the model said.

    python -m workstation.language.doubt.measuring < question > answer

A process of its own, as the language process is: same folders, same packages, same way through
them. The question is a package folder, a pair and sentences; the answer one `Evidence` each.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from workstation import processes
from workstation.fault import WorldFault
from workstation.language.doubt.chrf import chrf
from workstation.language.doubt.evidence import Evidence
from workstation.language.doubt.fitting import Row
from workstation.language.engine import child


class _Question(Struct, frozen=True):
    source: str
    target: str
    sentences: list[str]


def measured(
    packages: Path, source: str, target: str, pairs: Sequence[tuple[str, str]]
) -> list[Row]:
    """Sentence and human rendering, each with its evidence and chrF.

    What holds no words, and so never enters a model, is left out. Raises WorldFault
    `language.not_measured` where the packages could not do it.
    """
    question = _Question(source, target, [original for original, _ in pairs])
    with tempfile.TemporaryDirectory() as home:
        ended = subprocess.run(
            processes.python("-m", "workstation.language.doubt.measuring"),
            env=child.environment(packages, Path(home)),
            input=msgspec.json.encode(question),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    try:
        found = msgspec.json.decode(ended.stdout, type=dict[str, Evidence])
    except msgspec.DecodeError:
        raise WorldFault("language.not_measured", source=source, target=target) from None
    return [
        Row(found[original], chrf(found[original].translation, rendering))
        for original, rendering in pairs
        if original in found
    ]


def main() -> int:
    """Answers one question."""
    answers = processes.answers_alone()
    processes.step_back()
    processes.leave_no_core()
    question = msgspec.json.decode(sys.stdin.buffer.read(), type=_Question)
    answers.write(msgspec.json.encode(_evidence(question)))
    answers.flush()
    return 0


def _evidence(question: _Question) -> dict[str, Evidence]:
    from workstation.language.engine import judging
    from workstation.language.engine.translators import Translators

    seen: dict[str, Evidence] = {}

    def witness(evidence: Evidence, _: object) -> tuple[tuple[str, ...], int | None]:
        seen[evidence.original] = evidence
        return (), None

    judging.judge = witness  # the one place where evidence is judged
    found = Translators(Path(os.environ["ARGOS_PACKAGES_DIR"]))
    found.translate(list(dict.fromkeys(question.sentences)), question.source, question.target)
    return seen


if __name__ == "__main__":
    raise SystemExit(main())
