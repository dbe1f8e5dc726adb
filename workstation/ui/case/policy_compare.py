"""Two wordings as one page: what was added and what is gone, marked in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.word_diff import MOST_TOKENS, changes, tokens
from workstation.ui.case.policy_text import Block, Mark, Run


class _Token(Struct, frozen=True):
    text: str
    run: Run | None = None  # None: a block begins
    block: Block | None = None


def compared(old: Sequence[Block], new: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of the new wording, with what was added and what is gone marked in place."""
    before, after = _tokens(old), _tokens(new)
    if len(before) + len(after) > MOST_TOKENS:
        before, after = _tokens(old, whole=True), _tokens(new, whole=True)
    found: list[tuple[Block, list[Run]]] = []

    def put(token: _Token, mark: Mark) -> None:
        if token.run is not None:
            found[-1][1].append(replace(token.run, text=token.text, mark=mark))
        elif token.block is not None and (mark != Mark.REMOVED or not found):
            found.append((token.block, []))
        elif found[-1][1]:
            found[-1][1].append(Run(" ", mark=mark))

    for change in changes([t.text for t in before], [t.text for t in after]):
        gone, came = before[change.a : change.b], after[change.c : change.d]
        if change.same:
            for token in came:
                put(token, Mark.SAME)
            continue
        for token in gone:
            put(token, Mark.REMOVED)
        if gone and came and found[-1][1] and came[0].run is not None:
            found[-1][1].append(Run(" "))
        for token in came:
            put(token, Mark.ADDED)
    return tuple(replace(block, runs=tuple(held)) for block, held in found)


def _tokens(held: Iterable[Block], *, whole: bool = False) -> list[_Token]:
    found = []
    for block in held:
        found.append(_Token(f"\n{block.shape}{block.level}", block=block))
        for run in block.runs:
            texts = [run.text] if whole else tokens(run.text)
            found += [_Token(text, run) for text in texts]
    return found
