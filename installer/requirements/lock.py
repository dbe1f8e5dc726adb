"""Makes the requirement files beside it from pyproject.toml: pinned, hashed, no addresses.

    python installer/requirements/lock.py [--upgrade]

Needs uv (only here: `bootstrap.py` installs the result with uv or with pip alone). Without
`--upgrade` every pin that still fits stays. The files are installed with `--no-deps`, so what is
left out below, and whatever only it would have pulled in, never reaches a machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Set
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

OLDEST_PYTHON = "3.11"

# Required by the metadata of something we use, imported by nothing we run.
LEFT_OUT = {
    "minisbd": "AGPL, fetches its model at first use, brings onnxruntime (telemetry on import), "
    "flatbuffers, protobuf and sympy; our own splitter stands in for it",
    "numpy": "58 MB; ctranslate2 needs it for StorageView and converters only, and sqlite-utils "
    "imports it when it is there, which costs 1.6 times its own import",
    "pyyaml": "ctranslate2's converters only",
    "pip": "16 MB; sqlite-utils needs it for `sqlite-utils install` only",
}


# The peers of our formulas in the tests compute with it.
TESTS_NEED = {"numpy"}


def compile_pins(
    target: Path, *arguments: str, source: str = "pyproject.toml", needs: Set[str] = frozenset()
) -> None:
    """Have uv resolve `source` for every platform and write `target`, a path below ROOT."""
    with tempfile.TemporaryDirectory() as folder:
        left_out = Path(folder, "left-out.txt")
        left_out.write_text("\n".join(LEFT_OUT.keys() - needs) + "\n", encoding="utf-8")
        subprocess.run(
            [
                *("uv", "pip", "compile", source, "--output-file", str(target.relative_to(ROOT))),
                *("--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"),
                *("--excludes", str(left_out), "--quiet"),
                *("--custom-compile-command", "python installer/requirements/lock.py"),
                *arguments,
            ],
            cwd=ROOT,
            check=True,
        )


def blocks(text: str) -> list[str]:
    """Split a requirements file into its pins, each with its hashes and comments."""
    found: list[str] = []
    for line in text.splitlines(keepends=True):
        if not found or not line.startswith((" ", "#")):
            found.append("")
        found[-1] += line
    return found


def without_repeats(pins: Path, base: Path) -> None:
    """Drop from `pins` what `base` holds under the same marker: both are installed together."""
    held = {block.splitlines()[0] for block in blocks(base.read_text(encoding="utf-8"))[1:]}
    head, *rest = blocks(pins.read_text(encoding="utf-8"))
    kept = [block for block in rest if block.splitlines()[0] not in held]
    pins.write_text("".join([head, *kept]), encoding="utf-8")


def main(arguments: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, test, build = HERE / "runtime.txt", HERE / "test.txt", HERE / "build.txt"
    hub = HERE / "hub.txt"
    compile_pins(runtime, *arguments)
    compile_pins(
        test,
        *("--extra", "dev", "--constraints", str(runtime.relative_to(ROOT))),
        *arguments,
        needs=TESTS_NEED,
    )
    without_repeats(test, runtime)
    # With the tests' pins held too: both are installed in one environment.
    held = ("--constraints", str(runtime.relative_to(ROOT)))
    held += ("--constraints", str(test.relative_to(ROOT)))
    compile_pins(hub, "--extra", "hub", "--extra", "s3", *held, *arguments)
    without_repeats(hub, runtime)
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "build.in")
        wanted.write_text("\n".join(project["build-system"]["requires"]) + "\n", encoding="utf-8")
        compile_pins(build, "--no-annotate", *arguments, source=str(wanted))
    for file in (runtime, test, hub, build):
        print(f"{file.name}: {len(blocks(file.read_text(encoding='utf-8'))) - 1} packages")


if __name__ == "__main__":
    main(sys.argv[1:])
