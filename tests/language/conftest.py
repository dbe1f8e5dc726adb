"""One starter installation and one engine for all tests of this room."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from workstation.domain.language import Detection, Translation
from workstation.language.engine.engine import Engine
from workstation.language.packages.installing import install_starter

ROOT = Path(__file__).resolve().parents[2]


class PlainMemory:
    """A memory in two dictionaries; counts what it was asked for."""

    def __init__(self) -> None:
        self.languages: dict[str, dict[str, Detection]] = {}
        self.translations: dict[tuple[str, str, str], Translation] = {}
        self.kept = 0

    def language_of(self, case_id: str) -> Mapping[str, Detection]:
        return self.languages.get(case_id, {})

    def keep_languages(self, by_case: Mapping[str, Mapping[str, Detection]]) -> None:
        self.languages |= {case: dict(languages) for case, languages in by_case.items()}

    def find(self, digests: Sequence[str], source: str, target: str) -> dict[str, Translation]:
        keys = ((digest, source, target) for digest in digests)
        return {key[0]: self.translations[key] for key in keys if key in self.translations}

    def makers(
        self, digests: Sequence[str], source: str, target: str
    ) -> dict[str, tuple[str, str, str]]:
        found = self.find(digests, source, target)
        return {digest: (one.package, one.version, one.options) for digest, one in found.items()}

    def keep(self, translations: Sequence[Translation]) -> None:
        self.kept += len(translations)
        for one in translations:
            self.translations[one.digest, one.source, one.target] = one


@pytest.fixture
def memory() -> PlainMemory:
    return PlainMemory()


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the eight starter packages; tests do not change it."""
    folder = tmp_path_factory.mktemp("starter") / "packages"
    install_starter(folder)
    return folder


@pytest.fixture(scope="session")
def engine(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = Engine(packages, tmp_path_factory.mktemp("log"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def held_out() -> dict[str, list[str]]:
    """Sentences by language that no profile was made from."""
    path = ROOT / "tests" / "data" / "detection-held-out.tsv"
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        language, sentence = line.split("\t")
        found.setdefault(language, []).append(sentence)
    return found


@pytest.fixture(scope="session")
def outside() -> Path:
    """Real public data beside the repository; tests that need it say why they skip."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no public data beside the repository (../shared/data)")
    return folder


@pytest.fixture(scope="session")
def argosmodel(request: pytest.FixtureRequest) -> Path:
    """A package file as the public ones are."""
    path = ROOT.parent / "shared" / "models" / "translate-ms_en-0_1.argosmodel"
    if not path.exists():
        pytest.skip("no package file beside the repository (../shared/models)")
    return path


@pytest.fixture
def jsonl():
    """Reads a JSONL file."""

    def read(path: Path) -> list[dict]:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    return read
