"""Makes the language profiles and the Indonesian/Malay evidence out of a folder of sentences.

    python resources/languages/make_profiles.py CORPUS HELD_OUT

CORPUS holds `<language>.tsv` files (sentence, tab, English). One sentence in five, chosen by its
digest, is left out of everything made here; a sample of those goes to HELD_OUT for the tests.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.utils.lang_profile import LangProfile

HERE = Path(__file__).parent
UNCHANGED = [
    "ar", "bn", "de", "en", "es", "fa", "fr", "hi", "id", "it", "ja", "ko", "mr", "ne", "nl", "pt",
    "ru", "ta", "te", "th", "tr", "uk", "ur", "zh-cn", "zh-tw",
]  # fmt: skip
# Wikipedia's Tagalog and Vietnamese know no chat; half of these two is ours.
MIXED = ["tl", "vi"]
HELD_OUT_EACH = 150
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def main(corpus: Path, held_out: Path) -> None:
    learn, keep = {}, {}
    for path in sorted(corpus.glob("*.tsv")):
        rows = [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()]
        learn[path.stem] = [row for row in rows if not is_held_out(row)]
        keep[path.stem] = [row for row in rows if is_held_out(row)]
    profiles = HERE / "profiles"
    shutil.rmtree(profiles, ignore_errors=True)
    profiles.mkdir()
    for name in UNCHANGED:
        shutil.copyfile(Path(PROFILES_DIRECTORY) / name, profiles / name)
    for name in MIXED:
        write(profiles / name, mixed(name, learn[name]))
    write(profiles / "ms", profile("ms", learn["ms"]))
    write(HERE / "id-ms.json", evidence(learn["ms"], learn["id"]))
    held_out.parent.mkdir(parents=True, exist_ok=True)
    held_out.write_text(
        "".join(f"{name}\t{row}\n" for name, rows in keep.items() for row in rows[:HELD_OUT_EACH]),
        encoding="utf-8",
    )


def is_held_out(sentence: str) -> bool:
    return int(hashlib.sha256(sentence.encode()).hexdigest(), 16) % 5 == 0


def profile(name: str, sentences: list[str]) -> dict[str, object]:
    made = LangProfile(name)
    for sentence in sentences:
        made.update(f" {sentence} ")
    made.omit_less_freq()
    return {"freq": dict(made.freq), "n_words": made.n_words, "name": name}


def mixed(name: str, sentences: list[str]) -> dict[str, object]:
    """langdetect's profile and ours, with equal weight."""
    base = json.loads((Path(PROFILES_DIRECTORY) / name).read_text(encoding="utf-8"))
    own = profile(name, sentences)
    scale = base["n_words"][0] / own["n_words"][0]
    freq = Counter(base["freq"])
    for gram, count in own["freq"].items():
        freq[gram] += round(count * scale)
    words = [round(a + b * scale) for a, b in zip(base["n_words"], own["n_words"], strict=True)]
    return {"freq": dict(freq), "n_words": words, "name": name}


def evidence(malay: list[str], indonesian: list[str]) -> dict[str, object]:
    """Log odds × 10 that a text with this word (or letters of an unknown word) is Malay."""
    return {
        "words": odds(malay, indonesian, lambda word: [word], least=2, weakest=0.5, cap=4.0),
        "letters": odds(malay, indonesian, letters, least=5, weakest=0.3, cap=4.0),
    }


def odds(malay, indonesian, features, *, least, weakest, cap) -> dict[str, int]:
    counts = []
    for sentences in (malay, indonesian):
        counts.append(
            Counter(
                feature
                for sentence in sentences
                for word in set(words(sentence))
                for feature in features(word)
            )
        )
    ms, id_ = counts
    all_ms, all_id = sum(ms.values()), sum(id_.values())
    found = {}
    for feature in sorted(ms.keys() | id_.keys()):
        if ms[feature] + id_[feature] < least:
            continue
        value = math.log((ms[feature] + 0.5) / all_ms) - math.log((id_[feature] + 0.5) / all_id)
        if abs(value) >= weakest:
            found[feature] = round(10 * max(-cap, min(cap, value)))
    return found


def words(sentence: str) -> Iterator[str]:
    return (match.group().lower() for match in WORD.finditer(sentence))


def letters(word: str) -> list[str]:
    edged = f"_{word}_"
    return [edged[at : at + n] for n in (3, 4) for at in range(len(edged) - n + 1)]


def write(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
