"""Every fault this room raises has a sentence, filled by the parameters it carries."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import workstation.language
from workstation.words import SENTENCES
from workstation.words.language import SENTENCES as OWN

FOLDER = Path(workstation.language.__file__).parent


def raised() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"WorldFault", "BugFault"}
                and isinstance(node.args[0], ast.Constant)
            ):
                found[node.args[0].value] = {keyword.arg or "" for keyword in node.keywords}
    return found


def test_every_code_has_a_sentence_that_can_be_filled() -> None:
    for code, given in raised().items():
        needed = {name for _, name, _, _ in string.Formatter().parse(SENTENCES[code]) if name}
        assert needed <= given, code


def test_no_sentence_is_left_over() -> None:
    # Raised by whoever asked for a translation and got none.
    assert set(OWN) <= set(raised()) | {"language.no_package"}
