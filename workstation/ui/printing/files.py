"""Documents written to files: which writer by the ending, each file whole or not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.reports import aside, error_pack_files
from workstation.reports.documents import markdown, workbook
from workstation.reports.documents.values import Document
from workstation.reports.error_pack import ErrorPack
from workstation.review.acting import Desk
from workstation.review.releasing import pack, picturing
from workstation.store import cases, releases
from workstation.store.store import Store
from workstation.ui.printing import pdf

ENDINGS = (".pdf", ".md")
PACK = (".pdf", ".xlsx", ".jsonl")
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


class Written(Struct, frozen=True):
    """A vendor's pack and the files it was written to."""

    pack: ErrorPack
    paths: tuple[Path, ...]
    sizes: tuple[int, ...]


def write_document(document: Document, path: Path, *, overwrite: bool = False) -> int:
    """Write it as its ending says; the size in bytes.

    Raises WorldFault `document.no_format`, `document.too_long`, and what `aside.write` raises.
    """
    kind = path.suffix.lower()
    if kind not in ENDINGS:
        raise WorldFault("document.no_format", path=str(path), endings=", ".join(ENDINGS))
    made = pdf.write(document) if kind == ".pdf" else markdown.write(document)
    return aside.write(path, [made], overwrite=overwrite)


def write_pack(
    store: Store,
    desk: Desk,
    batch: str,
    vendor: str,
    folder: Path,
    *,
    overwrite: bool = False,
    pdf_of: Callable[[Document], bytes] = pdf.write,
) -> Written:
    """Write a vendor's error pack as PDF, XLSX and JSONL beside each other.

    Raises WorldFault `release.…`, `document.too_long`, and what `aside.write` raises.
    """
    secret = store.write(releases.secret, batch, vendor).result()
    made = store.read(pack.gather, desk, batch, vendor, secret).result()
    made = picturing.fill(made, lambda sha: store.read(cases.media_bytes, sha).result())
    name = _PLAIN.sub("-", f"errors {vendor} {batch}").strip("-.")[:100]
    paths = tuple(folder / f"{name}{ending}" for ending in PACK)
    if not overwrite:
        for path in paths:
            if path.exists():
                raise WorldFault("export.exists", path=str(path))
    sheets = error_pack_files.sheets(made)
    sizes = (
        aside.write(paths[0], [pdf_of(error_pack_files.document(made))], overwrite=overwrite),
        aside.write(paths[1], [workbook.write(sheets, made.title)], overwrite=overwrite),
        aside.write(paths[2], error_pack_files.lines(made), overwrite=overwrite),
    )
    return Written(made, paths, sizes)
