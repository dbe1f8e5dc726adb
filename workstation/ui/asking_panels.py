"""What waits for somebody else: cases handed on, language peers, seals; and what came back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from workstation.domain import instant
from workstation.domain.escalation import Question
from workstation.review import handed_on, looking, peers, sealing
from workstation.review.handed_on import Listed, Reminder
from workstation.review.looking import Look
from workstation.review.peers import PeersQueue
from workstation.store import escalations, seals
from workstation.ui.case.kind_words import answer_words
from workstation.ui.terms import minute, term

if TYPE_CHECKING:
    from workstation.ui.commands import Commands
    from workstation.ui.dialogs.reading import ReadingPanel, Said


class AskingPanels(QObject):
    """Belongs to the commands and shows in their panels."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self.panels = commands.panels
        self._again: Callable[[], None] = lambda: None  # reads the case in the panel anew

    # Lists

    def show_handed_on(self) -> None:
        """Every case that was handed on."""
        self._commands.read(handed_on.listed, self._on_listed, self._desk())

    def _on_listed(self, found: Listed) -> None:
        from workstation.ui.dialogs.handed_on import HandedOnPanel

        panel = HandedOnPanel(found, instant.parse(self._desk().now()))
        panel.chosen.connect(partial(self._look_at_question, self.show_handed_on))
        panel.own.connect(self._on_own)
        self.panels.show(panel)

    def show_peers(self) -> None:
        """What waits for this person's languages."""
        self._commands.read(peers.queue, self._on_queue, self._desk())

    def _on_queue(self, found: PeersQueue) -> None:
        from workstation.ui.dialogs.peers import PeersPanel

        desk = self._desk()
        panel = PeersPanel(found, desk.person.reads, instant.parse(desk.now()))
        panel.chosen.connect(self._look_at_verdict)
        panel.asked.connect(partial(self._look_at_question, self.show_peers))
        self.panels.show(panel)

    def _on_own(self, task: str) -> None:
        self.panels.close()
        self._window.reviewer.go_to(task)

    # A case

    def translated(self, case: str) -> None:
        """A translation has come: perhaps that of the case in the panel."""
        panel = self.panels.open_panel
        if getattr(panel, "case_id", "") == case:
            self._again()

    def _look_at_question(self, back: Callable[[], None], event: str) -> None:
        self._look(looking.at_question, partial(self._show_question, back), event)

    def _show_question(self, back: Callable[[], None], look: Look) -> None:
        from workstation.ui.dialogs.reading import Said

        told = self._question_words(look)
        choices = [
            Said("1", self.tr("Hand back with words"), self.tr("What helps them judge it"), True),
            Said("2", self.tr("Take it over")),
        ]
        read = self._window.services.store.read(escalations.get, look.ref)

        def shown(asked: Any) -> None:
            open_now = asked is not None and asked.state == Question.OPEN
            panel = self._reading(look, told, choices if open_now else [], back)
            panel.said.connect(partial(self._on_question_said, look.ref, back))
            self._follow(panel, looking.at_question, look, self._question_words)

        self._window.background.when_done(read, shown)

    def _question_words(self, look: Look) -> list[str]:
        return [
            self.tr("{person} asks ({why}), {when}{note}").format(
                person=look.person,
                why=term(f"cannot.{look.reason}"),
                when=minute(look.at),
                note=f": {look.note}" if look.note else "",
            )
        ]

    def _on_question_said(self, event: str, back: Callable[[], None], key: str, words: str) -> None:
        services = self._window.services
        if key == "1":
            said = self.tr("Handed back · Ctrl+Z takes it back")
            self._act(services.act(handed_on.hand_back, event, words), said, back)
            return

        def taken(done: handed_on.TakenOver) -> None:
            self._tell(self.tr("Taken over: it is yours to judge · Ctrl+Z takes it back"))
            self.panels.close()
            self._open_task(str(done.event.batch), done.task)

        self._window.background.when_done(
            services.act(handed_on.take_over, event), taken, self._window.tell_failure
        )

    def _open_task(self, batch: str, task: str) -> None:
        window = self._window
        if window.reviewer.batch == batch:
            window.queue.reload()
            window.refresh_progress()
            window.reviewer.go_to(task)
        else:
            window.open_batch(batch, task)

    def _look_at_verdict(self, verdict: str) -> None:
        self._look(looking.at_verdict, self._show_verdict, verdict)

    def _show_verdict(self, look: Look) -> None:
        from workstation.ui.dialogs.reading import Said

        told = self._verdict_words(look)
        choices = [
            Said("1", self.tr("It holds")),
            Said("2", self.tr("It does not hold"), self.tr("Why it does not hold"), True),
            Said("3", self.tr("I cannot tell either"), self.tr("A note, or nothing")),
        ]
        panel = self._reading(look, told, choices, self.show_peers)
        panel.said.connect(partial(self._on_verdict_said, look.ref))
        self._follow(panel, looking.at_verdict, look, self._verdict_words)

    def _verdict_words(self, look: Look) -> list[str]:
        view = look.prepared.view
        return [
            self.tr("{person}, {when}: {answer}{note}").format(
                person=look.person,
                when=minute(look.at),
                answer=answer_words(view.answer) if view.answer else "",
                note=f" – {look.note}" if look.note else "",
            ),
            self._translation_words(look),
        ]

    def _follow(
        self,
        panel: ReadingPanel,
        work: Callable[..., Look],
        look: Look,
        words: Callable[[Look], list[str]],
    ) -> None:
        """What is not translated yet is asked for; once it has come the panel shows it."""

        def changed(anew: Look) -> None:
            if self.panels.open_panel is panel:
                panel.change_case(anew.prepared, words(anew))

        self._again = lambda: self._look(work, changed, look.ref)
        prepared = look.prepared
        if not prepared.rendered.complete:
            languages = {
                part.part_id: part.detection
                for part in prepared.rendered.parts
                if part.detection is not None
            }
            self._window.services.translate_now(prepared.view.case, languages)

    def _translation_words(self, look: Look) -> str:
        if not look.shown:
            return self.tr("The auditor had no translation before them. Read the original.")
        if look.seen == look.shown:
            return self.tr("The translation is the one the auditor saw. Read the original first.")
        if look.seen:
            words = self.tr(
                "{n} of {total} sentences are translated as the auditor saw them, the rest as "
                "this desk does. Read the original first."
            )
            return words.format(n=look.seen, total=look.shown)
        return self.tr(
            "The translation that the auditor saw is not on this desk. Read the original."
        )

    def _on_verdict_said(self, verdict: str, key: str, words: str) -> None:
        services = self._window.services
        if key == "1":
            future = services.act(peers.confirm, verdict)
            said = self.tr("It holds: confirmed · Ctrl+Z takes it back")
        elif key == "2":
            future = services.act(peers.refute, verdict, words)
            said = self.tr("It does not hold: the auditor is told · Ctrl+Z takes it back")
        else:
            future = services.act(peers.leave_open, verdict, words)
            said = self.tr("Noted: it goes on waiting")
        self._act(future, said, self.show_peers)

    def _reading(
        self, look: Look, told: list[str], choices: list[Said], back: Callable[[], None]
    ) -> ReadingPanel:
        from workstation.ui.dialogs.reading import ReadingPanel

        services = self._window.services
        panel = ReadingPanel(
            look.prepared.view.case.source_id,
            told,
            look.prepared,
            choices,
            services.media,
            self._window.background,
            services.preferences["content_step"],
        )
        panel.case.set_wish(self._window.case.wish)
        panel.case.know_as(self._window.case)
        self.panels.show(panel)
        panel.left.disconnect(self.panels.close)
        panel.left.connect(back)
        panel.sealed.connect(self.seal_case)
        panel.show_case()
        return panel

    # Seals

    def seal_case(self, task: str, case: str) -> None:
        """Lock the case of a panel away."""
        services = self._window.services
        services.forget_case(case)

        def done(event: Any) -> None:
            self.panels.close()
            self._window.queue.reload()
            self.on_sealed(task, case, str(event.body.get("source_id")))

        self._window.background.when_done(
            services.act(sealing.seal, task, "", case), done, self._window.tell_failure
        )

    def on_sealed(self, task: str, case: str, source: str) -> None:
        """A case has been sealed: ask for the reason, say whom to tell."""

        def show(sent: int) -> None:
            from workstation.ui.dialogs.sealed import SealedPanel

            services = self._window.services
            panel = SealedPanel(source, services.preferences["responsible"], sent)
            panel.chosen.connect(partial(self._on_reason, task, case))
            self.panels.show(panel)

        self._commands.read(seals.words_sent, show, case)

    def _on_reason(self, task: str, case: str, reason: str) -> None:
        self.panels.close()
        future = self._window.services.act(sealing.seal, task, reason, case)
        words = self.tr("Sealed: {why}").format(why=term(f"sealed.{reason}"))
        self._window.background.when_done(
            future, lambda _event: self._tell(words), self._window.tell_failure
        )

    # What came back

    def refresh(self) -> None:
        """A quiet word in the header, only where something of one's own wants a look."""
        desk = self._desk()
        self._commands.read(handed_on.reminder, self._on_reminder, desk.person.id, desk.now())

    def _on_reminder(self, held: Reminder) -> None:
        told = []
        if held.came_back:
            told.append(self.tr("{n} came back, Ctrl+J").format(n=held.came_back))
        if held.overdue:
            told.append(self.tr("{n} overdue, Ctrl+J").format(n=held.overdue))
        if held.refuted:
            told.append(self.tr("not upheld: {n}, Ctrl+R").format(n=held.refuted))
        self._window.header.set_came_back(" · ".join(told))

    def _look(self, work: Callable[..., Look], done: Callable[[Look], None], ref: str) -> None:
        services = self._window.services
        future = services.store.read(
            work, self._desk(), ref, tuple(services.packages), services.preferences["read_in"]
        )
        self._window.background.when_done(future, done, self._window.tell_failure)

    def _act(self, future: Any, words: str, back: Callable[[], None]) -> None:
        def done(_event: object) -> None:
            self._tell(words)
            self.refresh()
            back()

        self._window.background.when_done(future, done, self._window.tell_failure)

    def _tell(self, words: str) -> None:
        self._window.toast.tell(words)

    def _desk(self) -> Any:
        return self._window.services.desk
