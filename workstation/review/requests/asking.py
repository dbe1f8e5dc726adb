"""A request: who asked, why, which questions, of what, until when. One event; its words can be
erased, its codes stay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.batch import AnswerForm, RequestQuestion, question_name
from workstation.domain.event import Event, Kind
from workstation.fault import WorldFault
from workstation.review.acting import About, Desk, write
from workstation.review.publishers import believed_of
from workstation.review.sampling import rights
from workstation.store import releases, roster
from workstation.store.driver import Database
from workstation.store.published import Said

TYPES = ("reactive", "proactive")
MOST_QUESTIONS = 20
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_FORMS = {"yesno": AnswerForm.YES_NO, "text": AnswerForm.TEXT, "choice": AnswerForm.CHOICE}


class Scope(Struct, frozen=True):
    """Of what: markets, languages and categories (by their beginning); empty means all. `words`
    say it to people."""

    words: str = ""
    markets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


class Asked(Struct, frozen=True):
    """What is asked for."""

    title: str
    type: str
    asked_by: str
    why: str
    questions: tuple[RequestQuestion, ...] = ()
    scope: Scope = Scope()
    due_at: str | None = None


class Request(Struct, frozen=True):
    """A request as it was made; `batches` that were made of it and are here."""

    id: str
    at: str
    person: str
    asked: Asked
    batches: tuple[str, ...] = ()


def question_of(text: str, number: int) -> RequestQuestion:
    """A question from one line: `Words`, `id=Words`, `id:text=Words`, `id:choice:one,two=Words`.

    Raises WorldFault `request.question`.
    """

    def bad(reason: str) -> WorldFault:
        return WorldFault("request.question", text=text[:80], reason=reason)

    head, sign, words = text.partition("=")
    name, _, form = head.partition(":")
    if not sign or not _ID.fullmatch(name.strip()):
        name, form, words = question_name(number), "", text
    kind, _, choices = form.partition(":")
    if kind and kind not in _FORMS:
        raise bad(f"there is no answer of the kind {kind[:20]}")
    given = tuple(one.strip() for one in choices.split(",") if one.strip())
    made = _FORMS.get(kind, AnswerForm.YES_NO)
    if not words.strip():
        raise bad("it has no words")
    if made is AnswerForm.CHOICE and not 2 <= len(given) <= 9:
        raise bad("it needs two to nine choices")
    if made is not AnswerForm.CHOICE and given:
        raise bad("only a choice has choices")
    return RequestQuestion(name.strip(), words.strip(), made, given)


def make(db: Database, desk: Desk, asked: Asked) -> Event:
    """Make a request.

    Raises WorldFault `request.empty`, `request.question`, `instant.…`, `sampling.role`.
    """
    rights.check(db, desk, rights.DRAW)
    for what, said in (("a title", asked.title), ("who asks (--by)", asked.asked_by),
                       ("why (--why)", asked.why)):  # fmt: skip
        if not said.strip():
            raise WorldFault("request.empty", what=what)
    names = [one.id for one in asked.questions]
    for name in names:
        if names.count(name) > 1 or len(names) > MOST_QUESTIONS:
            reason = "its id is there twice" if names.count(name) > 1 else "there are too many"
            raise WorldFault("request.question", text=name, reason=reason)
    if asked.due_at is not None:
        instant.parse(asked.due_at)
    scope = asked.scope
    body = {
        "type": asked.type,
        "questions": [
            {"id": one.id, "answer": one.answer.value, "choices": len(one.choices)}
            for one in asked.questions
        ],
        "markets": list(scope.markets),
        "languages": list(scope.languages),
        "categories": list(scope.categories),
        "due_at": asked.due_at,
    }
    words = {"title": asked.title, "asked_by": asked.asked_by, "why": asked.why,
             "scope": scope.words}  # fmt: skip
    for one in asked.questions:
        words[f"question.{one.id}"] = one.text
        words |= {f"choice.{one.id}.{n}": word for n, word in enumerate(one.choices, 1)}
    said = {name: text for name, text in words.items() if text.strip()}
    return write(db, desk, Kind.REQUESTED, About(), body, said)


def listed(db: Database, desk: Desk) -> list[Request]:
    """Every request that is believed, the newest first."""
    said = releases.requests(db)
    known = roster.believed(db)
    if known.root is None:
        held = [one for one in said if one.person == desk.person.id]
    else:
        held = believed_of(db, known, said, rights.DRAW)
    made = _batches(db)
    found = [_request(one, releases.words(db, one.id), made) for one in held]
    return sorted(found, key=lambda one: one.at, reverse=True)


def get(db: Database, desk: Desk, request: str) -> Request:
    """A request by its id, or by the beginning of it; raises WorldFault `request.unknown`."""
    found = [one for one in listed(db, desk) if request and one.id.startswith(request)]
    exact = [one for one in found if one.id == request] or found
    if len(exact) != 1:
        raise WorldFault("request.unknown", request=request[:60])
    return exact[0]


def _batches(db: Database) -> dict[str, list[str]]:
    rows = db.conn.execute(
        "SELECT id, json_extract(manifest, '$.design.request') FROM batch "
        "WHERE ready AND kind = 'inspection' ORDER BY created_at"
    )
    found: dict[str, list[str]] = {}
    for batch, request in rows:
        if isinstance(request, str):
            found.setdefault(request, []).append(batch)
    return found


def _request(said: Said, words: Mapping[str, str], made: Mapping[str, Sequence[str]]) -> Request:
    body = said.body
    questions = body.get("questions")
    asked = Asked(
        words.get("title", ""),
        str(body.get("type", "")),
        words.get("asked_by", ""),
        words.get("why", ""),
        tuple(
            _question(one, words) for one in questions if isinstance(one, dict)
        ) if isinstance(questions, list) else (),
        Scope(words.get("scope", ""), *(_texts(body.get(name)) for name in _OF_SCOPE)),
        body.get("due_at") if isinstance(body.get("due_at"), str) else None,
    )  # fmt: skip
    return Request(said.id, said.at, said.person, asked, tuple(made.get(said.id, ())))


_OF_SCOPE = ("markets", "languages", "categories")


def _question(said: Mapping[str, Any], words: Mapping[str, str]) -> RequestQuestion:
    name = str(said.get("id", ""))
    form = said.get("answer")
    known = AnswerForm(form) if form in set(AnswerForm) else AnswerForm.TEXT
    n = said.get("choices")
    count = n if type(n) is int and 0 <= n <= 9 else 0
    choices = tuple(words.get(f"choice.{name}.{one}", str(one)) for one in range(1, count + 1))
    return RequestQuestion(name, words.get(f"question.{name}", name), known, choices)


def _texts(said: object) -> tuple[str, ...]:
    return tuple(one for one in said if isinstance(one, str)) if isinstance(said, list) else ()
