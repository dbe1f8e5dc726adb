"""Puts pictures into what is told: small, decoded in the process that is there for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError

from msgspec.structs import replace

from workstation.media.helper import Helper
from workstation.media.values import Decoded, Why
from workstation.reports.documents.values import Picture
from workstation.reports.error_pack import Case, ErrorPack, Proof

SIDE = 420
"""Pixels of the longer side: what one sees of a page's third."""
MOST = 300
"""Pictures of a pack; more would make a file that nobody can send."""

Media = Callable[[str], bytes | None]


class Pictures:
    """Decodes, and counts what it did not show. A context: the process ends with it."""

    def __init__(self, media: Media, helper: Helper | None = None) -> None:
        self._media, self._helper = media, helper or Helper()
        self.left = MOST
        self.left_out = 0

    def __enter__(self) -> Pictures:
        return self

    def __exit__(self, *_error: object) -> None:
        self._helper.close()

    def picture(
        self, sha256: str, name: str, box: tuple[int, int, int, int] | None, harm: tuple[str, ...]
    ) -> Picture:
        """A picture with its box, or why there is none."""
        caption = name or sha256[:12]
        if harm:
            return Picture(caption=caption, missing=f"not shown: marked as {', '.join(harm)}")
        if self.left <= 0:
            self.left_out += 1
            return Picture(caption=caption, missing="left out")
        found = self._decoded(sha256)
        if found.why is not None or not found.pixels:
            return Picture(caption=caption, missing=_WHY.get(found.why, "cannot be shown"))
        self.left -= 1
        width, height = found.size
        boxes = (box,) if box is not None else ()
        return Picture(width, height, found.pixels, boxes, caption)

    def _decoded(self, sha256: str) -> Decoded:
        try:
            return self._helper.decode(sha256, lambda: self._media(sha256), (SIDE, SIDE)).result()
        except CancelledError:
            return Decoded(why=Why.GAVE_UP)


_WHY = {
    Why.MISSING: "the picture is not here",
    Why.NOT_AN_IMAGE: "not a picture; see its times",
    Why.TOO_LARGE: "too large to be shown",
    Why.BROKEN: "damaged",
}


def fill(pack: ErrorPack, media: Media) -> ErrorPack:
    """The pack with its pictures."""
    if not any(proof.media and proof.t0 is None for case in pack.cases for proof in case.proofs):
        return pack
    with Pictures(media) as pictures:
        cases = tuple(
            replace(case, proofs=tuple(_proofs(case, pictures))) for case in pack.cases
        )
        left = dict(pack.left_out)
        if pictures.left_out:
            left["pictures"] = pictures.left_out
        return replace(pack, cases=cases, left_out=left)


def _proofs(case: Case, pictures: Pictures) -> Iterator[Proof]:
    for proof in case.proofs:
        if proof.media is None or proof.t0 is not None:
            yield proof
            continue
        made = pictures.picture(proof.media, proof.name, proof.box, case.harm_tags)
        yield replace(proof, picture=made)
