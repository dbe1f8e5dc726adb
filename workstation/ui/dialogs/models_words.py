"""What the panel of translation packages says: how things went, and what is known of a package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from workstation.language.packages.checking import Checked
from workstation.language.packages.installing import Outcome
from workstation.language.packages.overview import Line, Overview
from workstation.ui.dialogs.models_model import megabytes
from workstation.words import sentence

_TOLD = 3  # refused packages whose reasons are told at once
_NAMED = 3  # packages that are named; of more their number


class ModelsWords(QObject):
    """Belongs to the panel."""

    def sum(self, found: Overview) -> str:
        """How many there are, and what they take of the disk."""
        if not found.lines:
            return ""
        bad = sum(line.fault is not None for line in found.lines)
        words = self.tr("Packages: {n}, {size} MB in all; what they share is counted once.")
        said = words.format(n=len(found.lines) - bad, size=megabytes(found.total))
        return f"{said} {self.tr('Damaged: {n}.').format(n=bad)}" if bad else said

    def about(self, line: Line | None, doubts: Mapping[Path, str]) -> str:
        """What is known of a package, or why it is left out."""
        if line is None:
            return ""
        if line.package is None:
            return sentence(line.fault) if line.fault else ""
        package = line.package
        said = [package.note or self.tr("Nothing is known of its quality.")]
        if doubt := doubts.get(package.path):
            said.append(f"{doubt.rstrip('.')}.")
        if package.digest:
            said.append(self.tr("SHA-256 of its model: {digest}").format(digest=package.digest))
        else:
            said.append(self.tr("No SHA-256 was recorded of it; 6 does that."))
        return "\n".join(said)

    def installed(self, outcomes: Sequence[Outcome]) -> str:
        """What came of an installation."""
        refused = [one.fault for one in outcomes if one.fault is not None]
        there = [one for one in outcomes if one.was_there]
        added = [one for one in outcomes if one.fault is None and not one.was_there]
        saved = sum(one.saved for one in outcomes)
        said = []
        if not outcomes:
            said.append(self.tr("The team has nothing that your batches miss."))
        if added:
            said.append(self.tr("Packages installed: {n}.").format(n=_named(added)))
        if saved:
            words = self.tr("They share a model that was here, which saves {n} MB.")
            said.append(words.format(n=megabytes(saved)))
        if there:
            said.append(self.tr("There already: {n}.").format(n=_named(there)))
        if refused:
            said.append(self.tr("Refused: {n}.").format(n=len(refused)))
            said += [sentence(fault) for fault in refused[:_TOLD]]
        return " ".join(said)

    def offered(self, was_there: bool) -> str:
        """What came of an offer to the team."""
        if was_there:
            return self.tr("The team has this package already.")
        return self.tr("The team can install it now.")

    def checked(self, done: Sequence[Checked]) -> str:
        """What came of a check."""
        bad = sum(one.fault is not None for one in done)
        if not bad:
            return self.tr("Checked: {n}. All are as they were installed.").format(n=len(done))
        words = self.tr("Checked: {n}. Damaged: {bad}. Install those again, or remove them.")
        return words.format(n=len(done), bad=bad)


def _named(outcomes: Sequence[Outcome]) -> str:
    """Names and versions of few packages, the number of many."""
    packages = [one.package for one in outcomes if one.package is not None]
    if len(packages) > _NAMED:
        return str(len(outcomes))
    return ", ".join(f"{one.name} {one.version}" for one in packages)
