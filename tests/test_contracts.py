"""The direction of imports, and what the innermost layer may know."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "workstation"

# `domain` is values and rules: from the standard library it takes only what computes.
DOMAIN_MAY_IMPORT = {
    *("__future__", "abc", "bisect", "collections", "copy", "dataclasses", "datetime", "decimal"),
    "difflib",
    *("enum", "fractions", "functools", "hashlib", "hmac", "itertools", "json", "math"),
    *("numbers", "operator", "random", "re", "statistics", "string", "types", "typing"),
    *("unicodedata", "uuid", "workstation", "zoneinfo"),
    "msgspec",  # values: docs/decisions/0009-values.md
}
# A UUIDv7 is made of the time and of chance; nothing else in `domain` looks at a clock.
DOMAIN_EXCEPTIONS = {"ids.py": {"secrets", "time"}}
CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def at_import_time(tree: ast.Module) -> ast.Module:
    """The module without the bodies of its functions."""

    class Shell(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
            return None

        visit_AsyncFunctionDef = visit_FunctionDef

    return Shell().visit(tree)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def files_of(name: str) -> list[Path]:
    """The files of a module or package of the program, whichever it is."""
    module = PACKAGE / f"{name}.py"
    return [module] if module.exists() else sorted((PACKAGE / name).rglob("*.py"))


def test_imports_keep_the_contracts() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"),
            *("--no-cache", "--config", "pyproject.toml"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", files_of("domain"), ids=lambda path: path.name)
def test_domain_only_computes(file: Path) -> None:
    tree = parsed(file)
    known = {name.partition(".")[0] for name in imported(tree)}
    assert known <= DOMAIN_MAY_IMPORT | DOMAIN_EXCEPTIONS.get(file.name, set())


@pytest.mark.parametrize("file", files_of("domain"), ids=lambda path: path.name)
def test_domain_looks_at_no_clock(file: Path) -> None:
    calls = [node.func for node in ast.walk(parsed(file)) if isinstance(node, ast.Call)]
    asked = {func.attr for func in calls if isinstance(func, ast.Attribute)}
    if file.name not in DOMAIN_EXCEPTIONS:
        assert not asked & CLOCKS


def test_the_command_line_reaches_qt_inside_functions_only() -> None:
    for file in files_of("cli"):
        roots = {name.partition(".")[0] for name in imported(at_import_time(parsed(file)))}
        assert not roots & {"PySide6", "shiboken6"}, file


def test_every_package_says_that_it_is_one() -> None:
    """Without __init__.py the import contracts do not see a folder at all."""
    folders = {file.parent for file in PACKAGE.rglob("*.py")}
    assert not [folder for folder in folders if not (folder / "__init__.py").exists()]
