"""What of the media is blurred or grey, and why: by harm tag, by one's own wish, or for now.

It is for comfort; it protects nobody, and it says so nowhere else either.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol

from msgspec import Struct
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from workstation.ui import plain
from workstation.ui.case.images import blurred, greyed

STEPS = {"light": 40, "medium": 22, "strong": 12}
"""Into how many pixels of a side a blurred picture is scaled before it is scaled up again."""

SMALL_STEPS = {"light": 12, "medium": 8, "strong": 4}
"""The same for a thumbnail."""


class Because(StrEnum):
    """Why something is covered."""

    TAG = "tag"
    WISH = "wish"
    NOW = "now"


class Preferences(Protocol):
    """What the wish is read from."""

    def __getitem__(self, name: str) -> Any: ...


class Wish(Struct, frozen=True):
    """What somebody wants covered. `now` overrules the rest until it is taken back."""

    blur: str = "by_tag"
    grey: str = "by_tag"
    strength: str = "strong"
    tags: frozenset[str] = frozenset()
    now: bool | None = None


class Cover(Struct, frozen=True):
    """What lies over the media of one case."""

    blur: bool = False
    grey: bool = False
    strength: str = "strong"
    because: Because = Because.WISH
    tags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.blur or self.grey

    def over(self, image: QImage, *, small: bool = False) -> QImage:
        """The image as it is covered."""
        steps = (SMALL_STEPS if small else STEPS)[self.strength]
        if self.blur:
            image = blurred(image, steps)
        return greyed(image) if self.grey else image


NOTHING = Cover()


def wish_of(preferences: Preferences, now: bool | None = None) -> Wish:
    """What the preferences say."""
    return Wish(
        preferences["media_blur"],
        preferences["media_grey"],
        preferences["media_blur_strength"],
        frozenset(filter(None, map(_plainly, preferences["media_cover_tags"].split(",")))),
        now,
    )


def cover_of(wish: Wish, tags: Sequence[str]) -> Cover:
    """What lies over the media of a case with these harm tags."""
    harm = tuple(tag for tag in tags if _plainly(tag) in wish.tags)
    if wish.now is not None:
        return Cover(wish.now, False, wish.strength, Because.NOW)
    blur = wish.blur == "always" or (wish.blur == "by_tag" and bool(harm))
    grey = wish.grey == "always" or (wish.grey == "by_tag" and bool(harm))
    because = Because.TAG if harm and "by_tag" in (wish.blur, wish.grey) else Because.WISH
    return Cover(blur, grey, wish.strength, because, harm)


def cover_words(cover: Cover) -> str:
    """That something is covered, and why; nothing where it is not."""
    translate = QCoreApplication.translate
    if not cover:
        return ""
    if cover.blur and cover.grey:
        what = translate("Cover", "Blurred and grey")
    else:
        what = translate("Cover", "Blurred") if cover.blur else translate("Cover", "Grey")
    if cover.because is Because.TAG:
        tags = ", ".join(plain.isolate(tag) for tag in cover.tags)
        return translate("Cover", "{what}: the case is tagged {tags}.").format(what=what, tags=tags)
    if cover.because is Because.NOW:
        return translate("Cover", "{what} for now, by Ctrl+Shift+B.").format(what=what)
    return translate("Cover", "{what}: that is your setting.").format(what=what)


def cover_word(cover: Cover) -> str:
    """The same in one word, for a thumbnail."""
    translate = QCoreApplication.translate
    if cover.blur:
        return translate("Cover", "blurred")
    return translate("Cover", "grey") if cover.grey else ""


def _plainly(tag: str) -> str:
    return " ".join(tag.lower().replace("-", " ").replace("_", " ").split())
