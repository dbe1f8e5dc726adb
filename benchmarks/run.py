"""Runs every benchmark and prints one list of figures.

    python benchmarks/run.py [--short] [--json] [NAME ...]

Each script runs in a process of its own, one after the other, and can be run alone. Exit code 0
once all of them could measure; a goal that was missed is told (`ok` false), not an error, unless
--strict is given.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = (
    "import_cases",
    "key_to_case",
    "lit_word",
    "first_paint",
    "translate_batch",
    "translate_public_size",
    "engine_memory",
    "alignment",
    "doubt",
    "segmentation",
    "queue_million",
    "prefetched",
    "under_load",
    "under_pull",
    "soak",
    "coverage_of_designs",
    "panels_coverage",
    "planted_gaps",
    "acceptance_risks",
    "draw_frame",
    "frame",
    "hub_pull",
    "hub_push",
    "hub_empty",
    "hub_many",
    "hub_growth",
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help="smaller runs, for CI")
    parser.add_argument("--json", action="store_true", help="one list of objects")
    parser.add_argument("--strict", action="store_true", help="a missed goal is an error")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SCRIPTS)}")
    asked = parser.parse_args()
    unknown = set(asked.names) - set(SCRIPTS)
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    figures: list[dict[str, Any]] = []
    broken = False
    for name in asked.names or SCRIPTS:
        print(f"{name} …", file=sys.stderr, flush=True)
        made = run_script(name, short=asked.short)
        broken = broken or made is None
        figures += made or []
    if asked.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for one in figures:
            mark = "ok  " if one["ok"] else "MISS"
            print(f"{mark} {one['name']}: {one['value']} (goal {one['goal']})")
    missed = asked.strict and not all(one["ok"] for one in figures)
    return 1 if broken or missed else 0


def run_script(name: str, *, short: bool) -> list[dict[str, Any]] | None:
    """The figures of one script, None where it could not measure."""
    command = [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), "--json"]
    done = subprocess.run(
        [*command, *(["--short"] if short else [])],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    try:
        told = json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        print(f"{name}: no figure (exit code {done.returncode})", file=sys.stderr)
        return None
    return told if isinstance(told, list) else [told]


if __name__ == "__main__":
    sys.exit(main())
