"""Makes a synthetic batch of N cases in a folder: same seed, same bytes.

python benchmarks/make_batches.py FOLDER --cases 50000
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

Table = dict[str, Any]

WORDS = {
    "ms": "beg tangan kulit asli murah hantar cepat stok terhad warna hitam saiz besar hubungi",
    "id": "tas kulit asli promo hari ini bisa kirim cepat harga grosir warna merah chat penjual",
    "en": "original leather bag fast delivery message me for price limited stock best seller new",
    "es": "bolso de cuero original envío rápido pregunte precio oferta nueva colección verano",
    "vi": "túi da chính hãng giá rẻ giao hàng nhanh liên hệ shop còn hàng màu đen cao cấp",
    "th": "กระเป๋าหนังแท้ ส่งไว ราคาถูก ทักแชท สินค้าใหม่ พร้อมส่ง สีดำ งานเกรดพรีเมียม",
    "zh-Hans": "真皮手提包 现货 快速发货 私聊报价 高仿 新款 黑色 大容量 限量",
}
MARKETS = ("MY", "ID", "SG", "MX", "VN", "TH", "TW")
ACTIONS = ("NONE", "NONE", "REMOVE", "EDIT", "LIMIT")
EAST = timezone(timedelta(hours=8))
FIRST_DAY = datetime(2026, 1, 5, 9, 0, tzinfo=EAST)


def write_batch(
    folder: Path,
    manifest: Mapping[str, Any],
    cases: Iterable[Mapping[str, Any]],
    policies: Mapping[str, bytes] = {},
    media: Mapping[str, bytes] = {},
) -> Path:
    """Write a batch folder; `files` of the manifest is filled in, media by file name."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, str] = {}
    sha = hashlib.sha256()
    with (folder / "cases.jsonl").open("wb") as out:
        for case in cases:
            line = json.dumps(case, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            sha.update(line)
            out.write(line)
    files["cases.jsonl"] = sha.hexdigest()
    given = {f"policies/{name}": data for name, data in policies.items()}
    given |= {f"media/{name}": data for name, data in media.items()}
    for name, data in given.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        files[name] = hashlib.sha256(data).hexdigest()
    text = json.dumps(
        {**manifest, "files": dict(sorted(files.items()))}, ensure_ascii=False, indent=1
    )
    (folder / "batch.json").write_text(text, "utf-8")
    return folder


def manifest_of(seed: str, title: str, **fields: Any) -> Table:
    """A manifest with an id that follows from the seed."""
    return {
        "format": "workstation-batch",
        "version": 1,
        "id": uuid7(random.Random(seed), FIRST_DAY),
        "title": title,
        "kind": "qa",
        "blind": True,
        "created_at": FIRST_DAY.isoformat(),
        "due_at": None,
        "publisher": "lead-1",
        **fields,
    }


def uuid7(chance: random.Random, at: datetime) -> str:
    """A UUID, version 7, out of a seeded source."""
    value = int(at.timestamp() * 1000) << 80 | 7 << 76 | chance.getrandbits(12) << 64
    return str(uuid.UUID(int=value | 2 << 62 | chance.getrandbits(62)))


def pack_files() -> dict[str, bytes]:
    """A small policy pack: ten families, two clauses each."""
    families = [
        {"digit": digit, "code": f"F{digit}", "name": f"Family {digit}"} for digit in range(10)
    ]
    head = {
        "id": "pack-synthetic",
        "version": "1",
        "title": "Synthetic policy",
        "owner": "policy-1",
        "published_at": "2026-01-01T00:00:00+08:00",
        "families": families,
    }
    files = {"pack.json": json.dumps(head).encode()}
    for digit in range(10):
        for number in (1, 2):
            files[f"{digit}.{number}.v1.md"] = (
                f'+++\nid = "{digit}.{number}"\nversion = 1\ntitle = "Clause {digit}.{number}"\n'
                'from = 2025-01-01T00:00:00+08:00\nacceptable_actions = ["REMOVE"]\n'
                'severity = "major"\n+++\nWords of the clause.\n'
            ).encode()
    return files


def synthetic_cases(count: int, seed: int = 7) -> Iterable[Table]:
    """Listings with a title, a description and an attribute in seven languages, all decided."""
    chance = random.Random(seed)
    tags = list(WORDS)
    vocabulary = {tag: words.split() for tag, words in WORDS.items()}
    for number in range(count):
        tag = tags[number % len(tags)]
        words = vocabulary[tag]
        at = FIRST_DAY + timedelta(seconds=37 * number)
        title = " ".join(chance.choices(words, k=6))
        text = ". ".join(" ".join(chance.choices(words, k=12)) for _ in range(4)) + "."
        action = ACTIONS[chance.randrange(len(ACTIONS))]
        yield {
            "id": uuid7(chance, at),
            "source_id": f"L-{number:07d}",
            "content_type": "listing",
            "market": MARKETS[number % len(MARKETS)],
            "ship_to": [MARKETS[number % len(MARKETS)]],
            "category": "fashion/bags",
            "seller": f"s-{chance.randrange(5000)}",
            "exposure": {
                "impressions": chance.randrange(100_000),
                "orders": chance.randrange(300),
                "value": chance.randrange(100_000) / 100,
                "currency": "USD",
            },
            "snapshot_at": at.isoformat(),
            "content_version": "1",
            "harm_tags": [],
            "facts": {"price": f"{chance.randrange(500)}.00", "brand": "–"},
            "parts": [
                _part("title", "title", title, tag),
                _part("description", "description", text, tag),
                {**_part("a1", "attribute", words[0], tag), "name": "material"},
            ],
            "media": [],
            "stratum": f"s{number % 4}",
            "inclusion_probability": 0.05,
            "cluster": None,
            "decision": {
                "by": f"m-{chance.randrange(40):02d}",
                "vendor": f"v-{'abc'[number % 3]}",
                "site": "KUL-1",
                "decided_at": (at + timedelta(hours=3)).isoformat(),
                "handling_seconds": 20 + chance.randrange(80),
                "prior_points": chance.randrange(6),
                "penalty": "none",
                "penalty_set_by": "system",
                "automated": False,
                "action": action,
                "findings": [] if action == "NONE" else [_finding(chance, action, len(title))],
                "note": "",
            },
            "earlier": [],
        }


def _part(name: str, kind: str, text: str, tag: str) -> Table:
    return {"id": name, "kind": kind, "text": text, "language": tag}


def _finding(chance: random.Random, action: str, length: int) -> Table:
    return {
        "target": {"kind": "part", "ref": "title"},
        "clause": f"{chance.randrange(10)}.{1 + chance.randrange(2)}",
        "version": 1,
        "action": action,
        "evidence": [{"part": "title", "start": 0, "end": min(8, length)}],
        "primary": True,
    }


def make_synthetic(folder: Path, count: int, seed: int = 7) -> Path:
    """A whole synthetic batch in a folder."""
    manifest = manifest_of(f"synthetic {count} {seed}", f"Synthetic, {count} cases")
    manifest["policy_pack"] = {"id": "pack-synthetic", "version": "1"}
    return write_batch(folder, manifest, synthetic_cases(count, seed), pack_files())


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=50_000)
    given = parser.parse_args()
    print(make_synthetic(given.folder, given.cases))


if __name__ == "__main__":
    main()
