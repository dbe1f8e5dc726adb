"""The middle of the screen: facts, sentence grid, media strip, the large view over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workstation.domain.case import Case, Part
from workstation.domain.decision import Decision, TargetKind
from workstation.language.ahead.known import Known, made_in
from workstation.language.ahead.rendered import RenderedCase
from workstation.language.packages.models import Package
from workstation.review.prepare import Prepared
from workstation.ui import own_keys
from workstation.ui.background import Background
from workstation.ui.case.facts import FactsLine
from workstation.ui.case.grid import SentenceGrid
from workstation.ui.case.images import Decoder, Load
from workstation.ui.case.layout import LaidOut, PutState, lay_out, shown_pairs
from workstation.ui.case.media_cover import NOTHING, Cover, Wish, cover_of
from workstation.ui.case.media_strip import MediaStrip
from workstation.ui.case.media_text import lines_of
from workstation.ui.case.trust_line import TrustLine
from workstation.ui.case.trust_words import NOTHING_KNOWN, packages_in_full, packages_line
from workstation.ui.held import Hold
from workstation.ui.plain import visible
from workstation.ui.terms import clock, language_name, term

UNSHOWN = "!"
"""Before a medium's sha256 in a draft: it was said that it cannot be shown."""


if TYPE_CHECKING:
    from workstation.ui.case.media_view import MediaView


class CasePane(QWidget):
    """Shows one prepared case, and keeps the next one laid out.

    `touched` is a sign of life; `boxed(evidence)` something in a medium is to be pinned; `looked`
    another medium has been looked at.
    """

    touched = Signal()
    boxed = Signal(object)
    looked = Signal()

    def __init__(
        self,
        load: Load,
        background: Background,
        parent: QWidget | None = None,
        *,
        packages: Callable[[], Sequence[Package]] = tuple,
        known: Callable[[RenderedCase], Future[Known]] | None = None,
    ) -> None:
        """Empty until `show_case`. `load` gives the bytes of a medium, `packages` those that
        translate, `known` what more can be said of a case's translations."""
        super().__init__(parent)
        self._packages, self._ask_known = packages, known
        self._known = NOTHING_KNOWN
        self._load = load
        self._background = background
        self._step = 1.5
        self._stacked = False
        self._prepared: Prepared | None = None
        self._next: tuple[Prepared, LaidOut] | None = None
        self._viewed: set[str] = set()
        self._unshown: set[str] = set()
        self._wish = Wish()
        self._decoder = Decoder()
        self.destroyed.connect(self._decoder.close)
        self.facts = FactsLine(self)
        self.grid = SentenceGrid(self)
        self.trust = TrustLine(self)
        self.media = MediaStrip(self, self._decoder)
        self._view: MediaView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.facts)
        column.addWidget(self.grid, 1)
        column.addWidget(self.trust)
        column.addWidget(self.media)
        self.grid.width_changed.connect(self._on_width_changed)
        self.grid.touched.connect(self.touched)
        self.grid.entered_row.connect(self._on_entered_row)
        self.media.opened.connect(self.open_media)
        self.grid.installEventFilter(self)
        self._peek = Hold(self, self.media.set_peeking)

    def know_as(self, other: CasePane) -> None:
        """Tells of translations what the other does; before the first case."""
        self._packages, self._ask_known = other._packages, other._ask_known

    @property
    def view(self) -> MediaView:
        """The large view; made after the first case has been painted."""
        if self._view is None:
            from workstation.ui.case.media_view import MediaView

            self._view = view = MediaView(self, self._decoder)
            view.viewed.connect(self._on_viewed)
            view.unshown.connect(self._on_unshown)
            view.closed.connect(self.grid.setFocus)
            view.evidence.connect(self.boxed)
        return self._view

    def _is_large(self) -> bool:
        return self._view is not None and self._view.isVisible()

    def show_case(self, prepared: Prepared, opened: Sequence[str] = ()) -> None:
        """Put a case on the screen, from its top. `opened` are the media looked at before, as
        `media_kept` told them."""
        laid = self._take_next(prepared) or self._lay_out(prepared)
        self._prepared = prepared
        self._unshown = {one.removeprefix(UNSHOWN) for one in opened if one.startswith(UNSHOWN)}
        self._viewed = {one.removeprefix(UNSHOWN) for one in opened}
        if self._view is None:
            QTimer.singleShot(0, self, lambda: self.view)
        else:
            self._view.close_view()
        self.facts.show_case(prepared.view)
        self._known = NOTHING_KNOWN
        self.grid.show_case(laid)
        self.grid.set_actioned(_actioned(prepared.view.decision))
        self._tell_trust()
        self.media.set_media(
            prepared.view.case.media,
            self._load,
            self._background,
            cover=self._cover(),
            opened=tuple(self._viewed),
        )

    def clear(self) -> None:
        """Nothing of a case is on the screen any more."""
        self._prepared = self._next = None
        self._viewed.clear()
        self._unshown.clear()
        if self._view is not None:
            self._view.close_view()
        self.facts.clear()
        self.grid.clear()
        self._tell_trust()
        self.media.set_media((), self._load, self._background)
        self.forget_media()

    def say_nothing_open(self, batch: bool = False) -> None:
        """No batch is open, or no case of it: what there is to do."""
        words = (
            self.tr("No case is open. Ctrl+R lists the verdicts of this batch, Ctrl+B the batches.")
            if batch
            else self.tr("No case is open. Ctrl+B chooses a batch, Ctrl+O brings one in.")
        )
        self.grid.set_note(own_keys.say(words))

    def forget_media(self) -> None:
        """No pixel and no byte of any medium is kept, here or in a process."""
        if self._view is not None:
            self._view.forget()
        self.media.forget()
        self._decoder.forget()

    def close_media(self) -> None:
        """The window closes: players and helpers end."""
        if self._view is not None:
            self._view.forget()
        self._decoder.close()

    def set_wish(self, wish: Wish) -> None:
        """What of the media is to be covered, from here on."""
        self._wish = wish
        self.media.set_cover(self._cover())
        if self._view is not None:
            self._view.set_cover(self._cover())

    @property
    def wish(self) -> Wish:
        """What is covered, for other panes."""
        return self._wish

    def cover(self) -> Cover:
        """What lies over the media of the case on the screen."""
        return self._cover()

    def _cover(self) -> Cover:
        if self._prepared is None or not self._prepared.view.case.media:
            return NOTHING
        return cover_of(self._wish, self._prepared.view.case.harm_tags)

    def change_case(self, prepared: Prepared) -> None:
        """The same case, more is known: nothing that is on the screen moves."""
        self._prepared = prepared
        self.facts.show_case(prepared.view)
        self.grid.show_case(self._lay_out(prepared, self.grid.laid), stay=True)
        self.grid.set_actioned(_actioned(prepared.view.decision))
        self._tell_trust()
        if self._is_large():
            self.view.set_lines(lines_of(prepared))

    def lay_out_next(self, prepared: Prepared) -> None:
        """Lay the next case out while this one is read."""
        laid = self._lay_out(prepared)
        self._next = (prepared, laid)
        self.grid.prepare(laid)
        self.trust.prepare(laid)
        self.facts.prepare(prepared.view)
        # Its thumbnails, once what is being done now is done.
        media = prepared.view.case.media
        QTimer.singleShot(0, self, lambda: self.media.prepare(media, self._load, self._background))

    def learn(self) -> None:
        """Ask what more can be said of the translations on the screen; told when it comes."""
        if self._ask_known is None or self._prepared is None:
            return
        rendered = self._prepared.rendered
        self._background.when_done(
            self._ask_known(rendered), lambda known: self._on_known(rendered, known)
        )

    def _on_known(self, rendered: RenderedCase, known: Known) -> None:
        if self._prepared is not None and self._prepared.rendered is rendered:
            self._known = known
            self._tell_trust()

    def _tell_trust(self) -> None:
        self.grid.set_known(self._known, self.packages_in_full())
        self._on_entered_row()

    def _on_entered_row(self) -> None:
        self.trust.show_row(self.grid.current_row(), self.grid.laid, self._known)

    def trust_lines(self) -> list[str]:
        """How far the translation under the caret can be trusted, and what made the case's."""
        row = self.trust.lines()
        told = [self.tr("The sentence under the caret:"), *row] if row else []
        packages = self.packages_in_full()
        if packages:
            told += ["", self.tr("Translated by:"), *packages]
        return told

    def packages_in_full(self) -> list[str]:
        """What made the translations on the screen, a package to a line."""
        rows = self.grid.laid.rows if self.grid.laid else []
        return packages_in_full((row.made for row in rows if row.made), self._packages())

    def set_step(self, step: float) -> None:
        """How much larger the case's words are than the rest."""
        self._step = step
        self._next = None
        if self._prepared is not None:
            self.grid.show_case(self._lay_out(self._prepared), stay=True)

    def set_stacked(self, stacked: bool) -> None:
        """Translations under their originals instead of beside them."""
        if stacked == self._stacked:
            return
        self._stacked = stacked
        self._next = None
        if self._prepared is not None:
            self.grid.show_case(self._lay_out(self._prepared), stay=True)

    def open_media(self, index: int | None = None) -> None:
        """Show a medium large; without a number the next that has not been looked at."""
        if self._prepared is None or not self._prepared.view.case.media:
            return
        self.view.show_media(
            self._prepared.view.case.media,
            self.media.next_to_open() if index is None else index,
            lines_of(self._prepared),
            self._load,
            self._background,
            cover=self._cover(),
            pinned=self.grid.pinned_media,
        )

    def media_missing(self) -> tuple[str, ...]:
        """Media that must have been opened before a verdict counts, and were not."""
        return self.media.missing()

    def translations_shown(self) -> tuple[tuple[str, str], ...]:
        """(sentence digest, digest of its translation) of what stands beside the originals."""
        return shown_pairs(self.grid.laid.rows) if self.grid.laid else ()

    def packages_shown(self) -> tuple[str, ...]:
        """Packages, versions and options of the translations that were shown."""
        rows = self.grid.laid.rows if self.grid.laid else []
        held = {row.package for row in rows if row.state is PutState.READY and row.package}
        return tuple(sorted(held))

    def media_viewed(self) -> tuple[str, ...]:
        """Media that were looked at, or of which it was said that they cannot be shown."""
        return tuple(sorted(self._viewed))

    def media_unshown(self) -> tuple[str, ...]:
        """Those of them that could not be shown."""
        return tuple(sorted(self._unshown & self._viewed))

    def media_kept(self) -> tuple[str, ...]:
        """Both, as a draft keeps them."""
        return tuple(sorted(UNSHOWN + one if one in self._unshown else one for one in self._viewed))

    def pair_words(self) -> str:
        """`Malay → English`, with a mark where a language is unsure."""
        if self._prepared is None:
            return ""
        found = [part.detection for part in self._prepared.rendered.parts if part.detection]
        names = list(dict.fromkeys(language_name(d.language) for d in found))
        unsure = " ?" if any(d.unsure for d in found) else ""
        if not names:
            return self.tr("detecting the language …")
        target = language_name(self._prepared.rendered.target)
        return f"{', '.join(names[:3])}{unsure} → {target}"

    def shown_text(self) -> str:
        """Every word on it."""
        return "\n".join(
            [
                self.facts.shown_text(),
                self.grid.shown_text(),
                self.trust.shown_text(),
                self.media.shown_text(),
                self.view.shown_text() if self._is_large() else "",
            ]
        )

    def _lay_out(self, prepared: Prepared, keep: LaidOut | None = None) -> LaidOut:
        case = prepared.view.case
        width = self.grid.text_width()
        if keep is not None and keep.width != width:
            keep = None
        words = headings(case, prepared)
        return lay_out(
            case,
            prepared.rendered,
            width,
            words,
            self._step,
            keep,
            stacked=self._stacked,
            packages=packages_line(made_in(prepared.rendered), self._packages()),
        )

    def _take_next(self, prepared: Prepared) -> LaidOut | None:
        held, self._next = self._next, None
        if held is None:
            return None
        before, laid = held
        same = before is prepared or before.rendered == prepared.rendered
        return laid if same and laid.width == self.grid.text_width() else None

    def _on_width_changed(self, _width: float) -> None:
        self._next = None
        if self._prepared is not None:
            self.grid.show_case(self._lay_out(self._prepared), stay=True)
        if self._is_large():
            self.view.setGeometry(self.rect())

    def _on_viewed(self, sha256: str) -> None:
        if sha256 in self._viewed and sha256 not in self._unshown:
            return
        self._unshown.discard(sha256)
        self._viewed.add(sha256)
        self.media.set_opened(sha256)
        self.looked.emit()

    def _on_unshown(self, sha256: str) -> None:
        if sha256 not in self._viewed:
            self._viewed.add(sha256)
            self._unshown.add(sha256)
            self.media.set_opened(sha256)
            self.looked.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space held on the case: the thumbnails are seen without their cover."""
        if watched is self.grid and event.type() in (
            QEvent.Type.KeyPress,
            QEvent.Type.KeyRelease,
            QEvent.Type.FocusOut,
        ):
            if event.type() == QEvent.Type.FocusOut:
                self._peek.end_now()
            elif (
                isinstance(event, QKeyEvent)
                and event.key() == Qt.Key.Key_Space
                and event.modifiers() == Qt.KeyboardModifier.NoModifier
            ):
                if event.type() == QEvent.Type.KeyPress:
                    self._peek.begin()
                elif not event.isAutoRepeat():
                    self._peek.end()
                return True
        return super().eventFilter(watched, event)


def headings(case: Case, prepared: Prepared) -> dict[str, str]:
    """The words over each part: its kind, its speaker and time, its language where it is not
    the case's."""
    languages = {
        part.part_id: part.detection.language
        for part in prepared.rendered.parts
        if part.detection is not None
    }
    first = next(iter(languages.values()), "")
    told = {}
    for part in case.parts:
        words = _part_words(case, part)
        language = languages.get(part.id, "")
        if language and language != first:
            words = f"{words} · {language_name(language)}"
        told[part.id] = words
    return told


def _part_words(case: Case, part: Part) -> str:
    words = (
        visible(part.name) if part.kind == "attribute" and part.name else term(f"part.{part.kind}")
    )
    if part.kind == "image_text":
        number = next((n for n, m in enumerate(case.media, 1) if m.sha256 == part.media), 0)
        words = f"{words} {number}" if number else words
    if part.speaker:
        words = f"{visible(part.speaker)}"
        if part.at:
            words += f" · {part.at[11:16]}"
    if part.t0 is not None:
        words = f"{words} · {clock(part.t0)}"
    return words


def _actioned(decision: Decision | None) -> frozenset[str]:
    if decision is None:
        return frozenset()
    return frozenset(
        finding.target.ref
        for finding in decision.findings
        if finding.target.kind is TargetKind.PART and finding.target.ref
    )
