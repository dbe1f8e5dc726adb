"""A real store, and batches to bring in, made here or spoiled here."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.make_batches import manifest_of, pack_files, synthetic_cases, write_batch
from workstation.intake.importer import ImportReport, import_batch
from workstation.store.keys import Protection
from workstation.store.store import Store, create

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
TABLES = (
    *("batch", "case", "part", "media", "media_bytes", "item", "decision", "finding", "task"),
    *("quarantine", "pack", "clause_version", "clause_words"),
)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24


@dataclass
class Desk:
    """A store, and what a person does with batches at it."""

    store: Store

    def bring(self, source: Path, person: str = "a-1", **more: Any) -> ImportReport:
        return import_batch(self.store, source, person, lambda: NOW, **more)

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self.store.read(lambda db: db.conn.execute(query, values).fetchall()).result()

    def counts(self) -> dict[str, int]:
        return {table: self.sql(f"SELECT count(*) FROM [{table}]")[0][0] for table in TABLES}

    def empty(self) -> bool:
        left = {table: count for table, count in self.counts().items() if count}
        indexes = self.sql("SELECT name FROM sqlite_schema WHERE name LIKE '%for_deleting'")
        assert not left
        assert not indexes
        return True


@dataclass
class Draft:
    """A batch that is being made: change it, then write it."""

    manifest: dict[str, Any]
    cases: list[Any]
    policies: dict[str, bytes] = field(default_factory=pack_files)
    media: dict[str, bytes] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        return write_batch(folder, self.manifest, self.cases, self.policies, self.media)

    def write_lines(self, folder: Path, lines: bytes) -> Path:
        """With these bytes as cases.jsonl, and the right hash."""
        self.write(folder)
        return put(folder, "cases.jsonl", lines)

    def add_medium(self, case: int, data: bytes = PNG, ending: str = "png", **more: Any) -> str:
        sha = hashlib.sha256(data).hexdigest()
        self.media[f"{sha}.{ending}"] = data
        self.cases[case]["media"].append({"sha256": sha, "kind": "image", "name": "1", **more})
        return sha


def put(folder: Path, name: str, data: bytes) -> Path:
    """Put a file into a written batch, and its hash into batch.json."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    manifest = json.loads((folder / "batch.json").read_text("utf-8"))
    manifest["files"][name] = hashlib.sha256(data).hexdigest()
    (folder / "batch.json").write_text(json.dumps(manifest), "utf-8")
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = create(tmp_path / "store", Protection.FILE)
    yield Desk(store)
    store.close()


@pytest.fixture
def other_desk(tmp_path: Path) -> Iterator[Desk]:
    store = create(tmp_path / "other-store", Protection.FILE)
    yield Desk(store)
    store.close()


@pytest.fixture
def draft() -> Callable[..., Draft]:
    def make(count: int = 6, seed: str = "one", **manifest: Any) -> Draft:
        head = manifest_of(seed, f"Batch {seed}", **manifest)
        head.setdefault("policy_pack", {"id": "pack-synthetic", "version": "1"})
        return Draft(head, copy.deepcopy(list(synthetic_cases(count))))

    return make


@pytest.fixture
def refile() -> Callable[[Path, str, bytes], Path]:
    return put


def line_of(case: Mapping[str, Any]) -> bytes:
    return json.dumps(case).encode() + b"\n"
