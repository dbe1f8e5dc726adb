"""Makes english-words.txt: which words are English, for the doubt about a translation's words.

    python resources/languages/make_english_words.py SENTENCES WORDS...

SENTENCES is a folder of `<language>.tsv` files (source TAB English, written for this product);
WORDS are word lists, one word a line (Debian's wamerican-large and wbritish-large
2020.12.07, made from SCOWL,
see LICENSE-SCOWL.txt). A word that is a regular form of another word of the list is left out:
`workstation/language/doubt/english.py` finds it by the same rules.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from workstation.language.doubt.english import stems  # noqa: E402

WORD = re.compile(r"[A-Za-z]+")


def plain(word: str) -> str:
    """`café` is written `cafe` as often."""
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def main(arguments: list[str]) -> None:
    sentences, *lists = map(Path, arguments)
    words = {
        word
        for path in lists
        for word in map(plain, path.read_text(encoding="utf-8").split())
        if word.isascii() and word.isalpha()
    }
    seen: Counter[str] = Counter()
    for path in sorted(sentences.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            seen.update(WORD.findall(line.split("\t")[1]))
    # A capital may be a name, a single use a slip.
    words |= {word for word, count in seen.items() if count > 1 and word.islower()}
    words = {word for word in words if len(word) > 2}
    kept: set[str] = set()
    for word in sorted(words, key=lambda word: (len(word), word)):  # base words come first
        if kept.isdisjoint(stems(word)):
            kept.add(word)
    (HERE / "english-words.txt").write_text("\n".join(sorted(kept)) + "\n", encoding="utf-8")
    print(f"{len(words)} words, {len(kept)} kept")


if __name__ == "__main__":
    main(sys.argv[1:])
