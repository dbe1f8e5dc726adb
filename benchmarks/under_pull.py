"""Keys while a batch of 10,000 is fetched from the team's folder and brought in, against idle.

    python benchmarks/under_pull.py [--short] [--json]

The real window on the demo's cases, translations in the store, in a team of two. Key 1 until the
next case has been painted with its verdict committed (as key_to_case.py), in turns that end idle:
nothing else goes on; the batch that a lead published comes in by the window's own Ctrl+Shift+O,
Enter. Between its turns the import's process stands still. Each loaded turn's median is compared
with the mean of the medians of the idle turns before and after it; the figure is the median of
these ratios.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil  # noqa: E402

from benchmarks.common import finish, options, pause, quiet_demo  # noqa: E402
from benchmarks.make_batches import (  # noqa: E402
    manifest_of,
    pack_files,
    synthetic_cases,
    write_batch,
)
from benchmarks.under_load import Run, over_turns  # noqa: E402
from workstation import app as application  # noqa: E402
from workstation.domain.ids import PersonId  # noqa: E402
from workstation.domain.roster import Member, Role  # noqa: E402
from workstation.review import invitation, joining, publishing  # noqa: E402
from workstation.review import roster as acts  # noqa: E402
from workstation.review.after_sync import following  # noqa: E402
from workstation.review.publishing import Given  # noqa: E402
from workstation.services import Opening, Services, open_services  # noqa: E402
from workstation.store.keys import Protection  # noqa: E402
from workstation.store.people import Person  # noqa: E402
from workstation.sync.folder import FolderTransport  # noqa: E402
from workstation.sync.sync import sync  # noqa: E402
from workstation.ui.dialogs.offers import OffersPanel  # noqa: E402
from workstation.ui.keys import press  # noqa: E402
from workstation.ui.window import Window  # noqa: E402

GOAL = 1.3
TURNS = 3
IDLE_CASES = 120
LOCK_SECONDS = 0.2  # a write takes no longer unless the lock is held
LEAD = Person(PersonId("lead-1"), "Nur", ("en",))


class Lead:
    """Publishes to a folder; has no window."""

    def __init__(self, home: Path, place: Path) -> None:
        services = open_services(Opening(home, Protection.FILE, person=LEAD, starter=False))
        assert services is not None
        self.services, self.place = services, FolderTransport(place)
        services.act(acts.begin_team, "Benchmark").result()

    def let_in(self, auditor: Services) -> None:
        person = auditor.desk.person.id
        self.services.act(acts.set_person, Member(person, Role.AUDITOR, "Mei")).result()
        made = self.services.act(acts.invite, person, self.place.address).result()
        line = invitation.write(made)
        auditor.act(joining.accept, invitation.read(line), "").result()
        self.exchange(auditor)

    def publish(self, folder: Path, title: str, cases: int, person: str) -> None:
        head = manifest_of(f"batch {title}", title)
        source = write_batch(folder / title, head, synthetic_cases(cases), pack_files())
        publishing.publish(
            self.services.store, self.services.desk, self.place, source,
            lambda: datetime.now().astimezone(), given=[Given(person)],
        )  # fmt: skip

    def exchange(self, auditor: Services) -> None:
        for one in (auditor, self.services, auditor):
            sync(one.store, self.place, follow=following(one.desk))


class Load:
    """The pull that the window does itself, in turns; its import is a process of its own."""

    def __init__(self, window: Window, run: Run) -> None:
        self._window, self._run = window, run
        self._import: psutil.Process | None = None

    @property
    def busy(self) -> bool:
        return self._window.commands.offers.busy

    def go_on(self) -> None:
        if self._import is None:
            self._start()
        assert self._import is not None
        self._import.resume()

    def rest(self) -> None:
        """It stands still, and does not sleep on the write lock."""
        assert self._import is not None
        while True:
            self._import.suspend()
            write = self._window.services.store.write(lambda db: None)
            try:
                write.result(LOCK_SECONDS)
                return
            except TimeoutError:
                self._import.resume()
                write.result()

    def _start(self) -> None:
        window = self._window
        press(window, "Ctrl+Shift+O")
        self._run.wait(lambda: isinstance(window.commands.panels.open_panel, OffersPanel))
        press(window, "Return")
        press(window, "2")  # work goes on meanwhile
        while self._import is None and self.busy:
            pause(1)
            for child in psutil.Process().children():
                if "workstation.review.pulling_apart" in child.cmdline():
                    self._import = child


def main() -> int:
    """Measure and print."""
    asked = options(__doc__)
    app = application.application()
    folder = Path(tempfile.mkdtemp(prefix="under-pull-"))
    services, batch = quiet_demo(folder, copies=4 if asked.short else 9)
    place = folder / "place"
    place.mkdir()
    lead = Lead(folder / "lead", place)
    lead.let_in(services)
    services.follow_roster()
    cases = 3_000 if asked.short else 10_000
    lead.publish(folder, "Bags", cases, services.desk.person.id)
    lead.exchange(services)
    lead.services.close()
    services.set_preference("sync_to", str(place))
    services.set_preference("sync_minutes", 0)
    window = Window(services)
    window.show()
    window.activateWindow()
    run = Run(app, window, batch)
    load, timed = Load(window, run), [run.cases(IDLE_CASES)]
    for _ in range(1 if asked.short else TURNS):
        for begin in (load.go_on, load.rest):
            begin()
            timed.append(run.cases(IDLE_CASES))
    throughout = load.busy
    load.go_on()
    window.commands.offers.stop()
    run.wait(lambda: not load.busy)
    window.close()
    services.close()
    words = f"key to next case while {cases} cases are pulled, against idle (p50)"
    return finish(asked, [over_turns(words, timed, GOAL, __doc__, went_on_throughout=throughout)])


if __name__ == "__main__":
    sys.exit(main())
