"""Where sentences end: our splitter, pysbd and Qt's boundary finder against marks made by hand.

    python benchmarks/segmentation.py [--short] [--json] [--dev [--faults]]

The texts and the rules of their marks are in tests/data/sentences (about 450 sentences in ten
languages). F1 of boundaries, ends of texts left out, white space beside a boundary ignored; all
languages together over all boundaries. "Inside lines" leaves out boundaries at line breaks, which
are the easy ones. pysbd has rules for English, Spanish, Arabic and Chinese of these; the others go
through its English rules. Qt's finder is QTextBoundaryFinder, kind Sentence; it knows no languages.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.common import figure, finish  # noqa: E402
from workstation.language.cutting.segment import split  # noqa: E402

MARKED = ROOT / "tests" / "data" / "sentences"
MARK = "‖"
FLOOR = 0.9
PYSBD_KNOWS = {"en", "es", "ar", "zh"}

Splitter = Callable[[str, str], list[str]]
Counts = tuple[int, int, int]
"""Boundaries found and right, found, and marked."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help="the same: it takes few seconds")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--dev", action="store_true", help="the texts the splitter is tuned on")
    parser.add_argument("--faults", action="store_true", help="with --dev: show ours")
    asked = parser.parse_args()
    folder = MARKED / "dev" if asked.dev else MARKED
    if asked.faults and asked.dev:
        show_faults(folder)
    splitters: dict[str, Splitter] = {"ours": our_sentences, "pysbd": pysbd_sentences()}
    splitters["qt"] = qt_sentences()
    figures = [
        measured("segmentation_f1", folder, splitters, inside=False),
        measured("segmentation_f1_inside_lines", folder, splitters, inside=True),
    ]
    return finish(asked, figures)


def measured(name: str, folder: Path, splitters: dict[str, Splitter], *, inside: bool) -> dict:
    counts = {
        splitter: {
            path.stem: added(
                compared(units, cut("".join(units), path.stem), inside=inside)
                for _, units in marked_texts(path)
            )
            for path in sorted(folder.glob("*.txt"))
        }
        for splitter, cut in splitters.items()
    }
    overall = {splitter: f1(added(found.values())) for splitter, found in counts.items()}
    best = max(value for splitter, value in overall.items() if splitter != "ours")
    ours = overall["ours"]
    return figure(
        name,
        ours,
        f"{FLOOR}, and above the others",
        ours >= FLOOR and ours > best,
        __doc__.split("\n\n")[2],
        all=overall,
        boundaries=sum(marked for _, _, marked in counts["ours"].values()),
        languages={
            language: {splitter: f1(found[language]) for splitter, found in counts.items()}
            for language in counts["ours"]
        },
    )


def marked_texts(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Kind and units of each text of a file; the units joined are the text."""
    for block in ("\n" + path.read_text(encoding="utf-8")).split("\n=== ")[1:]:
        kind, _, body = block.partition("\n")
        yield kind, body.rstrip("\n").rstrip(MARK).split(MARK)


def compared(units: list[str], pieces: list[str], *, inside: bool) -> Counts:
    """Holds the ends of pieces against the ends of marked units."""
    text = "".join(units)
    letters = [place for place, character in enumerate(text) if not character.isspace()]
    marked, found = ends(units), ends(pieces)
    if inside:
        breaks = {
            number + 1
            for number, (one, after) in enumerate(pairwise(letters))
            if "\n" in text[one:after]
        }
        marked, found = marked - breaks, found - breaks
    return len(marked & found), len(found), len(marked)


def ends(pieces: list[str]) -> set[int]:
    """Ends of all but the last piece, in characters that are no white space."""
    lengths = accumulate(sum(not one.isspace() for one in piece) for piece in pieces)
    places = list(lengths)
    return set(places) - {0, places[-1] if places else 0}


def added(counts: Iterator[Counts]) -> Counts:
    right, found, marked = (sum(column) for column in zip(*counts, strict=True))
    return right, found, marked


def f1(counts: Counts) -> float:
    right, found, marked = counts
    return round(2 * right / (found + marked), 3) if found + marked else 1.0


def our_sentences(text: str, language: str) -> list[str]:
    return [sentence.text for sentence in split(text, language)]


def pysbd_sentences() -> Splitter:
    with warnings.catch_warnings():
        # Its patterns have escapes that newer Pythons warn of.
        warnings.simplefilter("ignore")
        import pysbd

    def cut(text: str, language: str) -> list[str]:
        rules = language if language in PYSBD_KNOWS else "en"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pieces = pysbd.Segmenter(language=rules, clean=False).segment(text)
        return whole(text, pieces)

    return cut


def whole(text: str, pieces: list[str]) -> list[str]:
    """The pieces as the text has them: what a splitter changes must not move its ends."""
    wanted = "".join(text.split())
    made: list[str] = []
    place = 0
    for piece in pieces:
        bare = "".join(piece.split())
        at = wanted.find(bare, place) if bare else -1
        if at < 0:
            continue
        made.append(wanted[place : at + len(bare)])
        place = at + len(bare)
    return [*made, wanted[place:]] if place < len(wanted) else made


def qt_sentences() -> Splitter:
    from PySide6.QtCore import QTextBoundaryFinder

    def cut(text: str, _language: str) -> list[str]:
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Sentence, text)
        encoded = text.encode("utf-16-le")
        pieces, begin = [], 0
        while (end := finder.toNextBoundary()) >= 0:
            pieces.append(encoded[2 * begin : 2 * end].decode("utf-16-le"))
            begin = end
        return pieces

    return cut


def show_faults(folder: Path) -> None:
    for path in sorted(folder.glob("*.txt")):
        for kind, units in marked_texts(path):
            text = "".join(units)
            letters = [place for place, one in enumerate(text) if not one.isspace()]
            marked, found = ends(units), ends(our_sentences(text, path.stem))
            for end in sorted(marked ^ found):
                told = "not cut" if end in marked else "cut"
                place = letters[end - 1] + 1
                shown = f"{text[max(0, place - 30) : place]}‖{text[place : place + 20]}"
                print(f"{path.stem} {kind} {told}: {shown!r}", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
