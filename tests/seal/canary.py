"""A batch whose first case is full of canaries, and where they are looked for."""

from __future__ import annotations

import copy
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from benchmarks.make_batches import manifest_of, pack_files, synthetic_cases, write_batch
from tests.conftest import YOU
from workstation.fault import WorldFault
from workstation.intake.importer import import_batch
from workstation.language.packages.installing import install_starter
from workstation.services import Opening, open_services
from workstation.store import search
from workstation.store.keys import Protection
from workstation.store.people import Person
from workstation.sync import segment

WORD = "qzcanary"
"""Every text of the case has it; whatever holds it has leaked."""
COLOUR = "#c81e5a"
"""Nothing of ours has this colour: a pixel of it is a pixel of the picture."""
SEALED, OTHER = "L-0000000", "L-0000001"


def picture() -> bytes:
    image = QImage(320, 240, QImage.Format.Format_RGB32)
    image.fill(QColor(COLOUR))
    image.setText("Comment", f"{WORD}-media")
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


def write(folder: Path) -> Path:
    """The batch: the second case has the same picture."""
    cases = copy.deepcopy(list(synthetic_cases(4)))
    data = picture()
    sha256 = hashlib.sha256(data).hexdigest()
    for case in cases:
        case["decision"] |= {"action": "NONE", "findings": []}
    for part in cases[0]["parts"]:
        part["text"] = f"{WORD}-{part['id']} {part['text']}"
        part["language"] = "th"
    for case in cases[:2]:
        case["media"] = [{"sha256": sha256, "kind": "image", "name": "photo 1", "alt": "a bag"}]
    cases[0]["media"][0] |= {"name": f"{WORD}-name", "alt": f"{WORD}-alt"}
    cases[0]["facts"] = {"brand": f"{WORD}-fact"}
    cases[0]["earlier"] = [
        {"source_id": "E-1", "at": "2026-01-01T09:00:00+08:00", "text": f"{WORD}-earlier"}
    ]
    cases[0]["parts"].append(
        {"id": "ocr", "kind": "image_text", "text": f"{WORD}-ocr", "language": "th",
         "media": sha256}
    )  # fmt: skip
    head = manifest_of("seal", "Seal", policy_pack={"id": "pack-synthetic", "version": "1"})
    return write_batch(folder, head, cases, pack_files(), {f"{sha256}.png": data})


def bring_in(home: Path, batch: Path, person: Person = YOU) -> Path:
    services = open_services(Opening(home, Protection.FILE, person=person, starter=False))
    assert services is not None
    install_starter(services.store.paths.packages)
    import_batch(services.store, batch, person.id, lambda: datetime(2026, 6, 1, tzinfo=UTC))
    while services.store.write(search.index_cases).result():
        pass
    services.close()
    return home


def leaks(folder: Path) -> list[str]:
    """Files below a folder that hold a canary or the picture, however they are packed."""
    raw = picture()
    return [
        f"{path.relative_to(folder)}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "packages" not in path.parts
        for piece in unpacked(path.read_bytes())
        if WORD.encode() in piece or raw[40:200] in piece
    ]


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes, and whatever is folded into them: zip members, deflate, the body of a segment."""
    yield data
    yield data.decode("utf-8", "ignore").encode("utf-16-le")
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield packed.read(name)
    for start in (at for at in range(min(len(data), 4096)) if data[at : at + 1] == b"\x78"):
        try:
            yield zlib.decompressobj().decompress(data[start:])
        except zlib.error:
            continue
    try:
        opened = segment.open_segment(data, None)
    except WorldFault:
        return
    for event in opened.events:
        yield repr(event.entry()).encode()


def coloured(widget: Any) -> int:
    """Pixels of the picture's colour on a widget."""
    image = widget.grab().toImage()
    wanted = QColor(COLOUR).rgb()
    return sum(
        image.pixel(x, y) == wanted
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    )
