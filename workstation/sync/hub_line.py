"""One line to a hub: a request, its answer within limits, again after a while where that may help.

Nothing of an answer is believed before it is read whole, within its limit and its time. Redirects
are not followed: they would carry the secret elsewhere.
"""

from __future__ import annotations

import random
import ssl
import threading
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
import urllib3
from msgspec import Struct
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
)

from workstation.fault import WorldFault
from workstation.sync.names import shown

Body = TypeVar("Body")

SMALL = 1024 * 1024
_PIECE = 64 * 1024
_AGAIN = frozenset({429, 500, 502, 503, 504})
_WITH_MORE = frozenset({409, 412, 422})  # a refusal that tells something
_REDIRECT = frozenset({301, 302, 303, 307, 308})


class Patience(Struct, frozen=True):
    """How long we wait, in seconds: for a connection, between two bytes, for one answer, and for a
    hub that says when to come again; and how often we ask."""

    connect: float = 10
    between: float = 30
    whole: float = 300
    told: float = 90
    tries: int = 6
    first: float = 0.25
    longest: float = 20


PATIENT = Patience()


class Answer(Struct, frozen=True):
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The hub's own word for a refusal; empty where it is not the hub that answers."""
        try:
            return msgspec.json.decode(self.body, type=_Refusal).error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return ""

    def read(self, kind: type[Body], file: str) -> Body:
        """The JSON of an answer, of exactly the shape that is wanted.

        Raises WorldFault `sync.answer_odd`.
        """
        try:
            return msgspec.json.decode(self.body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise WorldFault("sync.answer_odd", file=file) from None


class _Refusal(Struct, frozen=True):
    error: str


class HubLine:
    """Asks a hub; may be used from several threads at once."""

    def __init__(
        self,
        address: str,
        account: tuple[str, str] | None = None,
        ca: str | None = None,
        patience: Patience = PATIENT,
    ) -> None:
        """Connects to nothing yet; `ca` is a certificate in PEM, or its file.

        Raises WorldFault `sync.hub_ca`.
        """
        self.address = address
        self.asked = 0
        self._patience = patience
        self._stop = threading.Event()
        self._path = urlsplit(address).path.rstrip("/")
        self._headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if account is not None:
            self._headers |= urllib3.make_headers(basic_auth=":".join(account))
        self._pool = urllib3.connectionpool.connection_from_url(
            address,
            maxsize=8,
            timeout=urllib3.Timeout(connect=patience.connect, read=patience.between),
            retries=False,
            **({"ssl_context": _trust(ca)} if address.startswith("https:") else {}),
        )

    def close(self) -> None:
        """Hang up; whoever waits to ask again stops waiting."""
        self._stop.set()
        self._pool.close()

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int = SMALL,
    ) -> Answer:
        """An answer that is the hub's own, whatever it says; asked again with growing pauses where
        the hub is away, busy or hurt.

        Raises WorldFault `sync.hub_away`, `sync.hub_busy`, `sync.hub_secret`, `sync.hub_tls`,
        `sync.hub_certificate`, `sync.hub_redirect`, `sync.hub_stranger`, `sync.too_long`.
        """
        fault, pause = self._away("?"), 0.0
        for attempt in range(self._patience.tries):
            if attempt and self._stop.wait(pause):
                break
            pause = random.uniform(0.5, 1) * min(
                self._patience.longest, self._patience.first * 2**attempt
            )
            try:
                answer = self._once(method, path, body, headers or {}, limit)
            except (HTTPError, OSError) as error:
                fault = self._told(error)
                if fault.code == "sync.hub_certificate":
                    break  # it will not be trusted in a minute either
                continue
            # Of a record 409 is Kinto's “again”; of anything else the caller knows what it means.
            if answer.status not in _AGAIN and (answer.status, answer.code) != (409, "again"):
                return self._own(answer)
            after = _after(answer.headers.get("retry-after"))
            if after is not None and after > self._patience.told:
                raise WorldFault("sync.hub_busy", address=self.address, minutes=int(after / 60) + 1)
            pause = max(pause, after or 0)
            fault = self._hurt(answer)
        raise fault

    def _once(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], limit: int
    ) -> Answer:
        self.asked += 1
        until = time.monotonic() + self._patience.whole
        got = self._pool.urlopen(
            method,
            self._path + path,
            body=body,
            headers={**self._headers, **headers},
            redirect=False,
            preload_content=False,
            decode_content=False,
        )
        whole = False
        try:
            pieces, size = [], 0
            while piece := got.read1(_PIECE):
                size += len(piece)
                if size > limit:
                    raise WorldFault("sync.too_long", file=_file(path), limit=limit)
                if time.monotonic() > until:
                    raise TimeoutError("slow")
                pieces.append(piece)
            whole = True
        finally:
            # A connection with half an answer in it must not be used again.
            if whole:
                got.release_conn()
            else:
                got.close()
        lower = {name.lower(): value for name, value in got.headers.items()}
        return Answer(got.status, lower, b"".join(pieces))

    def _own(self, answer: Answer) -> Answer:
        """The answer, if it can be the hub's: its refusals carry a code, all else is as wanted."""
        if answer.status in _REDIRECT:
            to = urlsplit(answer.headers.get("location", ""))
            where = f"{to.scheme}://{to.netloc.rpartition('@')[2]}" if to.netloc else to.path
            raise WorldFault("sync.hub_redirect", address=self.address, to=shown(where))
        if answer.status == 413:
            return answer  # the proxy's limit, or the hub's: the same to us
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        ours = kind in ("application/json", "application/octet-stream")
        if answer.status >= 400 and answer.status not in _WITH_MORE:
            ours = ours and answer.code != ""
        if not ours or answer.status < 200:
            raise WorldFault("sync.hub_stranger", address=self.address, status=answer.status)
        if answer.status == 401:
            raise WorldFault("sync.hub_secret", address=self.address)
        return answer

    def _hurt(self, answer: Answer) -> WorldFault:
        if answer.status in (409, 429) or (answer.status, answer.code) == (503, "again"):
            return WorldFault("sync.hub_busy", address=self.address, minutes=1)
        return self._away(f"HTTP {answer.status}")

    def _told(self, error: Exception) -> WorldFault:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLCertVerificationError):
                reason = shown(cause.verify_message or "?")
                return WorldFault("sync.hub_certificate", address=self.address, reason=reason)
            cause = cause.__cause__ or cause.__context__ or _first(cause)
        if isinstance(error, SSLError):
            return WorldFault("sync.hub_tls", address=self.address)
        if isinstance(error, NameResolutionError):
            return self._away("no such host")
        if isinstance(error, NewConnectionError):
            return self._away("nobody answers there")
        if isinstance(error, ConnectTimeoutError | urllib3.exceptions.TimeoutError | TimeoutError):
            return self._away("time-out")
        return self._away("the connection broke")

    def _away(self, reason: str) -> WorldFault:
        return WorldFault("sync.hub_away", address=self.address, reason=reason)


def _first(error: BaseException) -> BaseException | None:
    inner = error.args[0] if error.args else None
    return inner if isinstance(inner, BaseException) else None


def _trust(ca: str | None) -> ssl.SSLContext:
    """The system's certificates, or the one that is named alone."""
    if ca is None:
        return ssl.create_default_context()
    try:
        if not ca.lstrip().startswith("-----BEGIN"):
            ca = Path(ca).read_text("ascii")
        return ssl.create_default_context(cadata=ca)
    except (OSError, ValueError):  # ssl.SSLError is an OSError
        raise WorldFault("sync.hub_ca") from None


def _after(said: str | None) -> float | None:
    """Seconds to wait, from `Retry-After` in either of its forms."""
    if said is None:
        return None
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _file(path: str) -> str:
    return shown(path.partition("?")[0].rpartition("/")[2])
