"""How far a package can be trusted, in a line: figures measured on its very weights, figures
published for its pair, or what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from workstation.language.resources import model_data

if TYPE_CHECKING:
    from workstation.language.packages.models import Package

_OWN_WORDS = 200


def told(from_code: str, to_code: str, version: str, weights: str, own: object) -> tuple[str, str]:
    """(a sentence, a compact figure) about a package; both empty where nothing is known.

    `weights` is the SHA-256 of its model, `own` what its metadata says.
    """
    data = model_data("quality.toml")
    measured = data["measured"].get(weights) if weights else None
    if measured is not None and measured["into"] == to_code and from_code in measured["market"]:
        return _measured(measured, from_code)
    # What somebody made at home is not what the figures were published for.
    public = not version.startswith("0.")
    published = data["published"].get(f"{from_code}_{to_code}") if public else None
    said = []
    if published is not None:
        said.append(f"FLORES BLEU {published:g} published for this pair")
    if isinstance(own, str) and own.strip():
        said.append(f"It says of itself: {own.strip()[:_OWN_WORDS]}")
    return ". ".join(said), f"FLORES BLEU {published:g} published" if published is not None else ""


def doubt_of(package: Package) -> str:
    """What its doubt was measured on; empty where it was not. Reads files, and loads the room of
    doubt, so it is asked for lists only."""
    from workstation.language.doubt.calibration import calibration_of

    found = package.digest and calibration_of(
        package.name, package.version, package.digest, package.path
    )
    if not found:
        return ""
    on = f"{found.sentences} sentences"
    if found.languages > 1:  # not of this pair's language alone
        on = f"{on} of {found.languages} languages"
    return f"Confidence measured on {on}: {found.text}"


def with_quality(stamps: Iterable[str], packages: Sequence[Package]) -> tuple[str, ...]:
    """`name version options` of translations, each with the measured quality of its package where
    one is known: `translate-ms_en 0.1 beam=4; chrF 37`."""
    known = {(package.name, package.version): package.quality for package in packages}
    return tuple(
        f"{stamp}; {quality}" if (quality := _quality_of(stamp, known)) else stamp
        for stamp in stamps
    )


def _quality_of(stamp: str, known: dict[tuple[str, str], str]) -> str:
    name, _, rest = stamp.partition(" ")
    version = rest.partition(" ")[0]
    if found := known.get((name, version)):
        return found
    names, versions = name.split("+"), version.split("+")
    if len(names) < 2 or len(names) != len(versions):
        return ""
    through = [known.get(one, "") for one in zip(names, versions, strict=True)]
    return " + ".join(one or "not measured" for one in through) if any(through) else ""


def _measured(measured: dict[str, Any], code: str) -> tuple[str, str]:
    parts = []
    for kind, words in (("market", "market sentences"), ("everyday", "everyday ones")):
        if code in measured.get(kind, {}):
            bleu, chrf = measured[kind][code]
            parts.append(f"chrF {chrf:g}, BLEU {bleu:g} on {words}")
    _, chrf = measured["market"][code]
    return f"{measured['words']} Measured: {'; '.join(parts)}", f"chrF {chrf:g}"
