"""One bad line goes to quarantine with line, field and reason; the rest goes on."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workstation.fault import WorldFault
from workstation.intake.decode import case_decoder
from workstation.intake.faults import BadLine, Doubts
from workstation.intake.lines import MOST_LINE
from workstation.words import sentence


def change(path: str, value: object):
    """Set a place in a case: `parts.0.text`."""

    def apply(case) -> None:
        *way, last = path.split(".")
        for step in way:
            case = case[int(step)] if step.isdigit() else case[step]
        case[int(last) if last.isdigit() else last] = value

    return apply


def finding(**fields: object) -> list[dict[str, object]]:
    return [{"clause": "1.1", "version": 1, "action": "REMOVE"} | fields]


FIRST = "decision.findings"
SHA = "0" * 64
PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
BAD = [
    ("parts.0.text", "half \ud800 a character", "parts[0].text", "surrogate"),
    ("parts.0.text", "a\0b", "parts[0].text", "nul"),
    ("facts", {"a\0b": "1"}, "facts", "nul"),
    ("exposure.impressions", int("9" * 30), "exposure.impressions", "out_of_range"),
    ("exposure.value", int("9" * 30), "exposure.value", "out_of_range"),
    ("decision.prior_points", int("9" * 30), "decision.prior_points", "out_of_range"),
    ("decision.handling_seconds", -1, "decision.handling_seconds", "out_of_range"),
    ("inclusion_probability", 0, "inclusion_probability", "out_of_range"),
    ("snapshot_at", "2026-06-03T09:00:00Z", "snapshot_at", "in_future"),
    ("decision.decided_at", "2027-01-01T00:00:00+08:00", "decision.decided_at", "in_future"),
    ("parts.0.at", "2026-06-03T09:00:00Z", "parts[0].at", "in_future"),
    ("snapshot_at", "2026-03-02T09:14:00", "snapshot_at", "malformed"),
    ("snapshot_at", "yesterday", "snapshot_at", "malformed"),
    ("snapshot_at", "2026-02-30T09:14:00Z", "snapshot_at", "bad_date"),
    ("id", "case-1", "id", "malformed"),
    ("id", None, "id", "wrong_type"),
    ("market", "my", "market", "malformed"),
    ("market", "MY\n", "market", "malformed"),
    ("content_type", "poem", "content_type", "unknown_value"),
    ("parts.1.kind", "poem", "parts[1].kind", "unknown_value"),
    ("parts.0.text", "x" * 200_001, "parts[0].text", "too_long"),
    ("parts.1.id", "title", "parts[1].id", "double_part"),
    ("parts.0.media", SHA, "parts[0].media", "unknown_medium"),
    ("parts.0.t1", 3.5, "parts[0].t1", "bad_times"),
    ("media", [{"sha256": SHA, "kind": "image"}] * 2, "media", "double_medium"),
    ("facts.price", 12, "facts[...]", "wrong_type"),
    ("decision.action", "DELETE", "decision.action", "unknown_action"),
    (FIRST, finding(action="DELETE"), f"{FIRST}[0].action", "unknown_action"),
    (FIRST, finding(clause="9.9"), f"{FIRST}[0].clause", "unknown_clause"),
    (FIRST, finding(version=2), f"{FIRST}[0].version", "unknown_version"),
    (FIRST, finding(primary=True) * 2, FIRST, "double_primary"),
    (
        FIRST,
        finding(target={"kind": "part", "ref": "m9"}),
        f"{FIRST}[0].target.ref",
        "unknown_part",
    ),
    (
        FIRST,
        finding(target={"kind": "media", "ref": SHA}),
        f"{FIRST}[0].target.ref",
        "unknown_medium",
    ),
]
EVIDENCE = [
    ({"part": "title", "start": 0, "end": 9_999}, ".end", "outside_text"),
    ({"part": "title", "start": 3, "end": 3}, ".end", "outside_text"),
    ({"part": "title"}, "", "bad_evidence"),
    ({"part": "m9", "start": 0, "end": 1}, ".part", "unknown_part"),
    ({"media": SHA}, "", "bad_evidence"),
    ({"media": SHA, "box": [0, 0, 1, 1], "t0": 1}, "", "bad_evidence"),
    ({"media": "f" * 64, "box": [0, 0, 1, 1]}, ".media", "unknown_medium"),
    ({"media": SHA, "box": [0.5, 0, 0.6, 1]}, ".box", "bad_box"),
    ({"media": SHA, "box": [0, 0, 1.5, 1]}, ".box[2]", "out_of_range"),
    ({"media": SHA, "t0": 5, "t1": 4}, ".t1", "bad_times"),
    ({}, "", "bad_evidence"),
]


@pytest.mark.parametrize(("path", "value", "field", "reason"), BAD)
def test_a_bad_field_is_named(desk, draft, tmp_path, path, value, field, reason) -> None:
    made = draft(3)
    change(path, value)(made.cases[1])
    one_left_out(desk.bring(put_lines(made, tmp_path)), field, reason)


@pytest.mark.parametrize(("evidence", "field", "reason"), EVIDENCE)
def test_bad_evidence_is_named(desk, draft, tmp_path, evidence, field, reason) -> None:
    made = draft(3)
    case = made.cases[1]
    case["media"] = [{"sha256": SHA, "kind": "image"}]
    case["decision"]["findings"] = finding(evidence=[evidence])
    report = desk.bring(put_lines(made, tmp_path))
    one_left_out(report, f"decision.findings[0].evidence[0]{field}", reason)


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        (b"not json", "", "not_json"),
        (b"{", "", "not_json"),
        (b"[]", "", "wrong_type"),
        (b"[" * 200_000, "", "wrong_type"),
        (b'{"deep":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "", "not_json"),
        (b'{"id": "\xff\xfe"}', "id", "not_utf8"),
        (b'{"parts": [{"text": "\xed\xa0\x80"}]}', "parts[0].text", "not_utf8"),
        (b'{"id": "a\x00b"}', "", "not_json"),
        (b"{}", "id", "missing"),
        (b'{"n": NaN}', "", "not_json"),
        (b"x" * (MOST_LINE + 1), "", "line_too_long"),
    ],
)
def test_a_line_that_is_no_case_is_left_out(desk, draft, tmp_path, line, field, reason) -> None:
    made = draft(3)
    good = [json.dumps(case).encode() for case in made.cases]
    lines = b"\r\n".join([b"\xef\xbb\xbf" + good[0], line, b"", good[1], b"  ", good[2]])
    report = desk.bring(made.write_lines(tmp_path / "b", lines))
    assert (report.read, report.stored, report.quarantined) == (4, 3, 1)
    left_out = report.quarantine[0]
    assert (left_out.line, left_out.field, left_out.reason) == (2, field, f"intake.line.{reason}")
    assert sentence(WorldFault(left_out.reason, **left_out.params))


def test_a_line_of_100_mb_is_skipped_in_constant_memory(desk, draft, tmp_path, refile) -> None:
    import tracemalloc

    made = draft(3)
    folder = made.write(tmp_path / "b")
    good = [json.dumps(case).encode() for case in made.cases]
    with (tmp_path / "lines").open("wb") as file:
        file.write(good[0] + b'\n{"id":"')
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + good[1] + b"\n" + good[2])
    refile(folder, "cases.jsonl", (tmp_path / "lines").read_bytes())
    tracemalloc.start()
    report = desk.bring(folder)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (report.read, report.stored, report.quarantined) == (4, 3, 1)
    assert report.quarantine[0].reason == "intake.line.line_too_long"
    assert most < 3 * MOST_LINE


def test_an_id_that_comes_twice_keeps_the_first(desk, draft, tmp_path) -> None:
    made = draft(4)
    made.cases[2]["id"] = made.cases[0]["id"]
    report = desk.bring(put_lines(made, tmp_path))
    assert (report.stored, report.quarantine[0].line, report.quarantine[0].field) == (3, 3, "id")
    assert report.quarantine[0].reason == "intake.line.double_case"


def test_a_line_left_out_first_does_not_shut_out_its_mending(desk, draft, tmp_path) -> None:
    made = draft(2)
    broken = json.loads(json.dumps(made.cases[0])) | {"market": "?"}
    made.cases.insert(0, broken)
    report = desk.bring(put_lines(made, tmp_path))
    assert (report.stored, report.quarantined) == (2, 1)


def test_unknown_languages_become_no_hint(desk, draft, tmp_path) -> None:
    made = draft(1)
    tags = ["klingon!", "zh_hant", "und", "ms-MY", "tlh", "", "EN"]
    made.cases[0]["parts"] = [
        {"id": f"p{n}", "kind": "comment", "text": "x", "language": tag}
        for n, tag in enumerate(tags)
    ]
    made.cases[0]["decision"]["findings"] = []
    report = desk.bring(made.write(tmp_path / "b"))
    kept = [row[0] for row in desk.sql("SELECT language FROM part ORDER BY position")]
    assert kept == [None, "zh-Hant", None, "ms-MY", "tlh", None, "en"]
    notice = next(n for n in report.warnings if n.code == "intake.unknown_language")
    assert notice.params == {"count": 1, "names": "klingon!"}


def test_hostile_words_are_kept_as_they_are(desk, draft, tmp_path) -> None:
    words = [
        '<img src="file:///etc/passwd"><script>alert(1)</script>',
        "![x](file:///etc/passwd) [y](javascript:1)",
        "\u202egnp.exe\u202c \u2066a\u2069 \u200b\u200d\ufeff",
        "e\u0301 \u0e01\u0e33 \U0001f469\u200d\U0001f4bb \U000e0041",
        "'; DROP TABLE batch; --",
        "=HYPERLINK(1)",
    ]
    made = draft(1)
    made.cases[0]["parts"] = [
        {"id": f"p{n}", "kind": "comment", "text": text} for n, text in enumerate(words)
    ]
    made.cases[0]["decision"]["findings"] = []
    desk.bring(made.write(tmp_path / "b"))
    assert [row[0] for row in desk.sql("SELECT text FROM part ORDER BY position")] == words


def test_unknown_fields_are_left_out_and_counted(desk, draft, tmp_path) -> None:
    made = draft(2)
    made.cases[0] |= {"mood": "good", "parts": [made.cases[0]["parts"][0] | {"font": {"id": 1}}]}
    made.manifest["colour"] = "red"
    report = desk.bring(made.write(tmp_path / "b"))
    assert report.stored == 2
    assert [(n.code, n.params["count"], n.params["names"]) for n in report.warnings] == [
        ("intake.unknown_fields", 3, "colour, mood, font")
    ]


def test_media_doubts(desk, draft, tmp_path) -> None:
    made = draft(2)
    made.add_medium(0)
    text = made.add_medium(0, b"no picture at all", "png")
    empty = made.add_medium(1, b"", "png")
    made.cases[1]["media"].append({"sha256": SHA, "kind": "image"})
    made.media["spare.png"] = PNG + b"spare"
    report = desk.bring(made.write(tmp_path / "b"))
    assert report.stored == 2
    assert {n.code: n.params["names"] for n in report.warnings} == {
        "intake.medium_empty": f"{empty}.png"[:60],
        "intake.medium_other_kind": f"media/{text}.png"[:60],
        "intake.medium_missing": f"{SHA[:12]}, {empty[:12]}",
        "intake.medium_unused": "media/spare.png",
    }
    assert desk.counts()["media_bytes"] == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_change_of_a_good_line_is_taken_or_named(data) -> None:
    """Whatever stands in a place of a line: a case, or a bad line, never another error."""
    lines = _DEMO.read_bytes().splitlines() if _DEMO.exists() else []
    if not lines:
        pytest.skip("the demo batch is built elsewhere")
    case = json.loads(data.draw(st.sampled_from(lines)))
    place = case
    while True:
        key = data.draw(st.sampled_from(sorted(place)) if isinstance(place, dict) else
                        st.integers(0, len(place) - 1))  # fmt: skip
        if not place[key] or not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(JSON)
    with contextlib.suppress(BadLine):
        case_decoder(Doubts()).decode(json.dumps(case).encode("utf-8", "surrogatepass"))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_taken_or_named(line) -> None:
    with pytest.raises(BadLine):
        case_decoder(Doubts()).decode(line)


_DEMO = Path(__file__).resolve().parents[2] / "resources/demo/batch/cases.jsonl"


def put_lines(made, tmp_path: Path) -> Path:
    """With escapes, so that lone surrogates can be written at all."""
    lines = b"".join(json.dumps(case).encode() + b"\n" for case in made.cases)
    made.cases = []
    return made.write_lines(tmp_path / "b", lines)


def one_left_out(report, field: str, reason: str) -> None:
    assert (report.read, report.stored, report.quarantined) == (3, 2, 1)
    left_out = report.quarantine[0]
    assert (left_out.line, left_out.field, left_out.reason) == (2, field, f"intake.line.{reason}")
    assert sentence(WorldFault(left_out.reason, **left_out.params)) != left_out.reason
