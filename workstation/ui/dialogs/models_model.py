"""Translation packages as rows of a table, and the words of each."""

from __future__ import annotations

from PySide6.QtGui import QColor

from workstation.language.packages.models import Package
from workstation.language.packages.overview import Line
from workstation.ui import plain, theme
from workstation.ui.dialogs.table import RowsModel
from workstation.ui.terms import language_name
from workstation.words import sentence


class PackagesModel(RowsModel):
    """Packages by name, damaged ones last."""

    WIDTHS = (200, 150, 70, 110, 150, 0)
    STATE = 3

    def columns(self) -> tuple[str, ...]:
        """Pair, name, version, state, size, note."""
        return (
            self.tr("Languages"),
            self.tr("Package"),
            self.tr("Version"),
            self.tr("State"),
            self.tr("On the disk"),
            self.tr("Quality"),
        )

    def words_of(self, row: Line) -> tuple[str, ...]:
        """The cells of a row."""
        package = row.package
        if package is None:
            fault = plain.visible(sentence(row.fault)) if row.fault else ""
            name = plain.visible(row.path.name)
            return ("", name, "", self.state(row), self.size(row), fault)
        pair = self.tr("{source} to {target}").format(
            source=language_name(package.source), target=language_name(package.target)
        )
        return (
            pair,
            plain.visible(package.name),
            plain.visible(package.version),
            self.state(row),
            self.size(row),
            self.quality(package),
        )

    def tip_of(self, row: Line, column: int) -> str:
        """The whole of a cell; of the package's name where it lies."""
        if column == 1:
            return plain.visible(str(row.path))
        return self.words_of(row)[column]

    def is_bold(self, row: Line, column: int) -> bool:
        """What is damaged, where that is said."""
        return column == self.STATE and row.fault is not None

    def colour_of(self, row: Line, column: int) -> QColor | None:
        """What does not translate is quieter; what is damaged stands out."""
        if row.fault is not None:
            return QColor(theme.colours().bad) if column == self.STATE else None
        return None if row.in_use else QColor(theme.colours().quiet)

    def state(self, row: Line) -> str:
        """Whether it translates."""
        if row.fault is not None:
            return self.tr("! damaged")
        return self.tr("✓ in use") if row.in_use else self.tr("– not in use")

    def quality(self, package: Package) -> str:
        """What is known of it; where it was measured the figure comes first."""
        if not package.note:
            return self.tr("no figure is known")
        if package.note.startswith(package.quality):
            return plain.visible(package.note)
        return plain.visible(f"{package.quality}.  {package.note}")

    def size(self, row: Line) -> str:
        """What it takes of the disk, and whether others share that."""
        words = self.tr("{n} MB").format(n=megabytes(row.size))
        if row.own >= row.size:
            return words
        return self.tr("{n} MB, shared").format(n=megabytes(row.size))


def megabytes(size: int) -> str:
    """A size in megabytes, never nothing: `11`, `0.4`."""
    return f"{size / 1e6:.0f}" if size >= 1e6 else f"{max(size, 1e5) / 1e6:.1f}"
