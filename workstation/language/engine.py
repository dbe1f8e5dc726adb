"""The window's side of the language process: detect and translate as futures.

One thread talks to one process, a chunk of sentences at a time. Between two chunks the most
urgent job goes first, and a job whose future was cancelled stops.
"""

from __future__ import annotations

import heapq
import itertools
import subprocess
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workstation import processes
from workstation.domain.language import DetectedBy, Detection, NoPackage, Translation
from workstation.fault import BugFault, WorldFault
from workstation.language import child, wire
from workstation.language.text import printable, sentence_digest

# Detected unless the caller names others.
LANGUAGES = (
    "ms", "id", "zh-Hans", "zh-Hant", "th", "vi", "tl", "ar", "es", "ta", "ja", "ko", "en", "pt",
    "hi",
)  # fmt: skip
_SENTENCES = 64
_URGENT_SENTENCES = 32
_TEXTS = 64
_LOOKED_AT = 4000  # characters of a text that detection may see
# A chunk takes about a second; after this long the process hangs and is put down.
_CHUNK_SECONDS = 180.0
_CLOSE_SECONDS = 5.0


@dataclass(slots=True)
class _Job:
    """A request cut into chunks, with the replies that have come so far."""

    chunks: list[wire.Message]
    finish: Callable[[list[Any]], Any]
    future: Future[Any] = field(default_factory=Future)
    replies: list[Any] = field(default_factory=list)
    retried: bool = False


class _Died(Exception):
    """The process ended in the middle of a request."""


class Engine:
    """Languages and translations from a process of its own, started at the first request."""

    def __init__(
        self, packages: Path, log_dir: Path, *, languages: Iterable[str] = LANGUAGES
    ) -> None:
        self.packages = packages
        self._log_dir = log_dir
        self._languages = list(languages)
        self._jobs: list[tuple[int, int, _Job]] = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._pause: processes.Pause | None = None
        self._still = False
        self._urgent = 0
        self._thread: threading.Thread | None = None

    def detect(
        self, texts: Sequence[str], hints: Sequence[str | None], *, urgent: bool = False
    ) -> Future[list[Detection]]:
        """The language of each text; `hints` are what the batch says, as many as texts."""
        if len(texts) != len(hints):
            raise BugFault("language.hints_uneven", texts=len(texts), hints=len(hints))
        chunks: list[wire.Message] = [
            wire.Detect(
                [printable(text[:_LOOKED_AT]) for text in texts[at : at + _TEXTS]],
                [hint and printable(hint) for hint in hints[at : at + _TEXTS]],
                self._languages,
            )
            for at in range(0, len(texts), _TEXTS)
        ]
        return self._submit(_Job(chunks, _detections), urgent)

    def translate(
        self, sentences: Sequence[str], source: str, target: str, urgent: bool = False
    ) -> Future[list[Translation] | NoPackage]:
        """A translation of each sentence, in order; NoPackage where nothing leads there."""
        clean = [printable(sentence) for sentence in sentences]
        unique = list(dict.fromkeys(clean))
        size = _URGENT_SENTENCES if urgent else _SENTENCES
        chunks: list[wire.Message] = [
            wire.Translate(unique[at : at + size], source, target)
            for at in range(0, len(unique), size)
        ]

        def finish(replies: list[Any]) -> list[Translation] | NoPackage:
            if any(isinstance(reply, wire.NoRoute) for reply in replies):
                return NoPackage(source, target)
            made = dict(zip(unique, _translations(replies, unique, source, target), strict=True))
            return [made[sentence] for sentence in clean]

        return self._submit(_Job(chunks, finish), urgent)

    def packages_changed(self) -> Future[None]:
        """Lets go of loaded packages, so that the next request finds what is installed now."""
        return self._submit(_Job([wire.Reload()], lambda _: None), urgent=True)

    def ping(self) -> Future[int]:
        """The number of the process, once it answers."""
        return self._submit(_Job([wire.Ping()], lambda replies: replies[0].pid), urgent=True)

    def stand_still(self, still: bool) -> None:
        """The process takes no core while a key's work is done: on two cores it costs half as much
        again. What somebody waits for goes on. The window says so again within a moment."""
        with self._wake:
            if self._pause is None or still == self._still or (still and self._urgent):
                return
            self._still = still
            (self._pause.stand_still if still else self._pause.go_on)()

    def close(self) -> None:
        """Ends the process at once; what has not been answered is cancelled. Safe to repeat."""
        with self._wake:
            self._closed = True
            waiting = [job for _, _, job in self._jobs]
            self._jobs.clear()
            self._wake.notify_all()
            process, thread = self._process, self._thread
        for job in waiting:
            job.future.cancel()
        if process is not None:
            process.kill()
        if thread is not None and thread is not threading.current_thread():
            thread.join(_CLOSE_SECONDS)

    def _submit(self, job: _Job, urgent: bool) -> Future[Any]:
        with self._wake:
            if self._closed:
                job.future.cancel()
                return job.future
            heapq.heappush(self._jobs, (0 if urgent else 1, next(self._order), job))
            if urgent:
                self._hurry(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="language", daemon=True)
                self._thread.start()
            self._wake.notify()
        return job.future

    def _run(self) -> None:
        try:
            while (entry := self._next()) is not None:
                urgency, order, job = entry
                if job.future.cancelled():
                    continue
                done = self._step(job)
                if not done and not self._requeue(urgency, order, job):
                    job.future.cancel()
        finally:
            self._put_down()

    def _next(self) -> tuple[int, int, _Job] | None:
        with self._wake:
            self._wake.wait_for(lambda: self._jobs or self._closed)
            return None if self._closed else heapq.heappop(self._jobs)

    def _requeue(self, urgency: int, order: int, job: _Job) -> bool:
        with self._wake:
            if not self._closed:
                heapq.heappush(self._jobs, (urgency, order, job))
            return not self._closed

    def _step(self, job: _Job) -> bool:
        """Sends the next chunk of a job; True when its future has its answer."""
        fault: Exception
        try:
            self._send_next(job)
            if len(job.replies) < len(job.chunks):
                return False
            result = job.finish(job.replies)
        except _Died:
            if self._closed or not job.retried:
                job.retried = True
                return False
            fault = WorldFault("language.engine_died", log=str(self._log_dir / child.LOG))
        except WorldFault as error:
            fault = error
        except OSError as error:
            fault = WorldFault("language.engine_not_started", reason=type(error).__name__)
        except Exception as error:  # a bug of ours must not leave a future without an answer
            fault = BugFault("language.engine_bug", kind=type(error).__name__)
        else:
            return _settle(job.future, result)
        return _settle(job.future, fault=fault)

    def _send_next(self, job: _Job) -> None:
        if len(job.replies) == len(job.chunks):
            return  # nothing was asked
        reply = self._ask(job.chunks[len(job.replies)])
        if isinstance(reply, wire.Failed):
            raise WorldFault("language.engine_failed", kind=reply.kind)
        job.replies.append(reply)
        if isinstance(reply, wire.NoRoute):
            job.replies.extend([reply] * (len(job.chunks) - len(job.replies)))

    def _ask(self, message: wire.Message) -> wire.Reply:
        process = self._running()
        try:
            with processes.within(_CHUNK_SECONDS, process):
                wire.send(process.stdin, message)
                reply = wire.read_reply(process.stdout)
        except (BrokenPipeError, ConnectionError, ValueError):
            reply = None
        if reply is None:
            self._put_down()
            raise _Died
        return reply

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            process = child.start(self.packages, self._log_dir)
            with self._wake:
                self._process, self._pause = process, processes.Pause(process)
                self._still = False
                closed = self._closed
            if closed:
                process.kill()
        return self._process

    def _hurry(self, job: _Job) -> None:
        """Somebody waits for this: it runs whatever keys are pressed, until it is answered."""

        def answered(_: Future[Any]) -> None:
            with self._wake:
                self._urgent -= 1

        self._urgent += 1
        job.future.add_done_callback(answered)
        if self._still and self._pause is not None:
            self._still = False
            self._pause.go_on()

    def _put_down(self) -> None:
        with self._wake:
            process, self._process, self._pause = self._process, None, None
        if process is None:
            return
        processes.put_down(process)


def _settle(future: Future[Any], result: Any = None, fault: Exception | None = None) -> bool:
    if future.set_running_or_notify_cancel():
        if fault is not None:
            future.set_exception(fault)
        else:
            future.set_result(result)
    return True


def _detections(replies: list[wire.Found]) -> list[Detection]:
    return [
        Detection(language, confidence, DetectedBy(by), unsure)
        for reply in replies
        for language, confidence, by, unsure in reply.detections
    ]


def _translations(
    replies: list[wire.Translated], sentences: list[str], source: str, target: str
) -> list[Translation]:
    made = ((reply, one) for reply in replies for one in reply.made)
    return [
        Translation(
            digest=sentence_digest(sentence),
            source=source,
            target=target,
            package=reply.package,
            version=reply.version,
            options=reply.options,
            text=one.text,
            score=one.score,
            marks=one.marks,
            confidence=one.confidence,
            lost=one.lost,
            links=one.links,
        )
        for sentence, (reply, one) in zip(sentences, made, strict=True)
    ]
