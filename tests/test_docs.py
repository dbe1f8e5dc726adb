"""The documents say what is there: links, pictures, keys, commands, sentences."""

from __future__ import annotations

import argparse
import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import bootstrap
from workstation.cli import parser as command_line
from workstation.domain.taxonomy import PROCESS_FAULTS, CannotJudge, ErrorCause
from workstation.review.queue_words import MARKS, RESULTS, SCOPES, STATES
from workstation.settings import SETTINGS
from workstation.ui.actions import table
from workstation.ui.terms import term

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GUIDE = DOCS / "guide"
IMAGES = DOCS / "images"
PAGES = (
    *(ROOT / name for name in ("README.md", "CHANGELOG.md")),
    *(ROOT / name / "README.md" for name in ("benchmarks", "translations", "installer")),
    *sorted(DOCS.rglob("*.md")),
)
MOST_IMAGE_BYTES = 6_000_000

each_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix()
)


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def links(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```", "", read(page), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", text)


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as they are linked to."""
    heads = re.findall(r"^#+ (.+)$", read(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in heads}


# Links and pictures


@each_page
def test_every_link_resolves(page: Path) -> None:
    for link in links(page):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_picture_is_shown_somewhere() -> None:
    shown = {(page.parent / link).resolve() for page in PAGES for link in links(page)}
    there = set(IMAGES.iterdir())
    assert there
    assert not there - shown
    assert sum(path.stat().st_size for path in there) < MOST_IMAGE_BYTES


def test_every_page_of_the_guide_and_every_decision_is_in_its_index() -> None:
    for folder in (GUIDE, DOCS / "decisions"):
        listed = {link for link in links(folder / "README.md") if link.endswith(".md")}
        assert {page.name for page in folder.glob("*.md")} - {"README.md"} <= listed


def test_decisions_are_numbered_once_each() -> None:
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    numbers = [int(page.name[:4]) for page in pages]
    assert numbers == list(range(1, len(numbers) + 1))
    for page, number in zip(pages, numbers, strict=True):
        assert read(page).startswith(f"# {number}. ")


def test_pages_that_the_code_cites_exist() -> None:
    for file in sorted((ROOT / "workstation").rglob("*.py")):
        for cited in re.findall(r"docs/[\w./-]+\.md", read(file)):
            assert (ROOT / cited).exists(), f"{file.name} cites {cited}"


# Keys and words


def test_the_key_page_is_the_table_of_actions() -> None:
    page = read(GUIDE / "keys.md")
    rows = re.findall(r"^## (.+)$|^\| (`.+) \| (.+) \|$", page, flags=re.MULTILINE)
    told, group = [], ""
    for head, keys, words in rows:
        group = head or group
        if keys:
            told.append((group, keys, words))
    wanted = [
        (spec.group, " or ".join(f"`{key}`" for key in spec.keys), spec.words) for spec in table()
    ]
    assert told == wanted


def test_the_settings_page_is_the_table_of_settings() -> None:
    page = read(GUIDE / "settings.md")
    rows = re.findall(r"^\| (.+) \| `(\w+)` \| (.+) \|$", page, flags=re.MULTILINE)
    shown = {(one.words, one.name, one.hint) for one in SETTINGS if one.group}
    assert set(rows) == shown
    assert len(rows) == len(shown)


def test_the_choices_of_the_bar_are_told_with_their_digits() -> None:
    page = read(GUIDE / "judging.md")
    for closed, name in ((ErrorCause, "cause"), (CannotJudge, "cannot")):
        for number, value in enumerate(closed, 1):
            assert f"| `{number}` | {term(f'{name}.{value.value}')} |" in page
    for number, code in enumerate(PROCESS_FAULTS, 1):
        assert re.search(rf"{term(f'code.{code.value}')}\s+\(`{number}`\)", page)


def test_the_words_of_the_queue_filter_are_told() -> None:
    page = read(GUIDE / "queue.md")
    for word in (*STATES, *MARKS, *RESULTS, *(f"{name}:" for name in SCOPES)):
        assert f"`{word}" in page


@cache
def program_words() -> tuple[str, ...]:
    """Every text in the program's code."""
    found: list[object] = []
    for file in sorted((ROOT / "workstation").rglob("*.py")):
        found += [n.value for n in ast.walk(ast.parse(read(file))) if isinstance(n, ast.Constant)]
    return tuple(value for value in found if isinstance(value, str))


def is_said(quote: str) -> bool:
    """Whether the program says that, `…` standing for whatever it fills in."""
    pieces = [re.escape(piece) for piece in re.split(r"\s*…\s*", quote) if piece]
    pattern = re.compile(".*?".join(pieces), re.DOTALL)
    return any(pattern.search(words) for words in program_words())


def quotes() -> Iterator[str]:
    for page in sorted(GUIDE.glob("*.md")):
        text = read(page)
        yield from re.findall(r"^> (.+)$", text, flags=re.MULTILINE)
        yield from re.findall(r"^\| \*(.+?)\* \|", text, flags=re.MULTILINE)


def test_what_the_guide_quotes_is_what_the_program_says() -> None:
    said = list(quotes())
    assert len(said) > 30
    assert not [quote for quote in said if not is_said(quote)]


# Commands


def commands(
    parser: argparse.ArgumentParser, name: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that can be given, with its parser."""
    below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not below or not name:
        yield name, parser
    for action in below:
        for word, made in action.choices.items():
            yield from commands(made, f"{name} {word}".strip())


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {
        option
        for action in parser._actions
        if action.help != argparse.SUPPRESS
        for option in action.option_strings
    }


def test_every_command_and_option_is_on_the_command_line_page() -> None:
    page = read(GUIDE / "command-line.md")
    paragraphs = re.split(r"\n\s*\n", page)
    parser = command_line._parser()
    common = options(parser)
    for option in common:
        assert re.search(rf"`{option}[ `]", page), option
    for name, made in commands(parser):
        if not name:
            continue
        told = [text for text in paragraphs if f"workstation {name}" in text]
        assert told, name
        for option in options(made) - common:
            assert any(option in text for text in told), f"{name} {option}"
        for action in made._actions:
            if not action.option_strings and action.metavar:
                assert any(str(action.metavar) in text for text in told), f"{name} {action.metavar}"


def test_the_command_line_page_invents_no_option() -> None:
    known = {option for _, made in commands(command_line._parser()) for option in options(made)}
    assert set(re.findall(r"--[a-z][a-z0-9]*", read(GUIDE / "command-line.md"))) <= known


@each_page
def test_every_command_that_is_named_exists(page: Path) -> None:
    known = {name.split()[0] for name, _ in commands(command_line._parser()) if name}
    text = read(page)
    named = r"(?:`|^)workstation (?:--\w+ [\w,-]+ )*([a-z][a-z-]*)"
    for word in re.findall(named, text, re.MULTILINE):
        assert word in known, word
    for word in re.findall(r"python3? bootstrap\.py (\w+)", text):
        assert word in bootstrap.FILES, word
    for file in re.findall(r"(?<![\w/.])(?:python3? |-r |`)([\w.-]+/[\w./-]+\.(?:py|txt))", text):
        inside = (ROOT, ROOT / "workstation", ROOT / page.parent.name)
        assert any((folder / file).exists() for folder in inside), file


@each_page
def test_no_page_names_a_machine_or_a_registry(page: Path) -> None:
    text = read(page)
    assert not re.search(r"(?<![\w.~])/(work|home|root|tmp|Users|usr|opt|mnt)\b", text)
    assert not re.search(r"localhost|\b\d+\.\d+\.\d+\.\d+\b|index-url|trusted-host", text)
    assert not re.search(r"\b(pypi|npmjs|pythonhosted|artifactory|nexus)\b", text, re.IGNORECASE)


# Rooms


def test_the_architecture_page_knows_every_room_and_their_order() -> None:
    page = read(DOCS / "architecture.md")
    contracts = tomllib.loads(read(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = [re.findall(r"\w+", layer) for layer in contracts[0]["layers"]]
    drawn = re.search(r"^    __main__ > .+?\n\n", page, re.MULTILINE | re.DOTALL)
    assert drawn
    assert [re.findall(r"\w+", layer) for layer in drawn.group().split(">")] == layers
    for room in (ROOT / "workstation").iterdir():
        if room.name not in ("__init__.py", "__pycache__"):
            assert re.search(rf"(?<!\w){re.escape(room.name)}(?!\w)", page), room.name


def test_every_benchmark_is_told() -> None:
    page = read(ROOT / "benchmarks" / "README.md")
    for script in (ROOT / "benchmarks").glob("*.py"):
        assert script.name == "__init__.py" or script.name in page
