"""Sentences with a human rendering that no model here was trained on, and their two halves.

Held out: `tests/data/held-out/`, written for this product, eight languages into English. Demo: the
parts of the demo batch, line by line. Half of both, by a hash of the sentence, may be fitted on;
the other half only checks. NusaX (Indonesian, `../shared/data`, test and valid splits, absent from
the repository for its licence) only checks: a text of another kind and origin.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from workstation.language.codes import clean_tag
from workstation.language.doubt.fitting import for_fitting

ROOT = Path(__file__).resolve().parents[1]
HELD_OUT = ROOT / "tests" / "data" / "held-out"
DEMO = ROOT / "tests" / "data" / "demo_references.jsonl"
NUSAX = ROOT.parent / "shared" / "data" / "nusax_parallel_12lang.jsonl"
LANGUAGES = ("ar", "es", "id", "ms", "th", "tl", "vi", "zh")


class Rendered(Struct, frozen=True):
    """A sentence and its human rendering; `fit` says that it may be fitted on."""

    origin: str
    language: str
    original: str
    english: str
    fit: bool


def rendered() -> list[Rendered]:
    """All there is on this machine, each original once."""
    found: dict[tuple[str, str], Rendered] = {}
    for origin, language, original, english in (*_held_out(), *_demo(), *_nusax()):
        tag = clean_tag(language)
        if tag.split("-")[0] in LANGUAGES:
            fit = origin != "nusax" and for_fitting(original)
            found.setdefault((tag, original), Rendered(origin, tag, original, english, fit))
    return list(found.values())


def _held_out() -> Iterator[tuple[str, str, str, str]]:
    for path in sorted(HELD_OUT.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            original, english = line.split("\t")
            yield "held-out", path.stem, original, english


def _demo() -> Iterator[tuple[str, str, str, str]]:
    for line in DEMO.read_text(encoding="utf-8").splitlines():
        part = json.loads(line)
        originals, english = part["source"].split("\n"), part["english"].split("\n")
        if len(originals) == len(english):
            for one, other in zip(originals, english, strict=True):
                if one.strip() and other.strip():
                    yield "demo", part["language"], one.strip(), other.strip()


def _nusax() -> Iterator[tuple[str, str, str, str]]:
    if NUSAX.exists():
        for line in NUSAX.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["split"] != "train":  # the starter package was trained on that part
                yield "nusax", "id", row["texts"]["id"], row["texts"]["en"]
