"""Where acts go and batches come from: a folder, a hub, a bucket; asked for step by step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from workstation.fault import WorldFault
from workstation.store import access
from workstation.store.access import Access
from workstation.store.store import Store
from workstation.sync import joining_hub
from workstation.sync.places import PlaceKind, kind_of
from workstation.ui.dialogs.form import Field, FormPanel
from workstation.ui.syncing import place_word
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.commands import Commands


class Placing(QObject):
    """Belongs to the commands and shows in their panels. `then` is called once a place is set, or
    taken away."""

    def __init__(self, commands: Commands, then: Callable[[], None], new_at: str = "") -> None:
        """Asks for the place at once; for a code alone where this device is new at a hub that is
        set already (`new_at`)."""
        super().__init__(commands)
        self._commands, self._then = commands, then
        self._window = commands.window
        self._services = commands.window.services
        self._address = new_at
        if new_at:
            self._ask_code()
            return
        held = str(self._services.preferences["sync_to"])
        panel = FormPanel(
            self.tr("Where acts are sent to and batches come from"),
            [
                Field(
                    "address", self.tr("Place"), held,
                    self.tr("a folder, https://hub.example.org or s3://bucket/folder"),
                    browse=self.tr("Folder …"),
                )
            ],
            self.tr("Take this place"),
            self.tr(
                "A folder on a shared drive or a stick, or the team's hub. Empty: nothing leaves "
                "this computer. What was judged waits here until a place is set."
            ),
        )  # fmt: skip
        panel.given.connect(partial(self._on_address, panel))
        panel.typed.connect(lambda values: self._say_kind(panel, values["address"]))
        panel.browsed.connect(lambda _name: self._browse(panel))
        panel.back = self._then
        self._commands.panels.show(panel)

    def _browse(self, panel: FormPanel) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self._window, self.tr("The folder that acts are sent to"), panel.values()["address"]
        )
        if chosen:
            panel.put("address", chosen)

    def _say_kind(self, panel: FormPanel, address: str) -> None:
        if address:
            try:
                kind_of(address)
            except WorldFault:
                return  # half typed
            panel.say(self.tr("That is a {kind}.").format(kind=place_word(address)))

    def _on_address(self, panel: FormPanel, values: dict[str, str]) -> None:
        address = values["address"]
        if not address:
            self._set("")
            return
        try:
            kind = kind_of(address)
        except WorldFault as fault:
            panel.say(sentence(fault), "address")
            return
        self._address = address = access.plain_address(address)
        if kind is PlaceKind.FOLDER:
            self._set(str(Path(address).expanduser()))
            return
        ask = self._ask_code if kind is PlaceKind.HUB else self._ask_key
        trouble = self._commands.sending.trouble
        shut_out = trouble is not None and trouble.code == "sync.hub_secret"
        again = shut_out and address == self._commands.sending.address
        self._commands.read(
            access.access, lambda held: self._set(address) if held and not again else ask(), address
        )

    # A hub

    def _ask_code(self, code: str = "", ca: str = "", why: str = "") -> None:
        panel = FormPanel(
            self.tr("This device is new at {address}").format(address=self._address),
            [
                Field("code", self.tr("Code"), code, self.tr("from your lead or the hub's keeper")),
                Field(
                    "ca", self.tr("Certificate"), ca,
                    self.tr("only where the hub has one of its own"),
                    browse=self.tr("File …"),
                ),
            ],
            self.tr("Come in"),
            self.tr("A code holds once. From then on this device is known by a secret of its own."),
        )  # fmt: skip
        panel.given.connect(partial(self._on_code, panel))
        panel.browsed.connect(lambda _name: self._browse_certificate(panel))
        panel.back = self._then
        self._commands.panels.show(panel)
        panel.say(why)

    def _browse_certificate(self, panel: FormPanel) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self._window, self.tr("The hub's certificate"), "", self.tr("PEM (*.pem *.crt *.cer)")
        )
        if path:
            panel.put("ca", path)

    def _on_code(self, panel: FormPanel, values: dict[str, str]) -> None:
        if not values["code"]:
            panel.say(self.tr("Type the code first."), "code")
            return
        panel.say(self.tr("Asking {address} …").format(address=self._address))
        panel.done.setEnabled(False)
        services = self._services
        future = services.network.submit(
            let_in, services.store, services.desk.device.id, self._address, values["code"],
            values["ca"],
        )  # fmt: skip

        def failed(error: Exception) -> None:
            if not isinstance(error, WorldFault):
                self._window.tell_failure(error)
            elif self._commands.panels.open_panel is panel:
                panel.done.setEnabled(True)
                panel.say(sentence(error), "code")
            else:
                self._window.tell_failure(error)

        self._window.background.when_done(future, lambda _done: self._set(self._address), failed)

    # An object store

    def _ask_key(self) -> None:
        panel = FormPanel(
            self.tr("What lets you in at {address}").format(address=self._address),
            [
                Field("device", self.tr("Key id")),
                Field("secret", self.tr("Secret key"), secret=True),
                Field("endpoint", self.tr("Endpoint"), hint=self.tr("empty: Amazon's")),
                Field("region", self.tr("Region of the bucket"), hint="eu-central-1"),
            ],
            self.tr("Keep it"),
            self.tr("Kept in the encrypted store only. Object stores are experimental."),
        )
        panel.given.connect(partial(self._on_key, panel))
        panel.back = self._then
        self._commands.panels.show(panel)

    def _on_key(self, panel: FormPanel, values: dict[str, str]) -> None:
        if not values["device"] or not values["secret"]:
            panel.say(self.tr("Key id and secret key are needed."), "device")
            return
        given = Access(
            values["device"],
            values["secret"],
            endpoint=values["endpoint"] or None,
            region=values["region"] or None,
        )
        future = self._services.store.write(access.set_access, self._address, given)
        self._window.background.when_done(future, lambda _done: self._set(self._address))

    def _set(self, address: str) -> None:
        self._commands.looks.change("sync_to", address)
        self._then()
        if address:
            self._commands.sending.now()
        else:
            self._commands.sending.count()
        self.deleteLater()


def let_in(store: Store, device: str, address: str, code: str, certificate: str) -> None:
    """Join a hub by a code. For the network's thread; raises as `enrol`, and `sync.hub_ca`."""
    ca = joining_hub.read_certificate(Path(certificate).expanduser()) if certificate else None
    joining_hub.let_in(store, device, address, code, ca)
