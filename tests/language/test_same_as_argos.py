"""What enters the engine comes out as argostranslate's own `translate()` gives it."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks import argos_peer
from benchmarks.random_model import Size, make_package
from workstation.domain.language import Translation
from workstation.language.engine.engine import Engine
from workstation.language.kept.protect import plan
from workstation.language.packages.installing import install, install_starter

WAIT = 60
LANGUAGES = ("th", "zh", "es", "ms")
# Three languages in a row: nothing leads from th to tr but over English and ms.
ONWARD = {"ms": ("en", "ms"), "tr": ("ms", "tr")}


@pytest.fixture(scope="module")
def work(held_out: dict[str, list[str]]) -> dict[str, list[str]]:
    """Texts that nothing is cut off or replaced in; two of more lines than one."""
    found = {}
    for language in LANGUAGES:
        tag = {"zh": "zh-Hans"}.get(language, language)
        texts = [one for one in held_out[language] if plan(one, tag, keeps=True).core == one][:10]
        assert len(texts) == 10
        found[tag] = [*texts, "\n".join(texts[:3]), f"{texts[3]} {texts[4]}"]
    return found


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    folder = tmp_path / "packages"
    install_starter(folder)
    return folder


@pytest.fixture
def translated(packages: Path, tmp_path: Path) -> Iterator[Callable[..., list[Translation]]]:
    engine = Engine(packages, tmp_path / "log")

    def ask(texts: list[str], source: str, target: str) -> list[Translation]:
        return list(engine.translate(texts, source, target).result(WAIT))

    yield ask
    engine.close()


def like(packages: Path, name: str, target: Path, **metadata: str) -> Path:
    """A package with the weights of another and its own metadata."""
    shutil.copytree(packages / name, target)
    (target / "metadata.json").write_text(
        json.dumps({"package_version": "1.0", **metadata}), encoding="utf-8"
    )
    # What was recorded when the other was installed is not true of this one.
    for record in target.glob(".*"):
        record.unlink()
    return target


def unequal(made: list[Translation], expected: list[str]) -> list[tuple[str, str]]:
    """Without those whose endless loop was cut on purpose."""
    pairs = [
        (one.text, other.strip())
        for one, other in zip(made, expected, strict=True)
        if "looping" not in one.marks
    ]
    assert len(pairs) >= 0.8 * len(made)
    return [pair for pair in pairs if pair[0] != pair[1]]


@pytest.mark.parametrize(("target", "legs"), [("en", 1), ("ms", 2), ("tr", 3)])
def test_direct_and_over_other_languages(
    target: str,
    legs: int,
    work: dict[str, list[str]],
    packages: Path,
    tmp_path: Path,
    translated: Callable[..., list[Translation]],
) -> None:
    for name, (start, goal) in ONWARD.items():
        made = like(packages, "translate-ms_en-0_1", tmp_path / name, from_code=start, to_code=goal)
        install(made, packages)
    work = {source: texts for source, texts in work.items() if source != "ms"}
    _, expected = argos_peer.run(packages, tmp_path / "home", work, target)
    for source, texts in work.items():
        made = translated(texts, source, target)
        assert unequal(made, expected[source]) == []
        assert {len(one.package.split("+")) for one in made} == {legs}
        assert any(one.links for one in made)
        assert all(one.confidence is None for one in made) == (legs > 1)


def test_a_package_that_says_its_target_to_the_model(
    work: dict[str, list[str]],
    packages: Path,
    tmp_path: Path,
    translated: Callable[..., list[Translation]],
) -> None:
    made = like(
        packages,
        "translate-ms_en-0_1",
        tmp_path / "prefixed",
        from_code="ko",
        to_code="en",
        target_prefix="▁The",
    )
    install(made, packages)
    texts = {"ko": work["ms"]}
    _, expected = argos_peer.run(packages, tmp_path / "home", texts, "en")
    found = translated(texts["ko"], "ko", "en")
    assert unequal(found, expected["ko"]) == []
    assert any(one.links for one in found)


def test_a_public_package_with_its_stanza_folder(
    argosmodel: Path,
    work: dict[str, list[str]],
    tmp_path: Path,
) -> None:
    """argostranslate would have a splitter fetched for it; nothing of the folder is read."""
    archive = tmp_path / "translate-ms_en-1_9.argosmodel"
    shutil.copy(argosmodel, archive)
    with zipfile.ZipFile(archive, "a") as file:
        root = file.namelist()[0].split("/")[0]
        file.writestr(f"{root}/stanza/ms/tokenize/gsd.pt", b"\x80\x02}q\x00." + bytes(1000))
        file.writestr(f"{root}/stanza/resources.json", b'{"ms": {"alias": "malay"}}')
    packages = tmp_path / "packages"
    installed = install(archive, packages)
    folder = installed.path if hasattr(installed, "path") else next(packages.glob("translate-*"))
    assert (folder / "stanza" / "ms" / "tokenize" / "gsd.pt").exists()
    _, expected = argos_peer.run(packages, tmp_path / "home", {"ms": work["ms"]}, "en")
    engine = Engine(packages, tmp_path / "log")
    try:
        made = list(engine.translate(work["ms"], "ms", "en").result(WAIT))
    finally:
        engine.close()
    assert unequal(made, expected["ms"]) == []


def test_a_model_as_the_public_ones_are_built(
    work: dict[str, list[str]], tmp_path: Path, translated: Callable[..., list[Translation]]
) -> None:
    """Six and six layers, its own alignment setting; small, for what it says is nonsense."""
    packages = tmp_path / "packages"
    shutil.rmtree(packages)
    make_package(packages, "ms", "en", Size(width=64, feed=128, heads=4, pieces=12_000))
    texts = {"ms": work["ms"][:4]}
    _, expected = argos_peer.run(packages, tmp_path / "home", texts, "en")
    made = translated(texts["ms"], "ms", "en")
    # Every one loops; where we cut, argostranslate's goes on as it began.
    for one, other in zip(made, expected["ms"], strict=True):
        assert other.strip().startswith(one.text.split("…")[0].strip())
