"""What lies over the case: lists, settings, keys, the menu; and what is seen once in a life."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from benchmarks.common import pause
from shots import homes
from shots.camera import SMALL, Camera
from shots.case_scenes import CASES, CHATS, CHINESE, MALAY, THAI
from workstation.store import saved_views
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync


def lists(camera: Camera) -> None:
    """The queue and what finds things in it."""
    with camera.scene("queue"):
        camera.go(MALAY)
        for name, line in (("thai", "lang:th undecided"), ("none", "lang:th nowhere")):
            camera.keys("/")
            camera.type(line)
            camera.shoot(f"queue-{name}")
            camera.keys("Escape", "Escape")
        camera.keys("/")
        camera.type("la")
        camera.shoot("queue-words")
        camera.keys("Escape", "Escape", "Escape")
        camera.keys("Ctrl+Shift+G")
        camera.shoot("groups", toast=True)
        camera.keys("Ctrl+Shift+G")
    with camera.scene("views"):
        for name, line in (
            ("Thai, still open", "lang:th undecided"),
            ("Flagged", "flagged"),
            ("Arabic and Tamil", "lang:ar"),
        ):
            camera.services.store.write(saved_views.keep, name, line).result()
        camera.keys("Ctrl+Shift+V")
        camera.shoot("views")
        camera.keys("Escape", "Ctrl+G")
        camera.type("L-TH")
        camera.shoot("go-to")
        camera.keys("Escape", "Ctrl+B")
        camera.shoot("batches")
        camera.keys("Escape")


def program(camera: Camera) -> None:
    """Palette, preferences, keys, packages, menu."""
    with camera.scene("palette"):
        camera.go(CHINESE)
        camera.keys("Ctrl+K")
        camera.shoot("palette-empty")
        camera.type("clause")
        camera.shoot("palette")
        camera.keys("Escape")
        if camera.window.commands.panels.open_panel is not None:
            camera.keys("Escape")
    with camera.scene("preferences"):
        camera.keys("Ctrl+,")
        camera.shoot("preferences")
        camera.type("media")
        camera.shoot("preferences-found")
        camera.keys("Escape", "Escape")
        camera.window.commands.panels.close()
        camera.window.commands.show_preferences("person.reads")
        camera.settle()
        camera.keys("Enter")
        camera.shoot("languages")
        camera.window.commands.panels.close()
        camera.window.commands.show_preferences("keys")
        camera.settle()
        camera.keys("Enter")
        camera.shoot("shortcuts")
        camera.window.commands.panels.close()
    with camera.scene("keys"):
        camera.keys("F1")
        camera.shoot("keys")
        camera.type("trans")
        camera.shoot("keys-found")
        camera.window.commands.panels.close()
        camera.keys("Ctrl+M")
        camera.shoot("models")
        camera.keys("Escape")
    with camera.scene("menu"):
        menus = camera.window.commands.menus

        def open_menu() -> None:
            if menus.menu is not None:
                menus.menu.close()
            camera.window.keyboard.trigger("menu")
            pause(80)
            groups = menus.menu.actions()
            menus.menu.setActiveAction(groups[1])
            groups[1].menu().popup(
                menus.menu.mapToGlobal(menus.menu.actionGeometry(groups[1]).topRight())
            )

        camera.shoot("menu", again=open_menu)
        if menus.menu is not None:
            for action in menus.menu.actions():
                action.menu().close()
            menus.menu.close()
    with camera.scene("interface zoom"):
        camera.go(THAI)
        camera.keys("Ctrl+Shift++", "Ctrl+Shift++", "Ctrl+Shift++")
        camera.shoot("interface-large")
        camera.keys("Ctrl+Shift+-", "Ctrl+Shift+-", "Ctrl+Shift+-")


def end(camera: Camera, place: object) -> None:
    """Handing on, results, what is to be put right, a seal, the end of the batch."""
    with camera.scene("handing on"):
        for source, why in ((CHATS["arabic"], "1"), (CHATS["chinese"], "4"), (CHATS["tamil"], "1")):
            camera.go(source)
            camera.keys("0", "9")
            camera.type("what does the second message mean?")
            camera.keys("Enter")
            camera.shoot(f"cannot-note-{source[:4].lower()}")
            left = camera.task()
            camera.keys(why)
            camera.wait(lambda left=left: camera.task() != left, "the next case")
    with camera.scene("others"):
        camera.keys("F6", "F7")
        folder = FolderTransport(place)
        sync(camera.services.store, folder)
        homes.peer_answers(place)
        sync(camera.services.store, folder)
        camera.services.set_preference("sync_to", str(place))
        camera.window.commands.sending.count()
        camera.window.commands.asking.refresh()
        camera.settle()
        camera.keys("Ctrl+J")
        camera.shoot("handed-on")
        camera.keys("4", "Enter")
        pause(300)
        camera.settle()
        camera.shoot("came-back")
        camera.window.commands.panels.close()
        camera.keys("Ctrl+L")
        camera.shoot("peers-empty")
        camera.keys("Escape", "Ctrl+R")
        camera.shoot("results")
        camera.keys("Escape", "Ctrl+T", "5")
        camera.shoot("put-right")
        camera.keys("F3")
        camera.shoot("put-right-close")
        camera.window.commands.panels.close()
    with camera.scene("seal"):
        camera.go("L-SG-31604418")
        camera.keys("F12")
        pause(200)
        camera.settle()
        camera.shoot("sealed")
        camera.keys("Escape")
        camera.shoot("sealed-case")
    with camera.scene("end"):
        camera.keys("Ctrl+Return")
        camera.shoot("end")
        camera.keys("Enter")
        camera.shoot("end-sure")
        camera.keys("Enter")
        pause(300)
        camera.settle()
        camera.window.commands.panels.close()
        camera.keys("Ctrl+Return")
        camera.shoot("end-submitted")
        camera.keys("Ctrl+Z")
        pause(300)
        camera.window.commands.panels.close()
        camera.settle()
    with camera.scene("narrow"):
        camera.go(CASES["malay"])
        camera.shoot("narrow", size=(1000, SMALL[1]))


def peer(camera: Camera) -> None:
    """The desk of one who reads more languages: the queue, and a case of each script."""
    with camera.scene("peers"):
        camera.window.start(None)
        camera.settle()
        camera.window.commands.panels.close()
        camera.keys("Ctrl+L")
        camera.shoot("peers")
        panel = camera.window.commands.panels.open_panel
        assert panel is not None
        for number in range(8):
            camera.keys("Ctrl+L", *["Down"] * number, "Enter")
            pause(500)
            camera.settle()
            reading = camera.window.commands.panels.open_panel
            if reading is None or not hasattr(reading, "case_id"):
                break
            camera.shoot(f"reading-{number + 1}")
            camera.window.commands.panels.close()
    with camera.scene("nobody's batch"):
        camera.keys("Ctrl+B")
        camera.shoot("batches-read-only")
        camera.window.commands.panels.close()
        camera.keys("Ctrl+Shift+P")
        camera.shoot("whole-policy-no-case")
        camera.window.commands.panels.close()


def first(camera: Camera) -> None:
    """A first run, a store without batches, a table on its way in."""
    with camera.scene("first run"):
        camera.window.start(None)
        camera.settle()
        camera.shoot("first-run")
        camera.type("auditor-7")
        camera.shoot("first-run-named")
        camera.keys("Enter")
        camera.shoot("no-batch")
        camera.keys("Escape")
        camera.shoot("no-case")
        for key, name in (
            ("Ctrl+J", "handed-on-empty"),
            ("Ctrl+T", "put-right-empty"),
            ("Ctrl+K", "palette-no-case"),
        ):
            camera.keys(key)
            camera.shoot(name)
            camera.window.commands.panels.close()
    with camera.scene("table"):
        camera.window.commands.errands.incoming.bring(homes.table())
        camera.wait(
            lambda: camera.window.commands.panels.open_panel is not None, "the table's panel"
        )
        camera.settle()
        camera.shoot("table", toast=True)
        camera.keys("Down", "Down", "Down", "Down", "Enter")
        camera.shoot("table-field")
        camera.window.commands.panels.close()


def alone(camera: Camera) -> None:
    """Windows of their own: a passphrase, an error nobody expected."""
    from workstation.ui.dialogs.error import ErrorDialog
    from workstation.ui.dialogs.passphrase import PassphraseDialog

    def failed() -> QWidget:
        try:
            raise ValueError("an error made for a picture")
        except ValueError as error:
            return ErrorDialog(error)

    with camera.scene("alone"):
        camera.shoot_alone("passphrase-new", lambda: PassphraseDialog(new=True))
        camera.shoot_alone("passphrase-wrong", lambda: PassphraseDialog(new=False, wrong=True))
        camera.shoot_alone("error", failed)
