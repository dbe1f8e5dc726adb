"""What a command tells: plain lines, or one JSON object for scripts."""

from __future__ import annotations

import contextlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any, TextIO

from msgspec import Struct

from workstation.fault import Fault


class CannotWrite(Exception):
    """The disk that the result goes to is full, or gone; the words are the system's."""


class Out(Struct, frozen=True):
    """Where it goes, and in which form."""

    out: TextIO
    error: TextIO
    as_json: bool = False

    def report(self, value: Mapping[str, Any] | list[Any], lines: list[str]) -> None:
        """The result: `value` with --json, else the lines."""
        if self.as_json:
            self._put(self._json(value))
        else:
            self._put("".join(f"{_plain(line)}\n" for line in lines))

    def pass_on(self, out: str, error: str) -> None:
        """What another process has told in our place."""
        self._put(out)
        self.error.write(_as_can(self.error, error))

    def note(self, line: str) -> None:
        """Something worth knowing on the way, beside the result."""
        self.error.write(_as_can(self.error, f"{_plain(line)}\n"))
        self.error.flush()

    def say_error(self, line: str) -> None:
        """Why it could not be done."""
        self.error.write(_as_can(self.error, f"workstation: {_plain(line)}\n"))
        self.error.flush()

    def fault(self, fault: Fault, words: str) -> None:
        """A fault: its sentence, and with --json its code and parameters too."""
        if self.as_json:
            value = {"error": fault.code, "params": fault.params, "words": words}
            with contextlib.suppress(CannotWrite):  # it is said in words all the same
                self._put(self._json(value))
        self.say_error(words)

    def _json(self, value: object) -> str:
        # Signs that the other side's encoding has not are written as JSON can write them.
        text = json.dumps(value, ensure_ascii=False, default=str)
        if not _holds(self.out, text):
            text = json.dumps(value, default=str)
        return text + "\n"

    def _put(self, text: str) -> None:
        try:
            self.out.write(_as_can(self.out, text))
            self.out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise CannotWrite(error.strerror or type(error).__name__) from None


def _holds(out: TextIO, text: str) -> bool:
    try:
        text.encode(getattr(out, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _as_can(out: TextIO, text: str) -> str:
    """The text as the encoding of where it goes can hold it: a terminal need not know Thai."""
    if _holds(out, text):
        return text
    encoding = getattr(out, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _plain(line: str) -> str:
    # What a batch says must not steer the terminal, nor turn our own words around.
    return "".join("?" if _steers(c) else c for c in line)


def _steers(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in _STEERING


_STEERING = ("Cc", "Cf", "Cs", "Zl", "Zp")
