"""Words of the original and their counterparts, against links set by hand.

    python benchmarks/alignment.py [--short] [--json]

The pairs of tests/data/alignment go through the starter package, which is made to say the given
English (its words are forced one by one), so that each pair has the attention the package pays to
that sentence. Ours is `workstation.language.links.align.linked`; the peers, all without a
threshold, are each target word's highest attention (`attention`), the same with the one head that
the package's file names (`one_head`), and what stands at the same share of the other sentence
(`diagonal`). A
link is right where it lies for the most part in a pair of words linked by hand. Precision: of the
links made, those that are right. Recall: of the words of both sides that are linked by hand, those
that a right link reaches. The thresholds were chosen on every other pair of each language, but not
blind to the rest; `other_half` has the rest alone, as has --short. `foreign`: the share of English
words that are linked when the package is made to say another pair's English, where nearly nothing
should be; `own`: the same for the right English.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.common import figure, finish, options  # noqa: E402
from workstation.domain.language import Link  # noqa: E402
from workstation.language.links.align import linked, spans  # noqa: E402
from workstation.language.links.heads import with_all_heads  # noqa: E402
from workstation.language.links.units import units  # noqa: E402

GOLD = ROOT / "tests" / "data" / "alignment"
STARTER = ROOT / "resources" / "models" / "starter"
LANGUAGES = ("ms", "zh", "th", "ar", "es", "vi")
GOAL = 0.8

Span = tuple[int, int]


class Pair(NamedTuple):
    """Two sentences and, for each link by hand, the words of both sides and whether it must be."""

    source: str
    target: str
    groups: list[tuple[list[Span], list[Span], bool]]


class Seen(NamedTuple):
    """A pair with what the package makes of it."""

    pair: Pair
    source_pieces: list[Span]
    target_pieces: list[Span]
    attention: list[list[float]]


class Count(NamedTuple):
    """Right links, links, words reached, words to reach."""

    right: int = 0
    made: int = 0
    reached: int = 0
    wanted: int = 0

    def plus(self, other: Count) -> Count:
        return Count(*(one + its for one, its in zip(self, other, strict=True)))

    def precision(self) -> float:
        return self.right / self.made if self.made else 1.0

    def recall(self) -> float:
        return self.reached / self.wanted if self.wanted else 1.0

    def shown(self) -> dict[str, float]:
        one, other = self.precision(), self.recall()
        mean = 2 * one * other / (one + other) if one + other else 0.0
        return {"precision": round(one, 3), "recall": round(other, 3), "f1": round(mean, 3)}


def main() -> int:
    asked = options(__doc__)
    ways: dict[str, Callable[[Seen], tuple[Link, ...]]] = {
        "ours": ours,
        "attention": highest_attention,
        "one_head": highest_attention,
        "diagonal": diagonal,
    }
    by_way: dict[str, dict[str, Any]] = {}
    whole: dict[str, Count] = {}
    other_half = Count()
    for name, way in ways.items():
        by_way[name], whole[name] = {}, Count()
        for language in LANGUAGES:
            pairs = through_starter(language, heads=name != "one_head")
            counts = [counted(seen.pair, way(seen)) for seen in pairs]
            others = total(counts[1::2])
            mine = others if asked.short else total(counts)
            by_way[name][language] = mine.shown()
            whole[name] = whole[name].plus(mine)
            if name == "ours":
                other_half = other_half.plus(others)
    value = whole["ours"].shown()
    more = {
        "other_half": other_half.shown(),
        "own": share_linked(foreign=False),
        "foreign": share_linked(foreign=True),
        **{name: count.shown() | by_way[name] for name, count in whole.items()},
    }
    return finish(
        asked,
        [
            figure(
                "alignment_precision",
                value["precision"],
                f">= {GOAL}",
                value["precision"] >= GOAL,
                __doc__,
                **more,
            ),
            figure(
                "alignment_f1_over_attention",
                round(value["f1"] - whole["attention"].shown()["f1"], 3),
                "> 0",
                value["f1"] > whole["attention"].shown()["f1"],
                __doc__,
            ),
        ],
    )


def gold(language: str) -> list[Pair]:
    """The pairs of a language, with every word found in its sentence."""
    pairs = []
    for block in (GOLD / f"{language}.txt").read_text("utf-8").strip().split("\n\n"):
        source, target, links = block.split("\n")
        groups = []
        for link in links.split(" | "):
            here, there = link.removeprefix("?").split(" = ")
            words = [place(source, word) for word in here.split()]
            made = [place(target, word) for word in there.split()]
            groups.append((words, made, not link.startswith("?")))
        pairs.append(Pair(source, target, groups))
    return pairs


def place(sentence: str, word: str) -> Span:
    """Where `word` or `word#2` stands."""
    word, _, number = word.partition("#")
    edge = "" if re.search("[\u0e00-\u0eff\u3400-\u9fff]", word) else r"\b"
    for flags in (0, re.IGNORECASE):
        found = list(re.finditer(edge + re.escape(word) + edge, sentence, flags))
        if len(found) >= int(number or 1):
            return found[int(number or 1) - 1].span()
    raise ValueError(f"{word}#{number or 1} is not in: {sentence}")


@cache
def through_starter(language: str, *, heads: bool = True, foreign: bool = False) -> list[Seen]:
    """The pairs with the attention the starter package pays when it has to say the target.

    `heads`: of all heads, as the program loads packages; else of the first, as they come.
    `foreign`: each original with the English of another.
    """
    import ctranslate2
    from sentencepiece import SentencePieceProcessor

    tokenizer = SentencePieceProcessor(model_file=str(STARTER / "sentencepiece.model"))
    model = STARTER / "model"
    with with_all_heads(model) if heads else nullcontext(model) as folder:
        translator = ctranslate2.Translator(str(folder), device="cpu", intra_threads=1)
    pairs = gold(language)
    if foreign:
        others = pairs[7:] + pairs[:7]
        pairs = [
            Pair(pair.source, other.target, []) for pair, other in zip(pairs, others, strict=True)
        ]
    sources = [tokenizer.encode(pair.source, out_type=str) for pair in pairs]
    targets = [tokenizer.encode(pair.target, out_type=str) for pair in pairs]
    results = translator.translate_batch(
        sources, target_prefix=targets, beam_size=1, return_attention=True
    )
    return [
        Seen(
            pair,
            spans(pair.source, source),
            spans(pair.target, target),
            result.attention[0][: len(target)],
        )
        for pair, source, target, result in zip(pairs, sources, targets, results, strict=True)
    ]


def ours(seen: Seen) -> tuple[Link, ...]:
    pair = seen.pair
    return linked(pair.source, pair.target, seen.source_pieces, seen.target_pieces, seen.attention)


def highest_attention(seen: Seen) -> tuple[Link, ...]:
    """Each target word and the source word that its first piece looks at most."""
    words, made = both_units(seen)
    links = []
    for start, end in made:
        rows = [
            row
            for row, piece in zip(seen.attention, seen.target_pieces, strict=True)
            if start <= piece[0] < end and piece[0] < piece[1]
        ]
        if rows:
            best = max(range(len(seen.source_pieces)), key=rows[0].__getitem__)
            at = seen.source_pieces[best][0]
            links += [Link(*word, start, end) for word in words if word[0] <= at < word[1]]
    return tuple(links)


def diagonal(seen: Seen) -> tuple[Link, ...]:
    words, made = both_units(seen)
    return tuple(
        Link(*words[min(len(words) - 1, int((at + 0.5) * len(words) / len(made)))], *word)
        for at, word in enumerate(made)
        if words
    )


def share_linked(*, foreign: bool) -> float:
    """Of the English words those that ours links."""
    count = lit = 0
    for language in LANGUAGES:
        for seen in through_starter(language, foreign=foreign):
            count += len(both_units(seen)[1])
            lit += len({link.at for link in ours(seen)})
    return round(lit / count, 2)


def both_units(seen: Seen) -> tuple[list[Span], list[Span]]:
    return units(seen.pair.source, seen.source_pieces), units(seen.pair.target, seen.target_pieces)


def counted(pair: Pair, links: tuple[Link, ...]) -> Count:
    right = [link for link in links if is_right(pair, link)]
    here = {word for words, _, must in pair.groups if must for word in words}
    there = {word for _, words, must in pair.groups if must for word in words}
    reached = sum(
        any(link.start < end and start < link.end for link in right) for start, end in here
    )
    reached += sum(
        any(link.at < end and start < link.until for link in right) for start, end in there
    )
    return Count(len(right), len(links), reached, len(here) + len(there))


def is_right(pair: Pair, link: Link) -> bool:
    return any(
        mostly_in((link.start, link.end), words) and mostly_in((link.at, link.until), made)
        for words, made, _ in pair.groups
    )


def mostly_in(span: Span, words: list[Span]) -> bool:
    inside = sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in words)
    return inside * 2 >= span[1] - span[0]


def total(counts: list[Count]) -> Count:
    whole = Count()
    for count in counts:
        whole = whole.plus(count)
    return whole


def wrong(language: str) -> Iterator[str]:
    """What ours links amiss, to read."""
    for seen in through_starter(language):
        for link in ours(seen):
            if not is_right(seen.pair, link):
                source, target = seen.pair.source, seen.pair.target
                yield f"{source[link.start : link.end]} / {target[link.at : link.until]}: {source}"


if __name__ == "__main__":
    raise SystemExit(main())
