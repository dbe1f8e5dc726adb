"""The window's side of the language process: detect and translate as futures.

One thread talks to one process, a portion of sentences at a time and two portions ahead, so that
the process is never idle. Between two portions the most urgent job goes first, and a job whose
future was cancelled stops.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple

from workstation.domain.language import DetectedBy, Detection, NoPackage, Translation
from workstation.fault import BugFault, WorldFault
from workstation.language.engine import child, wire
from workstation.language.engine.jobs import Job, Jobs
from workstation.language.engine.line import Died, Line
from workstation.language.engine.portions import Portions
from workstation.language.text import printable, sentence_digest

# Detected unless the caller names others.
LANGUAGES = (
    "ms", "id", "zh-Hans", "zh-Hant", "th", "vi", "tl", "ar", "es", "ta", "ja", "ko", "en", "pt",
    "hi",
)  # fmt: skip
_LOOKED_AT = 4000  # characters of a text that detection may see
_UNDER_WAY = 2  # portions: one the model works at, one behind it
_CLOSE_SECONDS = 5.0


class _Portion(NamedTuple):
    """Texts of a job that were sent, and when."""

    job: Job
    begin: int
    end: int
    sent_at: float


class Engine:
    """Languages and translations from a process of its own, started at the first request."""

    def __init__(
        self, packages: Path, log_dir: Path, *, languages: Iterable[str] = LANGUAGES
    ) -> None:
        self.packages = packages
        self._log = log_dir / child.LOG
        self._languages = list(languages)
        self._line = Line(packages, log_dir)
        self._wake = threading.Condition()
        self._jobs = Jobs()
        self._closed = False
        self._urgent = 0
        self._thread: threading.Thread | None = None
        # The thread's own:
        self._under_way: deque[_Portion] = deque()
        self._portions = Portions()
        self._last_reply = 0.0

    def detect(
        self, texts: Sequence[str], hints: Sequence[str | None], *, urgent: bool = False
    ) -> Future[list[Detection]]:
        """The language of each text; `hints` are what the batch says, as many as texts."""
        if len(texts) != len(hints):
            raise BugFault("language.hints_uneven", texts=len(texts), hints=len(hints))
        seen = [printable(text[:_LOOKED_AT]) for text in texts]
        told = [hint and printable(hint) for hint in hints]

        def ask(begin: int, end: int) -> wire.Message:
            return wire.Detect(seen[begin:end], told[begin:end], self._languages)

        return self._submit(Job(seen, ask, _detections, urgent))

    def translate(
        self, sentences: Sequence[str], source: str, target: str, urgent: bool = False
    ) -> Future[list[Translation] | NoPackage]:
        """A translation of each sentence, in order; NoPackage where nothing leads there."""
        clean = [printable(sentence) for sentence in sentences]
        unique = list(dict.fromkeys(clean))

        def ask(begin: int, end: int) -> wire.Message:
            return wire.Translate(unique[begin:end], source, target)

        def finish(replies: list[Any]) -> list[Translation] | NoPackage:
            if any(isinstance(reply, wire.NoRoute) for reply in replies):
                return NoPackage(source, target)
            made = dict(zip(unique, _translations(replies, unique, source, target), strict=True))
            return [made[sentence] for sentence in clean]

        return self._submit(Job(unique, ask, finish, urgent, (source, target)))

    def packages_changed(self) -> Future[None]:
        """Lets go of loaded packages, so that the next request finds what is installed now."""
        return self._submit(Job([""], lambda *_: wire.Reload(), lambda _: None, urgent=True))

    def ping(self) -> Future[int]:
        """The number of the process, once it answers."""
        return self._submit(Job([""], lambda *_: wire.Ping(), _number, urgent=True))

    def stand_still(self, still: bool) -> None:
        """The process takes no core while a key's work is done: on two cores it costs half as much
        again. What somebody waits for goes on. The window says so again within a moment."""
        with self._wake:
            if not (still and self._urgent):
                self._line.stand_still(still)

    def close(self) -> None:
        """Ends the process at once; what has not been answered is cancelled. Safe to repeat."""
        with self._wake:
            self._closed = True
            waiting = self._jobs.all()
            self._wake.notify_all()
            thread = self._thread
        for job in waiting:
            job.future.cancel()
        self._line.close()
        if thread is not None and thread is not threading.current_thread():
            thread.join(_CLOSE_SECONDS)

    def _submit(self, job: Job) -> Future[Any]:
        with self._wake:
            if self._closed:
                job.future.cancel()
                return job.future
            self._jobs.put(job)
            if job.urgent:
                self._hurry(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="language", daemon=True)
                self._thread.start()
            self._wake.notify()
        return job.future

    def _hurry(self, job: Job) -> None:
        """Somebody waits for this: it runs whatever keys are pressed, until it is answered."""

        def answered(_: Future[Any]) -> None:
            with self._wake:
                self._urgent -= 1

        self._urgent += 1
        job.future.add_done_callback(answered)
        self._line.stand_still(False)

    # Below: the thread's own.

    def _run(self) -> None:
        try:
            while self._waited():
                try:
                    while portion := self._next():
                        self._send(portion)
                    if self._under_way:
                        self._receive()
                except Died:
                    self._died()
        finally:
            self._line.put_down()
            for portion in self._under_way:
                portion.job.future.cancel()

    def _waited(self) -> bool:
        """True once there is something to do; False at the end."""
        with self._wake:
            self._wake.wait_for(
                lambda: self._closed or self._under_way or self._jobs.first() is not None
            )
            return not self._closed

    def _next(self) -> _Portion | None:
        """What is to be sent now, if the process can take more."""
        with self._wake:
            job = None if self._closed else self._jobs.first()
            if job is None or len(self._under_way) >= _UNDER_WAY:
                return None
            # After a death one at a time: it must be seen which of them kills.
            if self._under_way and any(
                one.retried for one in (job, *(portion.job for portion in self._under_way))
            ):
                return None
            begin = job.sent
            job.sent = self._portions.cut(job.pair, job.texts, begin, urgent=job.urgent)
            if job.sent == len(job.texts):
                self._jobs.take()
        return _Portion(job, begin, job.sent, time.monotonic())

    def _send(self, portion: _Portion) -> None:
        if portion.begin == portion.end:  # nothing was asked
            self._finish(portion.job)
            return
        self._under_way.append(portion)
        try:
            self._line.send(portion.job.ask(portion.begin, portion.end))
        except OSError as error:
            self._under_way.pop()
            reason = type(error).__name__
            portion.job.settle(fault=WorldFault("language.engine_not_started", reason=reason))

    def _receive(self) -> None:
        reply = self._line.receive()
        job, begin, end, sent_at = self._under_way.popleft()
        now, before = time.monotonic(), self._last_reply
        self._last_reply = now
        if not self._line.stood_still():
            self._portions.took(job.pair, job.texts[begin:end], now - max(sent_at, before))
        if isinstance(reply, wire.Failed):
            job.settle(fault=self._failed(reply.kind))
            return
        job.replies.append(reply)
        job.answered = end
        if end == len(job.texts) or isinstance(reply, wire.NoRoute):
            self._finish(job)

    def _failed(self, kind: str) -> WorldFault:
        if not self.packages.is_dir():
            return WorldFault("language.packages_gone", folder=str(self.packages))
        return WorldFault("language.engine_failed", kind=kind)

    def _finish(self, job: Job) -> None:
        if job.over:
            return
        try:
            job.settle(job.finish(job.replies))
        except Exception as error:  # a bug of ours must not leave a future without an answer
            job.settle(fault=BugFault("language.engine_bug", kind=type(error).__name__))

    def _died(self) -> None:
        """What was under way is asked once more; what was so before is given up."""
        lost = list(dict.fromkeys(portion.job for portion in self._under_way))
        self._under_way.clear()
        fault = WorldFault("language.engine_died", log=str(self._log))
        for job in lost:
            if self._closed:
                job.future.cancel()
            elif job.retried:
                job.settle(fault=fault)
            else:
                job.retried, job.sent = True, job.answered
                with self._wake:
                    self._jobs.put(job)


def _number(replies: list[wire.Pong]) -> int:
    return replies[0].pid


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
