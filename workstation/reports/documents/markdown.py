"""A document as Markdown: every text escaped, so that none of it becomes markup or a link."""

from __future__ import annotations

import re

from workstation.domain.visible import visible
from workstation.reports.documents.values import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Table,
)

_MARKUP = re.compile(r"([\\`*_{}\[\]|~^$])")
_FIRST = re.compile(r"^(\s*\d{0,9})([-+=#.):])")
_ADDRESS = re.compile(r"(?i)(?<=[a-z])://|(?<=[a-z]):(?=/)|@|(?<=\bwww)\.")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def write(document: Document) -> str:
    """The whole document."""
    parts = [f"# {escaped(document.title)}", *map(_block, document.blocks)]
    if document.line:
        parts.append(f"---\n\n*{escaped(document.line)}*")
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """A text as it stands, whatever it would mean to a reader of Markdown."""
    words = " ".join(visible(text).replace("\u2028", " / ").split("\t"))
    words = "".join(_ENTITIES.get(sign, sign) for sign in words)
    words = _FIRST.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", words))
    # Readers make links of bare addresses: an entity in the middle is shown and no address.
    return _ADDRESS.sub(lambda found: "".join(f"&#{ord(sign)};" for sign in found[0]), words)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * (block.level + 1)} {escaped(block.text)}"
    if isinstance(block, Paragraph):
        words = escaped(block.text)
        return f"**{words}**" if block.strong and words else words
    if isinstance(block, Quote):
        return _quote(block)
    if isinstance(block, Facts):
        return "\n".join(f"- {escaped(name)}: {escaped(value)}" for name, value in block.rows)
    if isinstance(block, Picture):
        return f"*{escaped(' · '.join(filter(None, (block.caption, block.missing))))}*"
    return _table(block)


def _quote(block: Quote) -> str:
    pinned = f"**{escaped(block.pinned)}**" if block.pinned else ""
    lines = [f"> {escaped(block.before)}{pinned}{escaped(block.after)}"]
    if block.source:
        lines.append(f">\n> — {escaped(block.source)}")
    return "\n".join(lines)


def _table(block: Table) -> str:
    rule = ["---:" if place in block.right else "---" for place in range(len(block.columns))]
    rows = [[escaped(cell) for cell in row] for row in (block.columns, *block.rows)]
    lines = [rows[0], rule, *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
