"""Translating many sentences at once, against argostranslate's own loop.

    python benchmarks/translate_batch.py [--short] [--json] [--corpus FOLDER]

Both sides translate the same sentences with the same installed packages, beam and sentence
splitter, in one run: ours through the engine and its pipe, the peer by calling
`argostranslate.translate.translate` for one sentence after another in a process of its own. The
peer has argostranslate's default settings but for one thread a sentence (OMP_NUM_THREADS=1): its
default of four loses several times that on two busy processors. Each side loads its models before
the clock starts, and has the same low priority; they take turns, and the best round of each counts.
The sentences are those of resources/demo/batch, or of a folder of `<language>.tsv` files.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from workstation.domain.language import Translation  # noqa: E402
from workstation.language import child  # noqa: E402
from workstation.language.codes import clean_tag  # noqa: E402
from workstation.language.engine import Engine  # noqa: E402
from workstation.language.installing import install_starter  # noqa: E402
from workstation.language.segment import split  # noqa: E402
from workstation.language.text import has_words  # noqa: E402

DEMO = ROOT / "resources" / "demo" / "batch" / "cases.jsonl"
TARGET = "en"
GOAL = 2.0
GOAL_EQUAL = 0.99
SHORT = 240
ROUNDS = 3
LANGUAGES = ("ms", "id", "zh-Hans", "th", "vi", "tl", "ar", "es")

Work = dict[str, list[str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help=f"about {SHORT} sentences")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--corpus", type=Path, help="sentences from a folder of .tsv files")
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peer:
        return peer()
    work, origin = sentences(asked.corpus)
    if not work:
        print("No demo batch and no --corpus: nothing to translate.", file=sys.stderr)
        return 1
    if asked.short:
        work = shortened(work)
    figures = measure(work, origin)
    if asked.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for figure in figures:
            state = "ok" if figure["ok"] else "MISSED"
            print(f"{figure['name']}: {figure['value']} (goal {figure['goal']}) {state}")
        print(f"\n{figures[0]['method']}")
    return 0 if all(figure["ok"] for figure in figures) else 1


def measure(work: Work, origin: str) -> list[dict[str, object]]:
    """Both sides in turn, over the same packages."""
    with tempfile.TemporaryDirectory() as scratch:
        packages = Path(scratch) / "packages"
        install_starter(packages)
        our_seconds = peer_seconds = float("inf")
        for _ in range(ROUNDS):
            seconds, ours = run_ours(packages, Path(scratch) / "log", work)
            our_seconds = min(our_seconds, seconds)
            seconds, theirs = run_peer(packages, Path(scratch) / "home", work)
            peer_seconds = min(peer_seconds, seconds)
    count = sum(map(len, work.values()))
    pairs = [
        (one, other)
        for source in work
        for one, other in zip(ours[source], theirs[source], strict=True)
    ]
    # A loop is cut and marked, on purpose: argostranslate shows it in full.
    whole = [(one.text, other) for one, other in pairs if "looping" not in one.marks]
    ratio = peer_seconds / our_seconds
    share = sum(one == other for one, other in whole) / len(whole)
    method = (
        f"{count} sentences in {len(work)} languages from {origin} into {TARGET}, starter package, "
        f"{os.cpu_count()} processors. Ours {our_seconds:.2f} s ({count / our_seconds:.0f} a "
        f"second), argostranslate one by one {peer_seconds:.2f} s ({count / peer_seconds:.0f} a "
        "second); same beam, sentence splitter, priority, and one thread a sentence; models loaded "
        f"before the clock starts; best of {ROUNDS} rounds taken in turn. Texts compared: "
        f"{len(whole)}, without {count - len(whole)} whose endless loop was cut."
    )
    return [
        figure("translate_batch_ratio", round(ratio, 2), GOAL, ratio >= GOAL, method),
        figure("translate_equal_texts", round(share, 4), GOAL_EQUAL, share >= GOAL_EQUAL, method),
    ]


def figure(name: str, value: float, goal: float, ok: bool, method: str) -> dict[str, object]:
    return {"name": name, "value": value, "goal": goal, "ok": ok, "method": method}


def run_ours(packages: Path, log: Path, work: Work) -> tuple[float, dict[str, list[Translation]]]:
    engine = Engine(packages, log)
    try:
        for source in work:
            engine.translate(["1 a."], source, TARGET).result()
        begun = time.perf_counter()
        asked = {source: engine.translate(texts, source, TARGET) for source, texts in work.items()}
        made = {source: list(future.result()) for source, future in asked.items()}
        return time.perf_counter() - begun, made
    finally:
        engine.close()


def run_peer(packages: Path, home: Path, work: Work) -> tuple[float, dict[str, list[str]]]:
    environment = child.environment(packages, home)
    done = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "--peer"],
        input=json.dumps([TARGET, work]),
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    answer = json.loads(done.stdout)
    return answer["seconds"], answer["texts"]


def peer() -> int:
    """argostranslate as it is, but for the sentence splitter it cannot run without."""
    from workstation.language.codes import argos_codes
    from workstation.language.translators import set_own_splitter, stand_in_for_minisbd

    if hasattr(os, "nice"):
        os.nice(10)
    stand_in_for_minisbd()
    from argostranslate import translate

    target, work = json.load(sys.stdin)
    codes = {}
    for source in work:
        found = next(
            (start, goal)
            for start in argos_codes(source)
            for goal in argos_codes(target)
            if translate.get_language_from_code(start)
        )
        set_own_splitter(translate.get_translation_from_codes(*found))
        translate.translate("1 a.", *found)
        codes[source] = found
    begun = time.perf_counter()
    texts = {
        source: [translate.translate(text, *codes[source]) for text in texts]
        for source, texts in work.items()
    }
    json.dump({"seconds": time.perf_counter() - begun, "texts": texts}, sys.stdout)
    return 0


def sentences(corpus: Path | None) -> tuple[Work, str]:
    """Sentences with words, each once, by language."""
    if corpus is None and DEMO.exists():
        pairs, origin = from_batch(DEMO), "the demo batch"
    elif corpus is not None:
        pairs, origin = from_corpus(corpus), "a sentence collection"
    else:
        return {}, ""
    work: dict[str, dict[str, None]] = {}
    for language, text in pairs:
        tag = clean_tag(language)
        if tag in LANGUAGES or tag == "zh-Hant":
            for sentence in split(text, tag):
                if has_words(sentence.text):
                    work.setdefault(tag, {})[sentence.text] = None
    return {language: list(found) for language, found in sorted(work.items())}, origin


def from_batch(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        for part in json.loads(line)["parts"]:
            if part.get("language") and part.get("text"):
                yield part["language"], part["text"]


def from_corpus(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.tsv")):
        rows = path.read_text(encoding="utf-8").splitlines()
        yield from ((path.stem, row.split("\t")[0]) for row in rows[:200])


def shortened(work: Work) -> Work:
    each = max(1, SHORT // len(work))
    return {language: texts[:each] for language, texts in work.items()}


if __name__ == "__main__":
    raise SystemExit(main())
