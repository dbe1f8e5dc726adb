"""`request new|list|batch|note`: who asked for an inspection, its batch, what was found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import to_builtins

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.fault import WorldFault
from workstation.services import Services


def new(arguments: Arguments, services: Services, out: Out) -> int:
    """Make a request."""
    from workstation.review.requests import asking

    questions = tuple(
        asking.question_of(words, number)
        for number, words in enumerate(arguments.question or (), 1)
    )
    asked = asking.Asked(
        arguments.title, arguments.type, arguments.by, arguments.why, questions,
        asking.Scope(
            arguments.scope, tuple(arguments.market or ()), tuple(arguments.language or ()),
            tuple(arguments.category or ()),
        ),
        arguments.due,
    )  # fmt: skip
    made = services.store.write(asking.make, services.desk, asked).result()
    told = services.store.read(asking.get, services.desk, made.id).result()
    out.report(_request(told), [f"request {made.id}: {asked.title}", *_lines(told)])
    return 0


def listed(arguments: Arguments, services: Services, out: Out) -> int:
    """Every request."""
    from workstation.review.requests import asking

    found = services.store.read(asking.listed, services.desk).result()
    lines = [line for one in found for line in (f"{one.id}  {one.asked.title}", *_lines(one))]
    out.report({"requests": [_request(one) for one in found]}, lines or ["nobody has asked yet"])
    return 0


def batch(arguments: Arguments, services: Services, out: Out) -> int:
    """Make a request's batch."""
    from workstation.review.requests.making import make_batch

    if arguments.n is not None and arguments.n < 1:
        raise WorldFault("request.empty", what="at least one case (--n)")
    made = make_batch(
        services.store, services.desk, arguments.request, Path(arguments.path),
        Path(arguments.to), n=arguments.n, seed=arguments.seed,
        persons=tuple(arguments.whom or ()),
    )  # fmt: skip
    lines = [
        f"batch {made.batch}: {made.cases} cases of {made.fitting} in scope "
        f"({made.looked_at} looked at)",
        f"  {made.path}",
    ]
    lines += [f"  cases that could not be used: {made.bad}"] if made.bad else []
    out.report(to_builtins(made), lines)
    return 0


def note(arguments: Arguments, services: Services, out: Out) -> int:
    """Write the note, or tell it."""
    from workstation.reports.documents import markdown
    from workstation.reports.findings_note import document
    from workstation.review.requests import noting
    from workstation.store import cases

    store = services.store
    made = store.read(
        noting.gather, services.desk, arguments.batch, tuple(arguments.proposal or ())
    ).result()
    files: list[dict[str, Any]] = []
    wanted = [(name, ending) for name, ending in ((arguments.pdf, ".pdf"), (arguments.md, ".md"))
              if name]  # fmt: skip
    for name, ending in wanted:
        if Path(name).suffix.lower() != ending:
            raise WorldFault("document.no_format", path=name, endings=ending)
    if arguments.pdf:
        made = noting.with_pictures(made, lambda sha: store.read(cases.media_bytes, sha).result())
    for name, _ in wanted:
        from workstation.ui.printing.files import write_document

        size = write_document(document(made), Path(name), overwrite=arguments.force)
        files.append({"path": name, "bytes": size})
    value = to_builtins(made, builtin_types=(bytes,))
    for cited in value["cited"]:
        cited.pop("pictures")
    lines = [f"{one['path']}: {one['bytes']} bytes" for one in files]
    if not files:
        lines = markdown.write(document(made)).splitlines()
    out.report({**value, "files": files}, lines)
    return 0


def _request(one: Any) -> dict[str, Any]:
    plain = to_builtins(one)
    return {**plain.pop("asked"), **plain}


def _lines(one: Any) -> list[str]:
    asked = one.asked
    lines = [f"  {asked.type}, asked by {asked.asked_by}: {asked.why}"]
    scope = asked.scope
    of = " · ".join(filter(None, (
        scope.words, ", ".join(scope.markets), ", ".join(scope.languages),
        ", ".join(scope.categories),
    )))  # fmt: skip
    lines += [f"  scope: {of}"] if of else []
    lines += [f"  wanted by {asked.due_at}"] if asked.due_at else []
    lines += [f"  {q.id} ({q.answer.value}): {q.text}" for q in asked.questions]
    lines += [f"  batch {batch}" for batch in one.batches]
    return lines
