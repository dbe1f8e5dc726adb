"""Two lines over the text: what the case is, and what was decided, once that may be seen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workstation.domain.batch import BatchKind
from workstation.domain.decision import Decision, Finding, TargetKind
from workstation.review.view import CaseView
from workstation.ui import theme
from workstation.ui.own_keys import say
from workstation.ui.plain import isolate, tip, visible
from workstation.ui.terms import clock, count, minute, money, term
from workstation.ui.widgets.canvas import Canvas

LINE = 21
PAD = 10
_BETWEEN = "  ·  "
# A tool tip would show the isolates of our own sentences as marks.
_NO_ISOLATES = {0x2068: None, 0x2069: None}


class FactsLine(QWidget):
    """Fixed in height, so that the decision finds its place already kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Blank until `show_case`."""
        super().__init__(parent)
        self._facts = ""
        self._decision = ""
        self._decided = False
        self._flagged = False
        self._alike = ""
        self._canvas = Canvas(self, "window")
        self.setFixedHeight(2 * theme.px(LINE) + 8)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Facts"))

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(700, 2 * theme.px(LINE) + 8)

    def rescale(self) -> None:
        """The interface has another size."""
        self.setFixedHeight(2 * theme.px(LINE) + 8)

    def prepare(self, view: CaseView) -> None:
        """Paint the next case's facts ahead, for when it comes."""
        told = self._told_of(view)
        self._canvas.prepare(told, QRectF(self.rect()), lambda painter: self._paint(painter, *told))

    def show_case(self, view: CaseView) -> None:
        """Show a case's facts, and the decision where it is not hidden."""
        self._facts, self._decision, self._decided, self._flagged = self._told_of(view)
        self.setAccessibleDescription(f"{self._facts}\n{self._decision}")
        # What does not fit the line can still be read.
        self.setToolTip(tip(f"{self._facts}\n{self._decision}".translate(_NO_ISOLATES)))
        self.update()

    def clear(self) -> None:
        """No case."""
        self._facts = self._decision = ""
        self._decided = self._flagged = False
        self.setAccessibleDescription("")
        self.update()

    def set_alike(self, words: str) -> None:
        """How many cases are like this one: it comes after the case, at the end of a line."""
        if words != self._alike:
            self._alike = words
            self.update()

    def lines(self) -> tuple[list[str], list[str]]:
        """Facts and decision, each a line: for what had to be cut here."""
        return self._facts.split(_BETWEEN), self._decision.split(_BETWEEN)

    def shown_text(self) -> str:
        """Every word on it."""
        return f"{self._facts}\n{self._decision}\n{self._alike}"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Facts in the text's colour, the decision below."""
        told = (self._facts, self._decision, self._decided, self._flagged)
        self._canvas.draw(
            QPainter(self),
            told,
            QRectF(self.rect()),
            lambda painter: self._paint(painter, *told),
            keep=False,
        )
        self._paint_alike()

    def _paint_alike(self) -> None:
        if not self._alike:
            return
        painter, held = QPainter(self), theme.colours()
        painter.setFont(theme.ui_font(-0.5))
        width = QFontMetricsF(painter.font()).horizontalAdvance(self._alike)
        box = QRectF(
            self.width() - width - PAD - 8, 4 + theme.px(LINE), width + PAD + 8, theme.px(LINE)
        )
        painter.fillRect(box, QColor(held.window))
        painter.setPen(QColor(held.accent))
        painter.drawText(box.adjusted(8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._alike)

    def _told_of(self, view: CaseView) -> tuple[str, str, bool, bool]:
        decided = view.decision is not None
        return self._facts_of(view), self._decision_of(view), decided, view.task.flagged

    def _paint(
        self, painter: QPainter, facts: str, decision: str, decided: bool, flagged: bool
    ) -> None:
        held = theme.colours()
        painter.fillRect(self.rect(), QColor(held.window))
        painter.setFont(theme.ui_font())
        room = self.width() - 2 * PAD - (26 if flagged else 0)
        painter.setPen(QColor(held.text))
        self._put(painter, QRectF(PAD, 4, room, theme.px(LINE)), facts)
        if flagged:
            painter.setPen(QColor(held.bad))
            painter.drawText(
                QRectF(self.width() - 30, 4, 20, theme.px(LINE)), Qt.AlignmentFlag.AlignCenter, "⚑"
            )
        painter.setPen(QColor(held.text if decided else held.quiet))
        low = QRectF(PAD, 4 + theme.px(LINE), self.width() - 2 * PAD, theme.px(LINE))
        self._put(painter, low, decision)
        painter.setPen(QColor(held.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _put(self, painter: QPainter, box: QRectF, words: str) -> None:
        """A line; where it must be cut, with the key that shows all of it."""
        metrics = QFontMetricsF(painter.font())
        if metrics.horizontalAdvance(words) > box.width():
            key = say("Ctrl+I")
            room = box.width() - metrics.horizontalAdvance(key) - 12
            painter.save()
            painter.setPen(QColor(theme.colours().quiet))
            painter.drawText(
                box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, key
            )
            painter.restore()
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)

    def _facts_of(self, view: CaseView) -> str:
        case = view.case
        price = case.facts.get("price", "")
        told = [term(f"type.{case.content_type}"), case.market]
        told.append(isolate(price) if price else "")
        if case.seller:
            told.append(self.tr("seller {name}").format(name=isolate(case.seller)))
        if case.earlier:
            told.append(say(self.tr("earlier items {n} (Ctrl+H)")).format(n=len(case.earlier)))
        if case.exposure.orders:
            told.append(self.tr("orders {n}").format(n=count(case.exposure.orders)))
        if case.exposure.impressions:
            told.append(self.tr("seen {n}").format(n=count(case.exposure.impressions)))
        told.append(self.tr("as of {when}").format(when=minute(case.snapshot_at)))
        told.append(", ".join(visible(tag) for tag in case.harm_tags))
        told.append(visible(case.category))
        told += [isolate(value) for name, value in case.facts.items() if name != "price"]
        if case.exposure.value:
            sold = money(case.exposure.value, case.exposure.currency)
            told.append(self.tr("{amount} sold").format(amount=sold))
        return _BETWEEN.join(word for word in told if word)

    def _decision_of(self, view: CaseView) -> str:
        kind = view.batch.kind
        if kind is BatchKind.INSPECTION:
            return self.tr("An inspection: nobody moderated this.")
        if view.copies > 1:
            return self._copies_of(view)
        if view.hidden:
            return self.tr("The decision shows once you have answered.")
        if view.decision is None and kind is BatchKind.PRACTICE:
            return self.tr("Practice: the right answer shows once you have answered.")
        if view.decision is None:
            return self.tr("No decision came with this case.")
        return self.tr("Decision: {decision}").format(decision=self._told(view, view.decision))

    def _copies_of(self, view: CaseView) -> str:
        told = [say(self.tr("copies {n} · Ctrl+Y looks at each")).format(n=view.copies)]
        if view.hidden:
            told.append(self.tr("the decisions show once you have answered"))
        elif view.decision is not None:
            first = self._told(view, view.decision)
            told.append(self.tr("the first: {decision}").format(decision=first))
        return _BETWEEN.join(told)

    def _told(self, view: CaseView, decision: Decision) -> str:
        told = [term(f"action.{decision.action}")]
        told += [finding_words(finding) for finding in decision.findings]
        # Of use once a decision shows, which is after the first paint.
        from workstation.ui.case.policy_revealed import ladder_words

        told += [minute(decision.decided_at), ladder_words(view)]
        who = self.tr("automated") if decision.automated else visible(decision.by)
        from_where = (who, visible(decision.vendor), visible(decision.site))
        told.append(" · ".join(word for word in from_where if word))
        if decision.handling_ms is not None:
            told.append(clock(decision.handling_ms))
        if decision.note:
            told.append(f"“{isolate(decision.note)}”")
        return _BETWEEN.join(word for word in told if word)


def finding_words(finding: Finding) -> str:
    """A finding in short: clause, version, target."""
    words = f"{finding.clause} v{finding.version}"
    if finding.target.kind is TargetKind.PART:
        return f"{words} → {visible(finding.target.ref or '')}"
    if finding.target.kind is not TargetKind.ITEM:
        return f"{words} → {term(f'target.{finding.target.kind.value}')}"
    return words
