"""`workstation` and `workstation demo`: the window, or the same work without a display."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from workstation.cli import parser as words
from workstation.cli import run
from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.domain.ids import PersonId
from workstation.fault import WorldFault
from workstation.services import Opening, Services, open_services
from workstation.store import batches, lock, search
from workstation.store.keys import Protection
from workstation.store.people import Person
from workstation.store.profiles import FOLDER, every

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo" / "batch"
SMALL = ("sweep", "copies", "practice")
"""Batches of other kinds beside it; the first case does not wait for them unless asked for."""
DEMO_PERSON = Person(PersonId("you"), "You", ("en", "ms"))


def window(arguments: Arguments, _services: None, out: Out) -> int:
    """Open the window on the store; a second one brings the first to the front."""
    if not _has_display() and os.environ.get("QT_QPA_PLATFORM") is None:
        raise WorldFault("window.no_display")
    while _choose_profile(arguments):
        code = _shown(arguments, out)
        if code is not None:
            return code
        arguments.profile = None  # somebody else comes: ask anew
    return 0


def _shown(arguments: Arguments, out: Out) -> int | None:
    """Show the window until it is closed; None where another profile is asked for."""
    asker = Asker()
    opening = replace(words.opening(arguments), ask=asker)
    services = _open(opening, asker)
    if services is None:
        lock.ask(opening.home, {"argv": []})
        out.note("The window that is open already has been brought to the front.")
        return 0
    services.warm()
    from workstation import app

    code = app.run_window(services, run)
    return None if code == app.SWITCH else code


def _choose_profile(arguments: Arguments) -> bool:
    """Where several persons share the machine, ask whose store it is; False: nobody's."""
    base = words.base(arguments)
    if arguments.profile or not (base / FOLDER).exists():
        return True
    names = [one.name for one in every(base)]
    if len(names) > 1:
        from workstation.app import ask_profile

        chosen = ask_profile(names)
        arguments.profile = chosen
        return chosen is not None
    arguments.profile = names[0] if names else None
    return True


class Asker:
    """Asks for the passphrase in a window; WORKSTATION_PASSPHRASE answers for scripts."""

    def __init__(self) -> None:
        """Nobody has been asked yet."""
        self.asked = 0
        self.left = False

    def __call__(self, new: bool) -> str:
        """A passphrase, empty where somebody would rather quit."""
        given = os.environ.get("WORKSTATION_PASSPHRASE")
        if given:
            return given
        from workstation.app import ask_passphrase

        said = ask_passphrase(new=new, wrong=self.asked > 0)
        self.asked += 1
        self.left = not said
        return said


def _open(opening: Opening, asker: Asker) -> Services | None:
    """Open, asking again for a passphrase that does not fit; other faults are told in a window."""
    while True:
        before = asker.asked
        try:
            return open_services(opening)
        except WorldFault as fault:
            if fault.code == "store.wrong_key" and asker.asked > before:
                continue
            if not asker.left:
                from workstation.app import tell
                from workstation.words import sentence

                tell(sentence(fault))
            raise


def demo(arguments: Arguments, _services: None, out: Out) -> int:
    """Open the demo batch in the window; without a display work through it by keys."""
    unattended = arguments.unattended or arguments.json or not _has_display()
    home = _demo_home(arguments, unattended)
    person = words.person_of(arguments) or DEMO_PERSON
    opening = Opening(home, Protection.FILE, person=person)
    services = open_services(opening)
    if services is None:
        if unattended:
            raise WorldFault("store.busy", path=str(home))
        lock.ask(home, {"argv": []})
        return 0
    changed: set[str] = set()
    batch = _bring_demo(services, SMALL if arguments.all else (), changed)
    if changed:
        out.note(
            f"The demo has changed since this store was made; it opens as it was. Delete {home} to "
            "begin with the new one."
        )
    out.note(
        f"The demo's store is in {home}. It is encrypted with a random key that lies in the same "
        "folder (store.key): for trying out, not for real cases."
    )
    services.warm()
    from workstation import app

    if unattended:
        done = app.work_unattended(services, batch, max(1, arguments.cases))
        out.report(done, _told(done))
        return 0
    return app.run_window(services, run, batch)


def _bring_demo(
    services: Services, others: tuple[str, ...] = (), changed: set[str] | None = None
) -> str:
    from workstation.intake.gold import bring_gold
    from workstation.intake.importer import import_batch

    def bring(source: Path) -> str:
        # A store of an earlier version has the batch as it was then, and verdicts on it.
        try:
            return import_batch(services.store, source, me, now).batch
        except WorldFault as fault:
            if fault.code != "intake.other_content":
                raise
            batch = str(fault.params["batch"])
            (changed if changed is not None else set()).add(batch)
            return batch

    def now() -> datetime:
        return datetime.now().astimezone()

    me = services.desk.person.id
    for name in others:
        source = DEMO.with_name(name)
        brought = bring(source)
        if changed is None or brought not in changed:
            bring_gold(services.store, source, brought, None, now)
    batch = bring(DEMO)
    while services.store.write(search.index_cases).result():
        pass
    assert services.store.read(batches.get, batch).result() is not None
    return batch


def _demo_home(arguments: Arguments, unattended: bool) -> Path:
    if arguments.home:
        return Path(arguments.home).expanduser().absolute()
    if unattended:
        return Path(tempfile.mkdtemp(prefix="workstation-demo-"))
    return words.home(arguments) / "demo"


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _told(done: dict[str, object]) -> list[str]:
    languages = ", ".join(done["languages"])  # type: ignore[arg-type]
    return [
        f"worked {done['cases']} cases in {languages}",
        f"{done['translated']} sentences were translated here, {done['verdicts']} verdicts "
        f"recorded by keys ({done['differs']} differ from the moderator)",
        f"{done['segments']} signed segments sent to {done['sync']}",
        f"the screen as it was: {done['screenshot']}",
    ]
