"""`models calibrate`: how far a package can be trusted, measured on your own sentences."""

from __future__ import annotations

from pathlib import Path

from msgspec import to_builtins

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.fault import WorldFault
from workstation.language.packages import models
from workstation.services import Services


def run(arguments: Arguments, services: Services, out: Out) -> int:
    """Measure an installed package, and keep what was measured beside it."""
    from workstation.language.doubt.calibrating import calibrate, read_pairs

    folder = services.store.paths.packages
    package = next(
        (
            one
            for one in models.usable(folder)
            if arguments.name in (one.name, one.path.name, f"{one.source}→{one.target}")
        ),
        None,
    )
    if package is None:
        raise WorldFault("language.package_unknown", name=arguments.name)
    pairs = read_pairs(Path(arguments.lines))
    out.note(f"{len(pairs)} sentences are translated …")
    text = arguments.words or f"{len(pairs)} sentences of {Path(arguments.lines).name}"
    made = calibrate(package, folder, pairs, text)
    services.packages_changed()
    lines = [
        f"{package.name} {package.version} is measured: fitted on "
        f"{made.calibration.sentences} sentences, checked on {made.checked} others.",
        f"Confidence and chrF agree to {made.ranks:.2f} (1 is perfectly, 0 not at all).",
        f"{made.marked:.0%} are marked; of the worst tenth {made.worst_marked:.0%}.",
        f"Of the marked, {made.deserved:.0%} are below chrF {made.calibration.relied_on:.0f}.",
        "Translations made from now on have a confidence.",
    ]
    out.report(to_builtins(made), lines)
    return 0
