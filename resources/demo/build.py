"""Makes the demo batch in `batch/` from `source/` and the default policy pack.

    python resources/demo/build.py            writes resources/demo/batch
    python resources/demo/build.py --out DIR  writes it elsewhere

Same sources, same bytes: dates stand in the sources, ids are made from names, pictures carry no
time. Needs Pillow and the Noto fonts; nothing else beyond the standard library.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import shutil
import sys
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "source"
POLICY = HERE.parent / "policy"
sys.path.insert(0, str(SOURCE))

import drawings  # noqa: E402  (the folder is put on the path above)

Table = dict[str, Any]


class BadSource(Exception):
    """A source says something that cannot be built; the message names the case."""


def main(argv: list[str] | None = None) -> int:
    """Build, and say how much was written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE / "batch")
    out = parser.parse_args(argv).out
    try:
        files = build()
    except (BadSource, drawings.CannotDraw) as fault:
        print(fault, file=sys.stderr)
        return 1
    write(files, out)
    if drawings.tools() != drawn_with():
        print(f"Drawn with {drawings.tools()}; the committed pictures with {drawn_with()}.")
    size = sum(len(data) for data in files.values())
    print(f"{out}: {len(files)} files, {size:,} bytes")
    return 0


def write(files: Mapping[str, bytes], out: Path) -> None:
    """Replace the folder by exactly these files."""
    if out.exists():
        shutil.rmtree(out)
    for name, data in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def drawn_with() -> str:
    """Pillow and fonts of the committed pictures."""
    return _toml(SOURCE / "batch.toml")["drawn_with"]


def build() -> dict[str, bytes]:
    """Every file of the batch by its path."""
    head = _toml(SOURCE / "batch.toml")
    raw = _sources()
    if sorted(head["order"]) != sorted(raw):
        odd = set(head["order"]) ^ set(raw)
        raise BadSource(f"batch.toml `order` and the cases differ: {sorted(odd)}")
    media: dict[str, bytes] = {}
    cases = [Builder(raw[name], head, media).case() for name in head["order"]]
    strata = _draw(cases, head["strata"])
    files = {
        f"policies/{path.name}": path.read_bytes()
        for path in sorted(POLICY.iterdir())
        if path.suffix in (".md", ".json")
    }
    files["cases.jsonl"] = "".join(_line(case) for case in cases).encode()
    files |= {f"media/{name}": data for name, data in sorted(media.items())}
    files["batch.json"] = _batch(head, strata, cases, files)
    return dict(sorted(files.items()))


def _batch(
    head: Table, strata: list[Table], cases: list[Table], files: Mapping[str, bytes]
) -> bytes:
    pack = json.loads(files["policies/pack.json"])
    languages = {part["language"] for case in cases for part in case["parts"] if part["language"]}
    batch = {
        "format": "workstation-batch",
        "version": 1,
        "id": uuid7(head["id_seed"], head["created_at"]),
        "title": head["title"],
        "kind": head["kind"],
        "blind": head["blind"],
        "created_at": head["created_at"].isoformat(),
        "due_at": head["due_at"].isoformat(),
        "publisher": head["publisher"],
        "request": head["request"],
        "languages": sorted(languages),
        "residency": head["residency"],
        "policy_pack": {"id": pack["id"], "version": pack["version"]},
        "scorecard": head["scorecard"],
        "actions": head["actions"],
        "exposure_threshold": head["exposure_threshold"],
        "design": {**head["design"], "strata": strata},
        "assignments": [],
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }
    return (json.dumps(batch, ensure_ascii=False, indent=2) + "\n").encode()


class Builder:
    """One case: from its table in the sources to its line in cases.jsonl."""

    def __init__(self, raw: Table, head: Table, media: dict[str, bytes]) -> None:
        self.raw, self.head, self.store = raw, head, media
        self.name = raw["source"]
        self.offset = head["offsets"][raw["market"]]
        self.media: list[Table] = []
        self.parts: list[Table] = []

    def case(self) -> Table:
        """The case as the format wants it."""
        raw = self.raw
        for kind in ("title", "description", "profile", "review", "comment"):
            if kind in raw:
                self._part(kind, kind, raw[kind])
        for number, (name, text) in enumerate(raw.get("attributes", {}).items(), 1):
            self._part(f"a{number}", "attribute", text, name=name)
        for number, (speaker, time, text) in enumerate(raw.get("messages", ()), 1):
            at = f"{raw['day']}T{time}:00{self.offset}"
            self._part(f"m{number}", "message", text, speaker=speaker, at=at)
        for letter, kind, key in (("t", "transcript", "transcript"), ("c", "caption", "captions")):
            for number, (t0, t1, text) in enumerate(raw.get(key, ()), 1):
                self._part(f"{letter}{number}", kind, text, t0=t0, t1=t1)
        for number, picture in enumerate(raw.get("media", ()), 1):
            self._picture(number, picture)
        return {
            "id": uuid7(f"case {self.name}", raw["snapshot"]),
            "source_id": self.name,
            "content_type": raw["type"],
            "market": raw["market"],
            "ship_to": raw.get("ship_to", [raw["market"]]),
            "category": raw["category"],
            "seller": raw.get("seller"),
            "exposure": raw["exposure"],
            "snapshot_at": raw["snapshot"].isoformat(),
            "content_version": raw.get("content_version", "1"),
            "harm_tags": raw.get("harm_tags", []),
            "facts": raw.get("facts", {}),
            "parts": self.parts,
            "media": self.media,
            "stratum": None,
            "inclusion_probability": None,
            "cluster": raw.get("cluster"),
            "decision": self._decision(raw["decision"]),
            "earlier": [
                {"source_id": source, "at": at.isoformat(), "text": text}
                for source, at, text in raw.get("earlier", ())
            ],
        }

    def _part(self, part_id: str, kind: str, text: str, **more: Any) -> None:
        language = self.raw.get("languages", {}).get(part_id, self.raw["language"])
        blank = dict.fromkeys(("speaker", "at", "t0", "t1", "media", "name"))
        part = {"id": part_id, "kind": kind, "text": text.strip("\n"), "language": language or None}
        self.parts.append({**part, **blank, **more})

    def _picture(self, number: int, picture: Table) -> None:
        data = drawings.png(picture["draw"], picture.get("with", {}))
        sha256 = hashlib.sha256(data).hexdigest()
        self.store[f"{sha256}.png"] = data
        self.media.append(
            {
                "sha256": sha256,
                "kind": "image",
                "name": picture.get("name", f"photo {number}"),
                "required": picture.get("required", False),
                "alt": picture["alt"],
            }
        )
        if "text" in picture:
            self._part(f"i{number}", "image_text", picture["text"], media=sha256)

    def _decision(self, raw: Table) -> Table:
        person = self.head["people"][raw["by"]]
        findings = [self._finding(finding) for finding in raw.get("findings", ())]
        if findings and not any(finding["primary"] for finding in findings):
            findings[0]["primary"] = True
        return {
            "id": uuid7(f"decision {self.name}", raw["at"]),
            "by": raw["by"],
            "vendor": person["vendor"],
            "site": person["site"],
            "decided_at": raw["at"].isoformat(),
            "handling_seconds": raw["seconds"],
            "prior_points": raw.get("points", 0),
            "penalty": raw.get("penalty", "none"),
            "penalty_set_by": raw.get("penalty_set_by", "system"),
            "automated": raw.get("automated", False),
            "action": raw["action"],
            "findings": findings,
            "note": raw.get("note", ""),
        }

    def _finding(self, raw: Table) -> Table:
        evidence = [self._span(part, words) for part, words in raw.get("words", ())]
        evidence += [
            {"media": self._medium(number), "box": box} for number, *box in raw.get("boxes", ())
        ]
        return {
            "target": self._target(raw.get("target", "item")),
            "clause": raw["clause"],
            "version": raw["version"],
            "action": raw["action"],
            "evidence": evidence,
            "primary": raw.get("primary", False),
        }

    def _target(self, name: str) -> Table:
        """`item`, `seller`, `photo 3`, or a part's id."""
        if name in ("item", "seller"):
            return {"kind": name, "ref": None}
        if name.startswith("photo "):
            return {"kind": "media", "ref": self._medium(int(name.removeprefix("photo ")))}
        self._text(name)
        return {"kind": "part", "ref": name}

    def _medium(self, number: int) -> str:
        if not 1 <= number <= len(self.media):
            raise BadSource(f"{self.name}: there is no photo {number}")
        return self.media[number - 1]["sha256"]

    def _span(self, part: str, words: str) -> Table:
        start = self._text(part).find(words)
        if start < 0:
            raise BadSource(f"{self.name}: “{words}” is not in part {part}")
        return {"part": part, "start": start, "end": start + len(words)}

    def _text(self, part_id: str) -> str:
        for part in self.parts:
            if part["id"] == part_id:
                return part["text"]
        raise BadSource(f"{self.name}: there is no part {part_id}")


def _sources() -> dict[str, Table]:
    """The tables of every case by source id, copies completed from what they are like."""
    found: dict[str, Table] = {}
    for path in sorted((SOURCE / "cases").glob("*.toml")):
        held = _toml(path)
        for raw in held["case"]:
            if raw["source"] in found:
                raise BadSource(f"{path.name}: {raw['source']} stands twice")
            base = copy.deepcopy(found[raw["like"]]) if "like" in raw else {}
            merged = {"language": held["language"], **base, **raw}
            merged.pop("like", None)
            found[raw["source"]] = _replaced(merged, merged.pop("replace", {}))
    return found


def _replaced(value: Any, words: Mapping[str, str]) -> Any:
    """The same tables with words exchanged in every text."""
    if isinstance(value, str):
        for old, new in words.items():
            value = value.replace(old, new)
        return value
    if isinstance(value, dict):
        return {key: _replaced(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, words) for inner in value]
    return value


def _draw(cases: list[Table], strata: list[Table]) -> list[Table]:
    """Put every case into the first stratum that it fits, and count."""
    counts = dict.fromkeys((stratum["name"] for stratum in strata), 0)
    places: dict[str, Table] = {}
    for case in cases:
        stratum = next(s for s in strata if _fits(case, s))
        places[case["id"]] = stratum
        counts[stratum["name"]] += 1
    for case in cases:
        stratum = places[case["id"]]
        case["stratum"] = stratum["name"]
        share = counts[stratum["name"]] / stratum["population"]
        case["inclusion_probability"] = round(share, 6)
    return [
        {"name": s["name"], "population": s["population"], "sample": counts[s["name"]]}
        for s in strata
    ]


def _fits(case: Table, stratum: Table) -> bool:
    if stratum.get("clusters"):
        return case["cluster"] in stratum["clusters"]
    return (
        case["content_type"] in stratum["types"]
        and case["parts"][0]["language"] in stratum["languages"]
    )


def uuid7(name: str, at: datetime) -> str:
    """A UUIDv7 of that instant whose other bits come from the name."""
    random = int.from_bytes(hashlib.sha256(name.encode()).digest()[:10], "big")
    value = int(at.timestamp() * 1000) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _line(case: Table) -> str:
    return json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n"


def _toml(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
