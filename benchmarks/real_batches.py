"""Turns public data into four batches to work through, in a folder each.

    python benchmarks/real_batches.py OUT [--data ../shared/data] [--policy resources/policy]

    thai       300 consumer comments in Thai, hints absent
    parallel   one sentence in twelve languages: 60 cases with a part a language, 60 cases in one
               language each; every third case brings hints
    policy     300 posts in six languages against the clause on hate (7.1); the moderator decides
               by the gold label, one in six decisions turned round
    chats      200 conversations of four messages, the moderator decides by the raters' severity

Where the data has no decision, one is made up from the row's name: same data, same batches. The
data stays outside (its licences differ, and some of it is abusive on purpose).
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.make_batches import (  # noqa: E402
    FIRST_DAY,
    Table,
    manifest_of,
    uuid7,
    write_batch,
)

HATE, HARASSMENT, LOW = "7.1", "7.2", "9.4"
MARKETS = {"ar": "SA", "de": "DE", "es": "MX", "hi": "IN", "pt": "BR", "zh": "TW"}
TAGS = {"hi": "hi-Latn", "bbc": "bbc"}


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--policy", type=Path, default=ROOT / "resources/policy")
    given = parser.parse_args()
    if not given.data.is_dir():
        print(f"There is no folder {given.data}; name the data with --data.", file=sys.stderr)
        return 1
    for folder in make_all(given.data, given.policy, given.out):
        print(folder)
    return 0


def make_all(data: Path, policy: Path, out: Path) -> list[Path]:
    """All four batches."""
    policies = {path.name: path.read_bytes() for path in sorted(policy.glob("*.*"))}
    pack = json.loads(policies["pack.json"])
    named = {"id": pack["id"], "version": pack["version"]}
    made = (
        ("thai", "Thai comments", thai(data)),
        ("parallel", "One sentence in twelve languages", parallel(data)),
        ("policy", "Posts against the clause on hate", policy_cases(data)),
        ("chats", "Conversations", chats(data)),
    )
    return [
        write_batch(
            out / name,
            manifest_of(f"real {name}", title, policy_pack=named),
            cases,
            policies,
        )
        for name, title, cases in made
    ]


def thai(data: Path) -> Iterator[Table]:
    """Comments of all lengths, one in eight decided as low quality."""
    for row in _spread(_rows(data / "wisesight_th_social.jsonl"), 300):
        chance = random.Random(row["item_id"])
        removed = chance.random() < 1 / 8
        yield _case(
            row["item_id"],
            "comment",
            "TH",
            [_part("comment", "comment", row["text"])],
            ("LIMIT", [_finding(LOW, "LIMIT")]) if removed else ("NONE", []),
        )


def parallel(data: Path) -> Iterator[Table]:
    """Many languages in one case, and many cases of one language each."""
    rows = _spread(_rows(data / "nusax_parallel_12lang.jsonl"), 65)
    for number, row in enumerate(rows):
        hints = number % 3 == 0
        decided = ("NONE", []) if number % 5 else ("EDIT", [_finding(LOW, "EDIT")])
        spoken = [(TAGS.get(tag, tag), text) for tag, text in row["texts"].items()]
        if number < 60:
            parts = [
                _part(f"t{place}", "comment", text, tag if hints else None)
                for place, (tag, text) in enumerate(spoken)
            ]
            yield _case(row["item_id"], "review", "ID", parts, decided)
            continue
        for tag, text in spoken:
            part = _part("review", "review", text, tag if hints else None)
            yield _case(f"{row['item_id']}-{tag}", "review", "ID", [part], decided)


def policy_cases(data: Path) -> Iterator[Table]:
    """Posts with a gold label; the moderator errs in one of six."""
    rows = _rows(data / "mhc_policy_cases.jsonl")
    by_language: dict[str, list[Table]] = {}
    for row in rows:
        by_language.setdefault(row["lang"], []).append(row)
    for language, held in sorted(by_language.items()):
        for row in _spread(held, 50):
            errs = random.Random(row["item_id"]).random() < 1 / 6
            hateful = (row["gold"] == "hateful") is not errs
            yield _case(
                row["item_id"],
                "post",
                MARKETS[language],
                [_part("post", "comment", row["text"], TAGS.get(language, language))],
                ("REMOVE", [_finding(HATE, "REMOVE")]) if hateful else ("NONE", []),
            )


def chats(data: Path) -> Iterator[Table]:
    """Four messages each; abusive by the raters' median, evidence is the rated message."""
    for row in _spread(_rows(data / "convabuse_multirater_en.jsonl"), 200):
        parts, rated = [], ""
        for number, turn in enumerate(row["turns"]):
            name = f"m{number + 1}"
            parts.append({**_part(name, "message", turn["text"], "en"), "speaker": turn["role"]})
            rated = name if turn.get("target") else rated
        severity = statistics.median(rating["severity"] for rating in row["ratings"])
        abusive = severity < 0 and bool(rated)
        text = next((part["text"] for part in parts if part["id"] == rated), "")
        finding = _finding(HARASSMENT, "REMOVE") | {"target": {"kind": "part", "ref": rated}}
        if text:
            finding["evidence"] = [{"part": rated, "start": 0, "end": len(text)}]
        yield _case(
            row["item_id"],
            "chat",
            "SG",
            parts,
            ("REMOVE", [finding]) if abusive else ("NONE", []),
        )


def _rows(path: Path) -> list[Table]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _spread(rows: list[Table], count: int) -> list[Table]:
    """`count` rows, evenly out of all."""
    return [rows[number * len(rows) // count] for number in range(min(count, len(rows)))]


def _part(name: str, kind: str, text: str, language: str | None = None) -> Table:
    return {"id": name, "kind": kind, "text": text, "language": language}


def _finding(clause: str, action: str) -> Table:
    return {"clause": clause, "version": 1, "action": action, "primary": True}


def _case(
    name: str, kind: str, market: str, parts: list[Table], decided: tuple[str, list[Table]]
) -> Table:
    chance = random.Random(f"case {name}")
    at = FIRST_DAY + timedelta(minutes=chance.randrange(60 * 24 * 100))
    moderator: Any = chance.randrange(12)
    action, findings = decided
    return {
        "id": uuid7(chance, at),
        "source_id": name,
        "content_type": kind,
        "market": market,
        "category": "",
        "snapshot_at": at.isoformat(),
        "content_version": "1",
        "parts": parts,
        "decision": {
            "by": f"m-{moderator:02d}",
            "vendor": f"v-{'abc'[moderator % 3]}",
            "site": "",
            "decided_at": (at + timedelta(hours=2)).isoformat(),
            "handling_seconds": 10 + chance.randrange(120),
            "action": action,
            "findings": findings,
        },
    }


if __name__ == "__main__":
    sys.exit(main())
