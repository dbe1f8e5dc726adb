"""What is said of how far a package can be trusted."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

from msgspec.structs import replace

from workstation.language.packages.models import installed
from workstation.language.packages.trust import doubt_of, told, with_quality
from workstation.language.resources import ROOT, STARTER

QUALITY = tomllib.loads((ROOT / "models" / "quality.toml").read_text("utf-8"))


def test_the_figures_are_of_the_weights_that_ship() -> None:
    weights = hashlib.sha256((STARTER / "model" / "model.bin").read_bytes()).hexdigest()
    assert list(QUALITY["measured"]) == [weights]
    measured = QUALITY["measured"][weights]
    assert set(measured["market"]) == set(measured["everyday"]) == {
        "ms", "id", "zh", "th", "vi", "tl", "ar", "es",
    }  # fmt: skip


def test_the_starter_says_what_was_measured(packages: Path) -> None:
    notes = {package.source: (package.note, package.quality) for package in installed(packages)}
    note, quality = notes["ms"]
    assert quality == "chrF 37"
    assert "never for a verdict" in note
    assert "chrF 37, BLEU 17.5 on market sentences; chrF 60, BLEU 40 on everyday ones" in note
    assert all("Measured" in note and quality for note, quality in notes.values())


def test_a_figure_is_said_of_what_it_was_measured_or_published_for_alone() -> None:
    [weights] = QUALITY["measured"]
    assert told("ms", "th", "0.1", weights, None) == ("", "")  # not what it was trained for
    assert told("ko", "en", "0.1", "", None) == ("", "")  # made at home
    note, quality = told("ko", "en", "1.1", "ab" * 32, None)
    assert note == "FLORES BLEU 15.1 published for this pair"
    assert quality == "FLORES BLEU 15.1 published"
    note, quality = told("ms", "en", "1.0", "ab" * 32, "The best there is\n" * 100)
    assert note.startswith("It says of itself: The best there is")
    assert len(note) < 250
    assert quality == ""
    assert told("ms", "en", "1.0", "", ["no", "words"]) == ("", "")


def test_a_stamp_gets_the_quality_of_its_packages(packages: Path) -> None:
    [thai] = [one for one in installed(packages) if one.source == "th"]
    onward = replace(thai, name="translate-en_ms", version="2", quality="")
    held = [thai, onward]
    stamps = (
        "translate-th_en 0.1 beam=4",
        "translate-th_en 0.2 beam=4",  # another version: nothing is known
        "translate-th_en+translate-en_ms 0.1+2 beam=4",
        "by a person",
        "",
    )
    assert with_quality(stamps, held) == (
        "translate-th_en 0.1 beam=4; chrF 32",
        "translate-th_en 0.2 beam=4",
        "translate-th_en+translate-en_ms 0.1+2 beam=4; chrF 32 + not measured",
        "by a person",
        "",
    )
    assert with_quality(stamps, []) == stamps


def test_doubt_says_what_it_was_measured_on(packages: Path) -> None:
    package = installed(packages)[0]
    assert re.match(r"Confidence measured on \d+ sentences of 8 languages: ", doubt_of(package))
    assert doubt_of(replace(package, digest="")) == ""
    assert doubt_of(replace(package, digest="0" * 64)) == ""
