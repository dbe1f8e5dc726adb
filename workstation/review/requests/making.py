"""From a request to its batch: cases of a larger batch that lie in its scope, no decision of
anybody, the request's questions."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct

from workstation.domain.batch import AnswerForm
from workstation.domain.canonical import digest
from workstation.domain.ids import derived_id
from workstation.domain.sampling.chance import rank
from workstation.fault import WorldFault
from workstation.intake.interface import CASES, MANIFEST, Reader, open_source
from workstation.review.acting import Desk
from workstation.review.requests import asking
from workstation.review.requests.asking import Request, Scope
from workstation.review.sampling import content, rights
from workstation.review.sampling.content import Content
from workstation.store import seals
from workstation.store.store import Store

_GONE = ("stratum", "inclusion_probability", "cluster", "decision")


class RequestBatch(Struct, frozen=True):
    """The batch that was made: of `fitting` cases in the scope, `cases` were taken."""

    batch: str
    path: str
    request: str
    cases: int
    fitting: int
    looked_at: int
    bad: int


class _Everything(frozenset[str]):
    """Holds whatever is asked for: every case of a source is wanted."""

    def __contains__(self, _one: object) -> bool:
        return True


def make_batch(
    store: Store,
    desk: Desk,
    request: str,
    source: Path,
    out: Path,
    *,
    n: int | None = None,
    seed: str = "",
    persons: Sequence[str] = (),
    clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    cancelled: Callable[[], bool] = lambda: False,
) -> RequestBatch:
    """Make the batch folder of a request, with what a larger batch (folder or zip) holds of its
    scope: all of it, or `n` cases drawn by a seed that is kept.

    The same request, content and seed make the same batch. Raises WorldFault `request.unknown`,
    `request.no_cases`, `request.out_exists`, `request.out_unwritable`, `sampling.role`,
    `intake.…`; then nothing is left behind.
    """
    store.read(rights.check, desk, rights.DRAW).result()
    held = store.read(asking.get, desk, request).result()
    sealed = frozenset(store.read(seals.cases).result())
    if out.exists():
        raise WorldFault("request.out_exists", path=str(out))
    with open_source(source) as reader:
        found = content.look(reader, _Everything(), sealed, clock(), cancelled)
        try:
            beside = Path(tempfile.mkdtemp(prefix=f".{out.name[:60]}.", dir=out.parent))
        except OSError as error:
            raise _unwritable(out, error) from None
        try:
            made = _Making(held, found, seed or held.id, desk, clock)
            report = made.write(reader, beside, n, persons, source, out, cancelled)
            beside.rename(out)
        except OSError as error:
            raise _unwritable(out, error) from None
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return report


class _Making:
    def __init__(
        self, request: Request, held: Content, seed: str, desk: Desk,
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._request, self._held, self._seed, self._desk = request, held, seed, desk
        self._clock = clock

    def write(
        self,
        reader: Reader,
        folder: Path,
        n: int | None,
        persons: Sequence[str],
        source: Path,
        out: Path,
        cancelled: Callable[[], bool],
    ) -> RequestBatch:
        rough = folder / "cases.part"
        numbers = [one.line for one in self._held.found.values()]
        with rough.open("x+b") as file:
            places = content.copy_lines(reader, numbers, file)
            fitting = [plain for plain in _cases(file, places, numbers)
                       if fits(self._request.asked.scope, plain)]  # fmt: skip
            chosen = self._chosen(fitting, n)
            if not chosen:
                raise WorldFault(
                    "request.no_cases", path=str(source), cases=self._held.cases,
                    wanted=n or len(fitting),
                )  # fmt: skip
            files = {CASES: _write_cases(folder / CASES, chosen)}
        rough.unlink()
        media = {one["sha256"] for case in chosen for one in case.get("media") or ()}
        for name, sha in content.media_of(self._held.manifest, media):
            if cancelled():
                raise WorldFault("intake.cancelled")
            content.copy_file(reader, name, sha, folder / name)
            files[name] = sha
        for name, data in self._held.policies.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
            files[name] = digest(data)
        told = self._manifest(files, len(fitting), len(chosen), persons)
        text = json.dumps(told, ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text, "utf-8", newline="")
        return RequestBatch(
            told["id"], str(out), self._request.id, len(chosen), len(fitting), self._held.cases,
            len(self._held.bad),
        )  # fmt: skip

    def _chosen(self, fitting: list[dict[str, Any]], n: int | None) -> list[dict[str, Any]]:
        if n is None or n >= len(fitting):
            return fitting
        drawn = sorted(fitting, key=lambda case: rank(self._seed, "request", case["id"]))[:n]
        ids = {case["id"] for case in drawn}
        return [case for case in fitting if case["id"] in ids]

    def _manifest(
        self, files: Mapping[str, str], fitting: int, n: int, persons: Sequence[str]
    ) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self._held.manifest.text)
        asked = self._request.asked
        name = derived_id("request", self._request.id, files[CASES], *persons)
        frame = f"cases of batch {told['id']} in scope: {fitting} of {self._held.cases}"
        return {
            **told,
            "id": name,
            "title": asked.title[:200],
            "kind": "inspection",
            "blind": False,
            "created_at": self._request.at,
            "due_at": asked.due_at,
            "publisher": str(self._desk.person.id),
            "request": {
                "type": asked.type if asked.type in asking.TYPES else "proactive",
                "asked_by": asked.asked_by,
                "why": asked.why,
                "questions": [_question(one) for one in asked.questions],
            },
            "assignments": [{"person": one, "stage": "first", "cases": None} for one in persons],
            "design": {
                "method": "simple random" if n < fitting else "all in scope",
                "frame": frame,
                "seed": self._seed,
                "strata": [{"name": "", "population": fitting, "sample": n}],
                "request": self._request.id,
                "scope": asked.scope.words,
            },
            "files": dict(sorted(files.items())),
        }


def fits(scope: Scope, case: Mapping[str, Any]) -> bool:
    """Whether a case lies in a scope."""
    languages = {part.get("language") for part in case.get("parts") or ()}
    category = str(case.get("category") or "")
    return (
        (not scope.markets or case.get("market") in scope.markets)
        and (not scope.languages or bool(languages & set(scope.languages)))
        and (not scope.categories or any(_within(category, one) for one in scope.categories))
    )


def _within(category: str, prefix: str) -> bool:
    return category == prefix or category.startswith(f"{prefix}/")


def _cases(
    file: BinaryIO, places: Mapping[int, tuple[int, int]], numbers: Iterable[int]
) -> Iterator[dict[str, Any]]:
    for number in sorted(numbers):
        start, size = places[number]
        file.seek(start)
        yield json.loads(file.read(size))


def _write_cases(path: Path, cases: Iterable[Mapping[str, Any]]) -> str:
    checksum = sha256()
    with path.open("xb") as out:
        for case in cases:
            plain = {**case, **dict.fromkeys(_GONE)}
            line = json.dumps(plain, ensure_ascii=False).encode() + b"\n"
            checksum.update(line)
            out.write(line)
    return checksum.hexdigest()


def _question(one: Any) -> dict[str, Any]:
    told = {"id": one.id, "text": one.text, "answer": one.answer.value}
    return {**told, "choices": list(one.choices)} if one.answer is AnswerForm.CHOICE else told


def _unwritable(out: Path, error: OSError) -> WorldFault:
    return WorldFault("request.out_unwritable", path=str(out), why=error.strerror or "")
