"""The doors of a hub: whom a batch or a session is for, and words taken away."""

from __future__ import annotations

import msgspec

from workstation.domain.ids import is_uuid
from workstation.fault import WorldFault
from workstation.sync.hub_line import Answer, HubLine
from workstation.sync.names import is_digest, is_stream, shown
from workstation.sync.transport import Key, Shelf

_SENT = {"Content-Type": "application/json"}


class HubDoors:
    """Each may be said again: an answer may have been lost.

    All raise WorldFault `sync.not_yours`, `sync.erased`, `sync.refused`, and `sync.hub_…`.
    """

    def __init__(self, line: HubLine) -> None:
        """Made by the place."""
        self._line = line

    def admit(
        self, batch: str, kind: str, persons: tuple[str, ...], vendor: str | None, released: bool
    ) -> None:
        """Whom a batch is for."""
        said = {"kind": kind, "persons": persons, "vendor": vendor, "released": released}
        self._say("PUT", f"/v1/batches/{_checked(batch)}", batch, said)

    def shut(self, batch: str) -> None:
        """A batch is retracted; its blobs go."""
        self._say("DELETE", f"/v1/batches/{_checked(batch)}", batch)

    def open_session(
        self,
        session: str,
        batch: str,
        facilitators: tuple[str, ...],
        participants: tuple[str, ...],
    ) -> None:
        """Whom a session's votes are for."""
        said = {"batch": batch, "facilitators": facilitators, "participants": participants}
        self._say("PUT", f"/v1/sessions/{_checked(session)}", session, said)

    def reveal(self, session: str) -> None:
        """Open a session's votes."""
        self._say("POST", f"/v1/sessions/{_checked(session)}/reveal", session)

    def erase(self, key: Key) -> None:
        """Take words away; nothing where there are none."""
        if key.shelf is not Shelf.TEXTS or not is_stream(key.stream) or not is_digest(key.name):
            raise ValueError(key)
        stream = key.stream.replace(".", "_", 1)
        path = f"/v1/buckets/texts/collections/{stream}/records/{key.name}"
        answer = self._line.ask("DELETE", path)
        if answer.status != 404:
            _done(answer, key.name)

    def _say(self, method: str, path: str, about: str, said: object = None) -> None:
        body = msgspec.json.encode(said) if said is not None else None
        _done(self._line.ask(method, path, body, _SENT if body else None), about)


def _done(answer: Answer, about: str) -> None:
    match answer.status:
        case 200 | 201:
            return
        case 403:
            raise WorldFault("sync.not_yours", file=about)
        case 410:
            raise WorldFault("sync.erased", file=about)
    raise WorldFault("sync.refused", file=about, reason=shown(answer.code or str(answer.status)))


def _checked(name: str) -> str:
    if not is_uuid(name):
        raise ValueError(name)
    return name
