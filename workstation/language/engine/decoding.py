"""Texts through one package: cut, tokenized, decoded in batches, put together again.

Part of the language process; nothing else imports it. A text comes out as argostranslate's own
`translate()` gives it, which decodes one sentence at a time.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from workstation.domain.language import Link
from workstation.language.codes import tag_of
from workstation.language.cutting.segment import split
from workstation.language.doubt import Calibration, calibration_of
from workstation.language.engine.options import BEAM, LENGTH_PENALTY
from workstation.language.engine.weights import THREADS, Shelf, Weights, key_of
from workstation.language.links.align import linked, spans
from workstation.language.packages.models import Package

T = TypeVar("T")
Steps = Generator[None, None, T]
"""Work that yields where it waits for the model: other work can be begun meanwhile."""

MOST_PIECES = 150  # that enter a model in one go; more make it babble
MOST_CHARACTERS = 4000  # of a text; of a longer one the beginning alone is translated
_MOST_LINKED = 600  # pieces of a text whose words are linked
_LARGE = 32_000_000  # bytes of a model's file; the starter's has 10, a public one 65
_BYTE = re.compile(r"<0x[0-9A-Fa-f]{2}>")


@dataclass(slots=True)
class Piece:
    """What entered the model in one go, and what came out; `score` is a token's mean."""

    tokens: list[str]
    made: list[str] = field(default_factory=list)
    score: float = 0.0
    attention: Sequence[Sequence[float]] = ()


@dataclass(slots=True)
class Passage:
    """A text and what one package made of it."""

    before: str
    after: str
    pieces: list[Piece]
    cut_up: bool

    @property
    def score(self) -> float | None:
        """Log probability of a token, on average over the text."""
        lengths = [len(piece.made) + 1 for piece in self.pieces]
        sums = (piece.score * length for piece, length in zip(self.pieces, lengths, strict=True))
        return sum(sums) / sum(lengths) if lengths else None

    @property
    def attention(self) -> list[list[float]]:
        """Of all pieces together: nothing in one looks at another."""
        columns = sum(len(piece.tokens) for piece in self.pieces)
        rows, at = [], 0
        for piece in self.pieces:
            width = len(piece.tokens)
            behind = [0.0] * (columns - at - width)
            rows += [[0.0] * at + list(row[:width]) + behind for row in piece.attention]
            at += width
        return rows

    def links(self) -> tuple[Link, ...]:
        """Which words became which."""
        tokens = [token for piece in self.pieces for token in piece.tokens]
        made = [token for piece in self.pieces for token in piece.made]
        if not tokens or len(tokens) > _MOST_LINKED or len(made) > _MOST_LINKED:
            return ()
        return linked(
            self.before,
            self.after,
            spans(self.before, tokens),
            spans(self.after, made),
            self.attention,
        )


class Leg:
    """A package that is ready to translate; its model is loaded when it is first needed."""

    def __init__(self, package: Package, shelf: Shelf) -> None:
        from argostranslate.package import Package as ArgosPackage

        self.package = package
        self.language = tag_of(package.from_code)
        self.key = key_of(package)
        self._argos = ArgosPackage(package.path)
        self._shelf = shelf
        self._calibration: list[Calibration | None] = []

    def through(self, texts: Sequence[str]) -> Steps[list[Passage]]:
        """What the package makes of each text."""
        cut = [_Cut(self, text) for text in texts]
        pieces = [piece for one in cut for line in one.lines for piece in line]
        weights = self._weights()  # held on to: they may be put off the shelf meanwhile
        waiting = self._submit(weights, [piece.tokens for piece in pieces])
        yield
        for piece, answer in zip(pieces, waiting, strict=True):
            _fill(piece, answer.result())
        return [self._passage(one) for one in cut]

    def calibration(self) -> Calibration | None:
        """What was measured about these weights."""
        if not self._calibration:
            one = self.package
            digest = self._weights().digest
            self._calibration = [calibration_of(one.name, one.version, digest, one.path)]
        return self._calibration[0]

    def unknown(self, tokens: Sequence[str]) -> int:
        """How many are bytes, or no piece the model knows."""
        processor = getattr(self._argos.tokenizer, "processor", None)
        return sum(
            bool(_BYTE.fullmatch(token))
            or (processor is not None and processor.piece_to_id(token) == processor.unk_id())
            for token in tokens
        )

    def encode(self, text: str) -> list[str]:
        """The package's own pieces of a text."""
        return list(self._argos.tokenizer.encode(text))

    def _weights(self) -> Weights:
        return self._shelf.get(self.package)

    def _submit(self, weights: Weights, pieces: list[list[str]]) -> list[Any]:
        if not pieces:
            return []
        prefix = self._argos.target_prefix
        return weights.translator.translate_batch(
            pieces,
            target_prefix=[[prefix]] * len(pieces) if prefix else None,
            replace_unknowns=True,
            max_batch_size=batch_tokens(sum(map(len, pieces)), weights.size > _LARGE),
            batch_type="tokens",
            beam_size=BEAM,
            num_hypotheses=1,
            length_penalty=LENGTH_PENALTY,
            return_scores=True,
            # Costs nothing: replacing unknown pieces needs it as well.
            return_attention=True,
            asynchronous=True,
        )

    def _passage(self, cut: _Cut) -> Passage:
        # As argostranslate joins paragraphs.
        after = "\n".join(map(self._decoded, cut.lines)).lstrip("\n")
        pieces = [piece for line in cut.lines for piece in line]
        return Passage(cut.text, after, pieces, cut.cut_up)

    def _decoded(self, line: list[Piece]) -> str:
        text = self._argos.tokenizer.decode([token for piece in line for token in piece.made])
        return text.removeprefix(self._argos.target_prefix).removeprefix(" ")


class _Cut:
    """A text as the pieces of its sentences, a list for each line."""

    def __init__(self, leg: Leg, text: str) -> None:
        self.text = text
        self.cut_up = len(text) > MOST_CHARACTERS
        self.lines = [list(self._pieces(leg, line)) for line in text[:MOST_CHARACTERS].split("\n")]

    def _pieces(self, leg: Leg, line: str) -> Iterator[Piece]:
        for sentence in split(line, leg.language):
            tokens = leg.encode(sentence.text)
            self.cut_up = self.cut_up or len(tokens) > MOST_PIECES
            for at in range(0, len(tokens), MOST_PIECES):
                yield Piece(tokens[at : at + MOST_PIECES])


def batch_tokens(tokens: int, large: bool) -> int:
    """Work for every thread, in batches of so many tokens at most.

    Larger ones are not faster, and a large model takes 45 MB a thread for 512; argostranslate
    passes 32, which is one sentence.
    """
    return max(128, min(256 if large else 512, tokens // THREADS))


def _fill(piece: Piece, result: Any) -> None:
    piece.made = result.hypotheses[0]
    # CTranslate2 divides the sum by length ** length_penalty only.
    length = len(piece.made) + 1
    piece.score = result.scores[0] * length**LENGTH_PENALTY / length
    piece.attention = result.attention[0]
