"""The whole batch translated behind everything else: how far it is, and the key that stops it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from workstation.services import Services
from workstation.ui import own_keys

if TYPE_CHECKING:
    from workstation.ui.window import Window

_MINUTE, _HOUR = 60, 3600


def progress_words(services: Services) -> str:
    """How far translation is; nothing where nothing is left to do."""
    translate = QCoreApplication.translate
    standing = services.translating.standing()
    if standing is not None and standing.going:
        told = translate("WholeBatch", "translated {done} of {total}").format(
            done=f"{standing.done:,}", total=f"{standing.total:,}"
        )
        if standing.seconds is None:
            return told
        return f"{told} · {left_words(standing.seconds)}"
    done, total = services.ahead.progress()
    if done == total:
        return ""
    return translate("WholeBatch", "translating {done}/{total}").format(done=done, total=total)


def left_words(seconds: float) -> str:
    """Time left, as roughly as it is known."""
    translate = QCoreApplication.translate
    if seconds < _MINUTE:
        return translate("WholeBatch", "less than a minute left")
    if seconds < _HOUR:
        minutes = math.ceil(seconds / _MINUTE)
        return translate("WholeBatch", "about {n} min left").format(n=minutes)
    return translate("WholeBatch", "about {n} h left").format(n=math.ceil(seconds / _HOUR))


def toggle(window: Window) -> None:
    """Go on with the rest of the batch, or leave it alone; kept as the setting."""
    translate = QCoreApplication.translate
    services = window.services
    standing = services.translating.standing()
    wanted = not services.preferences["whole_batch"]
    window.commands.looks.change("whole_batch", wanted)
    if wanted and not services.packages:
        words = translate("WholeBatch", "No translation package is installed. Ctrl+M lists them.")
    elif standing is not None and standing.done == standing.total:
        words = translate("WholeBatch", "All that your packages can translate is translated.")
        if not wanted:
            words = translate(
                "WholeBatch",
                "This batch is done. In others only the next cases will be translated. "
                "Ctrl+Shift+T: whole batches.",
            )
    elif wanted:
        words = translate(
            "WholeBatch", "The whole batch is being translated. Ctrl+Shift+T stops it."
        )
    elif standing is not None:
        words = translate(
            "WholeBatch",
            "Stopped at {done} of {total}; the next cases are still translated. "
            "Ctrl+Shift+T goes on.",
        ).format(done=f"{standing.done:,}", total=f"{standing.total:,}")
    else:
        words = translate(
            "WholeBatch", "Only the next cases are translated. Ctrl+Shift+T: the whole batch."
        )
    window.toast.tell(own_keys.say(words))
    window.tell_translating()
