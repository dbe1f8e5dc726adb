"""The policy pane: what it shows, what it never does with a pack's words, its keys."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workstation.domain import instant
from workstation.domain.batch import Batch, BatchKind
from workstation.domain.case import Case, Item, Part
from workstation.domain.decision import Decision, Finding
from workstation.domain.ids import BatchId, CaseId, DecisionId, ItemId
from workstation.domain.policy import ClauseKind, ClauseVersion, Family, Pack, Scope
from workstation.domain.taxonomy import DEFAULT_ACTIONS, Severity
from workstation.domain.verdict import Answer
from workstation.intake.policy_pack import pack_files, read_pack
from workstation.intake.shipped import POLICY
from workstation.review.suggest import Suggestion
from workstation.review.view import CaseView
from workstation.store.tasks import Task
from workstation.ui import theme
from workstation.ui.case.policy_compare import compared
from workstation.ui.case.policy_fill import fill
from workstation.ui.case.policy_pane import PolicyPane
from workstation.ui.case.policy_revealed import ladder_words
from workstation.ui.case.policy_text import Mark, Shape, blocks, runs
from workstation.ui.plain import BIDI_MARK

DAY = "2026-03-02T09:14:00+08:00"


def clause(name: str, number: int = 1, **changed: object) -> ClauseVersion:
    held: dict[str, object] = {
        "clause": name,
        "version": number,
        "title": f"Title of {name}",
        "kind": ClauseKind.POLICY,
        "since": "2025-01-01T00:00:00+08:00",
        "body": f"The words of {name}, version {number}.",
        "severity": Severity.MAJOR,
        "acceptable_actions": ("REMOVE",),
    }
    return ClauseVersion(**{**held, **changed})  # type: ignore[arg-type]


COUNTERFEIT = clause(
    "3.1",
    body="Goods with a copied mark.\n\n**Signs:** mirror grade, AAA.",
    mandatory_report=True,
    until="2026-04-01T00:00:00+08:00",
)
COUNTERFEIT_2 = clause(
    "3.1",
    2,
    since="2026-04-01T00:00:00+08:00",
    body="Goods with a copied mark.\n\n**Signs:** mirror grade, AAA, or a hidden logo.",
)
WORDING = clause("3.2", kind=ClauseKind.INTERIM)
ONLY_THAI = clause("3.3", markets=("TH",))
WEAPONS = clause("1.1", severity=Severity.CRITICAL)
PAYMENT = clause("5.2")
PACK = Pack(
    "pack",
    "1",
    "Pack",
    "digest",
    tuple(
        Family(digit, code, name)
        for digit, code, name in (
            (1, "PG", "Prohibited"),
            (3, "IP", "Property"),
            (5, "FR", "Fraud"),
        )
    ),
    (COUNTERFEIT, COUNTERFEIT_2, WORDING, ONLY_THAI, WEAPONS, PAYMENT),
)


def view(pack: Pack | None = PACK, **changed: object) -> CaseView:
    case = Case(
        CaseId("case"),
        "source",
        "listing",
        "MY",
        "bags",
        DAY,
        parts=(Part("p1", "title", "Beg AAA mirror", "ms"),),
    )
    batch = Batch(BatchId("batch"), "Batch", BatchKind.QA, True, DAY, "publisher", "digest")
    scope, moment = Scope("MY", "bags", "listing"), instant.parse(DAY)
    made = CaseView(
        task=Task(1, "task", "item", "batch", "case", "me", "first", 1, "open", False),
        item=Item(ItemId("item"), "batch", CaseId("case"), 1),
        case=case,
        batch=batch,
        as_of=DAY,
        digest="digest",
        in_force=pack.in_force(moment, scope) if pack else (),
        changed={"3.1": (COUNTERFEIT_2,)} if pack else {},
        pack=pack,
    )
    return replace(made, **changed)  # type: ignore[arg-type]


FOUND = (Suggestion(COUNTERFEIT, ("AAA", "mirror")), Suggestion(PAYMENT, ("bank",)))


@pytest.fixture
def pane(qtbot: QtBot, qapp: QApplication) -> Iterator[PolicyPane]:
    theme.apply(qapp, dark=False)
    made = PolicyPane()
    qtbot.addWidget(made)
    made.resize(320, 760)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.set_case(view(), FOUND)
    return made


def click(qtbot: QtBot, widget: object, box: object) -> None:
    place = box.center().toPoint()  # type: ignore[attr-defined]
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(place))  # type: ignore[arg-type]


def test_the_heading_names_day_and_market(pane: PolicyPane) -> None:
    assert "POLICY as of 2 Mar 2026, \u2068MY\u2069" in pane.shown_text()


def test_suggestions_print_key_clause_version_words_and_change(pane: PolicyPane) -> None:
    said = pane.shown_text()
    assert "Alt+1 3.1 Title of 3.1 v1" in said
    assert "Alt+2 5.2" in said
    assert "AAA" in said
    assert "mirror" in said
    assert "changed 1 Apr 2026" in said
    assert pane.shown_clauses() == ("3.1@1", "5.2@1")


def test_late_suggestions_go_below_and_move_nothing(pane: PolicyPane) -> None:
    before = [pane.index.family_box(digit) for digit in (1, 3, 5)]
    first = pane.grab()
    late = (Suggestion(WEAPONS, ("knife",)), Suggestion(COUNTERFEIT, ("replica",)))
    pane.append_suggestions(late)
    assert [one.clause.clause for one in pane.suggestions()] == ["3.1", "5.2", "1.1"]
    assert pane.suggestions()[0].words == ("AAA", "mirror")
    assert [pane.index.family_box(digit) for digit in (1, 3, 5)] == before
    upper = pane.index.suggestion_box(1).united(pane.index.suggestion_box(2)).toRect()
    assert pane.grab().copy(upper).toImage() == first.copy(upper).toImage()
    assert pane.grab().toImage() != first.toImage()


def test_never_more_suggestions_than_keys(pane: PolicyPane) -> None:
    many = tuple(Suggestion(clause(f"4.{n}"), ("x",)) for n in range(1, 9))
    pane.append_suggestions(many)
    assert len(pane.suggestions()) == 5


def test_pressing_a_suggestion_gives_its_printed_number(qtbot: QtBot, pane: PolicyPane) -> None:
    with qtbot.waitSignal(pane.suggestion_chosen) as chosen:
        click(qtbot, pane.index, pane.index.suggestion_box(2))
    assert chosen.args == [2]


def test_pressing_a_family_gives_its_digit(qtbot: QtBot, pane: PolicyPane) -> None:
    with qtbot.waitSignal(pane.family_chosen) as chosen:
        click(qtbot, pane.index, pane.index.family_box(3))
    assert chosen.args == [3]


SHIPPED_PACK = read_pack(pack_files(POLICY))


def shipped(qtbot: QtBot, wide: int = 320) -> PolicyPane:
    made = PolicyPane()
    qtbot.addWidget(made)
    made.resize(wide, 900)
    made.show()
    moment = instant.parse(DAY)
    held = view(SHIPPED_PACK)
    later = instant.parse("2026-06-01T00:00:00+08:00")
    made.set_case(
        replace(held, changed=SHIPPED_PACK.changes(moment, later, held.scope)), ()
    )
    return made


def test_family_names_can_be_read_at_the_usual_width(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, dark=False)
    index = shipped(qtbot).index
    metrics = QFontMetricsF(theme.ui_font(index._columns()[1]))
    for family in SHIPPED_PACK.families:
        box = index.family_box(family.digit)
        assert box.right() <= index.width()
        assert metrics.horizontalAdvance(family.name) <= box.width() - 23, family.name
    ones = [index.family_box(family.digit) for family in SHIPPED_PACK.families]
    assert not any(a.intersects(b) for a, b in itertools.combinations(ones, 2))


def in_force(name: str) -> ClauseVersion:
    found = SHIPPED_PACK.at(name, instant.parse(DAY), Scope("MY", "bags", "listing"))
    assert found is not None
    return found


def test_what_counts_beside_a_clause_is_listed(qtbot: QtBot) -> None:
    pane = shipped(qtbot)
    pane.show_clause(in_force("3.1"))
    said = pane.shown_text()
    assert "3.8 v1" in said
    assert "3.7 v1" not in said  # for another category
    assert "keyword note · from 1 Sep 2025" in said
    assert said.index("Counts beside it") < said.index("As good as this one") < said.index("3.2 v2")
    assert "by prior points: 0+ › 2 points" in said


def test_earlier_cases_are_on_a_key_newest_first(qtbot: QtBot) -> None:
    pane = shipped(qtbot)
    pane.show_clause(in_force("3.2"))
    assert "earlier cases 2 · stale 1\nB read" in pane.shown_text()
    pane.toggle_precedents()
    said = pane.shown_text()
    assert said.index("18 Feb 2026") < said.index("14 May 2025") < said.index("⚠ stale")
    assert "เกรดมิลเลอร์" in said
    assert "B back" in said
    pane.toggle_changes()  # nothing changed since: nothing happens
    pane.toggle_precedents()
    assert "looking-glasses" in pane.shown_text()
    pane.show_clause(in_force("1.1"))
    assert pane._page.cases.isHidden()
    pane.toggle_precedents()
    assert "Weapons" in pane.shown_text()


GIVEN = Decision(
    DecisionId("d"), "m", "v-c", "s", DAY, "REMOVE", (Finding("2.1", 2, "REMOVE"),),
    prior_points=5, penalty="points_2",
)  # fmt: skip
ANSWER = Answer("REMOVE", (Finding("2.1", 2, "REMOVE"),))


def test_grace_is_told_of_all_vendors_alike_until_the_decision_shows(qtbot: QtBot) -> None:
    pane = shipped(qtbot)
    held = pane._view
    assert held is not None
    pages = []
    for hidden, decision in ((True, None), (True, GIVEN), (False, GIVEN)):
        seen = replace(
            held,
            batch=replace(held.batch, actions=DEFAULT_ACTIONS),
            hidden=hidden,
            decision=decision,
            answer=ANSWER,
        )
        pane.set_case(seen, ())
        pane.show_clause(in_force("2.1"))
        pages.append(pane.shown_text())
    blind, guarded, revealed = pages
    assert blind == guarded  # even if the decision were there it would tell nothing
    for words in ("v-a\u2069 until 8 Mar 2026", "v-b\u2069 until", "v-c\u2069 until"):
        assert words in blind
    assert BIDI_MARK not in blind  # our own isolates are no evidence
    assert "this decision" not in blind
    assert "prior points 5" not in blind
    assert "this decision: in grace until 8 Mar 2026" in revealed
    assert "prior points 5 · ladder: Feature limit · given by the system: 2 points ≠" in revealed


def test_a_penalty_is_held_against_what_the_moderator_found(qtbot: QtBot) -> None:
    held = shipped(qtbot)._view
    assert held is not None
    actions = replace(held.batch, actions=DEFAULT_ACTIONS)
    seen = replace(held, batch=actions, decision=GIVEN, answer=ANSWER)
    nothing = replace(GIVEN, action="NONE", findings=(), penalty=None)
    told = {
        "missed": replace(seen, decision=nothing),
        "none due": replace(seen, decision=nothing, answer=Answer("NONE")),
        "needless": replace(seen, decision=replace(nothing, penalty="warning")),
        "innocent": replace(seen, answer=Answer("NONE")),
        "right": replace(seen, decision=replace(GIVEN, penalty="feature_limit")),
    }
    would = "for the right findings it would be"
    assert {name: ladder_words(view) for name, view in told.items()} == {
        "missed": f"prior points 5 · {would}: Feature limit",
        "none due": "prior points 5",
        "needless": f"prior points 5 · given by the system: Warning ≠ · {would}: Feature limit",
        "innocent": "prior points 5 · ladder: Feature limit · given by the system: 2 points ≠ · "
        f"{would}: No penalty",
        "right": "prior points 5 · ladder: Feature limit · given by the system: Feature limit",
    }


def test_the_reveal_reaches_a_page_that_is_open(qtbot: QtBot) -> None:
    pane = shipped(qtbot)
    held = pane._view
    assert held is not None
    pane.show_clause(in_force("2.1"))
    actions = replace(held.batch, actions=DEFAULT_ACTIONS)
    pane.change_case(replace(held, batch=actions, decision=GIVEN, answer=ANSWER))
    assert "prior points 5" in pane.shown_text()
    other = replace(held, task=replace(held.task, id="another"), decision=None)
    pane.change_case(other)
    assert "prior points 5" in pane.shown_text()


def test_what_changed_has_signs_beside_its_colours(pane: PolicyPane) -> None:
    pane.show_clause(COUNTERFEIT, (COUNTERFEIT_2,))
    pane.toggle_changes()
    said = pane._page.text.toPlainText()
    assert "AAA+, or a hidden logo." in said
    assert "+ underlined: new" in said


def test_a_clause_out_of_force_is_shown_as_it_was_before_the_day_and_can_be_read(
    pane: PolicyPane,
) -> None:
    names = ("First", "Second", "Third")
    days = ("2025-01-01", "2025-06-01", "2026-05-01")
    ends = ("2025-06-01", "2025-12-01", None)
    lapsed = [
        clause(
            "3.4",
            number,
            title=name,
            since=f"{since}T00:00:00+08:00",
            until=f"{end}T00:00:00+08:00" if end else None,
        )
        for number, (name, since, end) in enumerate(zip(names, days, ends, strict=True), 1)
    ]
    coming = clause("3.5", title="To come", since="2026-05-01T00:00:00+08:00")
    pack = replace(PACK, clauses=(*PACK.clauses, *lapsed, coming))
    pane.set_case(view(pack, changed={"3.4": (lapsed[2],), "3.5": (coming,)}), ())
    pane.show_family(3)
    titles = {line.clause: line.title for line in pane._list.lines}
    assert (titles["3.4"], titles["3.5"]) == ("Second", "To come")
    assert not pane.read_digit(3, "1"), "it is in force: its digit cites it"
    assert not pane.read_digit(3, "9")
    assert pane.read_digit(3, "4")
    assert "3.4  Second" in pane.shown_text()
    assert "not for this listing in MY" in pane.shown_text()
    pane.toggle_changes()
    assert "The words of 3.4, version \u22122 +3." in pane.shown_text()
    assert pane.read_digit(3, "5")
    assert "3.5  To come" in pane.shown_text()


def test_a_family_lists_its_clauses_and_why_one_is_not_available(
    qtbot: QtBot, pane: PolicyPane
) -> None:
    pane.show_family(3)
    lines = {line.clause: line for line in pane._list.lines}
    assert list(lines) == ["3.1", "3.2", "3.3"]
    assert [line.key for line in lines.values()] == ["1", "2", "3"]
    assert lines["3.3"].note == "not for this listing in MY, 2 Mar 2026"
    assert not lines["3.3"].available
    assert lines["3.2"].note.startswith("interim ruling · major · Remove")
    assert lines["3.1"].version == "v1"
    assert "3.3@1" not in pane.shown_clauses()
    with qtbot.waitSignal(pane.clause_chosen) as chosen:
        click(qtbot, pane._list, pane._list.row_box(1))
    assert chosen.args == ["3.2"]
    with qtbot.assertNotEmitted(pane.clause_chosen):
        click(qtbot, pane._list, pane._list.row_box(2))
    pane.show_family(None)
    assert "Title of 3.2" not in pane.shown_text()


def test_a_clause_shows_its_words_and_its_facts(pane: PolicyPane) -> None:
    pane.show_clause(COUNTERFEIT, (COUNTERFEIT_2,))
    said = pane.shown_text()
    for words in (
        "policy · v1 · all markets · 1 Jan 2025 – 1 Apr 2026",
        "major · Remove · ! must be reported",
        "Goods with a copied mark.",
        "Signs: mirror grade, AAA.",
        "changed 1 Apr 2026 › v2",
        "V what changed",
    ):
        assert words in said
    assert "**" not in said
    assert "hidden logo" not in said


def test_v_shows_what_the_newest_version_says_and_goes_back(pane: PolicyPane) -> None:
    pane.show_clause(COUNTERFEIT, (COUNTERFEIT_2,))
    assert "3.1@2" not in pane.shown_clauses()
    pane.toggle_changes()
    assert "hidden logo" in pane.shown_text()
    assert "v2 from 1 Apr 2026" in pane.shown_text()
    assert "3.1@2" in pane.shown_clauses()
    pane.toggle_changes()
    assert "hidden logo" not in pane.shown_text()


def test_a_clause_without_changes_has_nothing_to_toggle(pane: PolicyPane) -> None:
    pane.show_clause(WORDING)
    before = pane.shown_text()
    pane.toggle_changes()
    assert pane.shown_text() == before
    assert pane._page.changed.isHidden()


def test_a_clause_stands_at_its_top(qtbot: QtBot, pane: PolicyPane) -> None:
    long = clause("3.2", body="\n\n".join(f"Paragraph {n} of many words." for n in range(80)))
    pane.show_clause(long)
    qtbot.waitUntil(lambda: pane._page.text.verticalScrollBar().maximum() > 0)
    assert pane._page.text.verticalScrollBar().value() == 0


def test_a_clause_can_be_read_after_light_has_become_dark(
    qtbot: QtBot, qapp: QApplication, pane: PolicyPane
) -> None:
    def ink() -> str:
        document = pane._page.text.document()
        return document.lastBlock().begin().fragment().charFormat().foreground().color().name()

    pane.show_clause(WORDING)
    assert ink() == theme.LIGHT.text
    theme.apply(qapp, dark=True)
    qtbot.waitUntil(lambda: ink() == theme.DARK.text)
    theme.apply(qapp, dark=False)


def test_matched_words_are_lit_up_and_underlined(pane: PolicyPane) -> None:
    pane.show_clause(COUNTERFEIT)
    assert lit(pane._page.text.document()) >= {"AAA", "mirror"}


def lit(document: QTextDocument) -> set[str]:
    found = set()
    block = document.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            piece = iterator.fragment()
            ground = piece.charFormat().background()
            if ground.style() != Qt.BrushStyle.NoBrush and piece.charFormat().fontUnderline():
                found.add(piece.text())
            iterator += 1
        block = block.next()
    return found


def test_words_outside_the_first_plane_do_not_shift_the_light(qapp: QApplication) -> None:
    document = QTextDocument()
    fill(document, blocks("🎒🎒 bag of 高仿 goods"), ("高仿",))
    assert lit(document) == {"高仿"}


def test_without_a_pack_it_says_so(qtbot: QtBot, pane: PolicyPane) -> None:
    pane.set_case(view(pack=None), ())
    assert "This batch came without a policy pack." in pane.shown_text()
    assert "Families" not in pane.shown_text()
    pane.show_family(3)
    pane.start_search()
    assert "This batch came without a policy pack." in pane.shown_text()
    assert pane.shown_clauses() == ()


def test_without_suggestions_it_says_so(pane: PolicyPane) -> None:
    pane.set_case(view(), ())
    assert "No clause's words were found in this case." in pane.shown_text()


def test_a_new_case_forgets_what_the_last_one_showed(pane: PolicyPane) -> None:
    pane.show_clause(WORDING)
    pane.set_case(view(), FOUND[1:])
    assert pane.shown_clauses() == ("5.2@1",)
    assert "Title of 3.2" not in pane.shown_text()


def test_nothing_depends_on_the_moderators_decision(pane: PolicyPane) -> None:
    decision = Decision(
        DecisionId("d"),
        "mod-7",
        "vendor-x",
        "site",
        DAY,
        "REMOVE",
        (Finding("1.1", 1, "REMOVE", primary=True),),
        note="a telling note",
    )
    said, looked = [], []
    for one in (view(), view(decision=decision, hidden=False)):
        pane.set_case(one, FOUND)
        pane.show_family(3)
        pane.show_clause(COUNTERFEIT, (COUNTERFEIT_2,))
        said.append(pane.shown_text())
        looked.append(pane.grab().toImage())
    assert said[0] == said[1]
    assert looked[0] == looked[1]


def test_a_low_pane_gives_reading_all_its_room(qtbot: QtBot, pane: PolicyPane) -> None:
    pane.resize(320, 430)
    assert pane.index.isVisible()
    pane.show_clause(COUNTERFEIT)
    assert not pane.index.isVisible()
    pane.show_overview()
    assert pane.index.isVisible()


def test_a_pane_that_is_not_high_folds_the_families_while_a_clause_is_read(
    qtbot: QtBot, pane: PolicyPane
) -> None:
    pane.set_case(view(SHIPPED_PACK), ())
    pane.resize(320, 580)
    pressed: list[int] = []
    pane.family_chosen.connect(pressed.append)
    before = pane.index.height()
    pane.show_clause(SHIPPED_PACK.in_force(instant.parse(DAY), view(SHIPPED_PACK).scope)[0])
    qtbot.waitUntil(lambda: pane.index.height() < before - 80)
    boxes = [pane.index.family_box(family.digit) for family in SHIPPED_PACK.families]
    assert len({box.top() for box in boxes}) == 1
    assert all(a.right() <= b.left() for a, b in itertools.pairwise(boxes))
    assert boxes[-1].right() <= pane.index.width()
    click(qtbot, pane.index, pane.index.family_box(0))
    assert pressed == [0]
    pane.show_overview()
    qtbot.waitUntil(lambda: pane.index.height() == before)


# Search


def search_for(pane: PolicyPane, found: list[ClauseVersion]) -> list[str]:
    asked: list[str] = []

    def search(words: str) -> Future[list[ClauseVersion]]:
        asked.append(words)
        future: Future[list[ClauseVersion]] = Future()
        future.set_result(found)
        return future

    pane.search = search
    return asked


def test_searching_by_keys_chooses_with_enter(qtbot: QtBot, pane: PolicyPane) -> None:
    asked = search_for(pane, [WEAPONS, PAYMENT])
    pane.start_search()
    line = pane.focusWidget()
    assert line is pane._finder.line
    qtbot.keyClicks(line, "pay")
    qtbot.waitUntil(lambda: len(pane._finder.list.lines) == 2)
    assert asked[-1] == "pay"
    qtbot.keyClick(line, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.left), qtbot.waitSignal(pane.clause_chosen) as chosen:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chosen.args == ["5.2"]
    assert "The words of 5.2" in pane.shown_text()


def test_a_hit_not_in_force_is_shown_but_not_chosen(qtbot: QtBot, pane: PolicyPane) -> None:
    search_for(pane, [ONLY_THAI])
    pane.start_search()
    qtbot.keyClicks(pane.focusWidget(), "x")
    qtbot.waitUntil(lambda: len(pane._finder.list.lines) == 1)
    assert "not for this listing in MY" in pane.shown_text()
    with qtbot.assertNotEmitted(pane.clause_chosen):
        qtbot.keyClick(pane.focusWidget(), Qt.Key.Key_Return)
    assert "The words of 3.3" in pane.shown_text()
    assert "not for this listing in MY, 2 Mar 2026" in pane.shown_text()


def test_escape_leaves_the_search_where_one_was(qtbot: QtBot, pane: PolicyPane) -> None:
    search_for(pane, [])
    pane.show_family(3)
    pane.start_search()
    assert "Title of 3.2" not in pane.shown_text()
    with qtbot.waitSignal(pane.left):
        qtbot.keyClick(pane.focusWidget(), Qt.Key.Key_Escape)
    assert "Title of 3.2" in pane.shown_text()


def test_a_slow_answer_to_older_words_is_ignored(qtbot: QtBot, pane: PolicyPane) -> None:
    futures: list[Future[list[ClauseVersion]]] = []

    def search(words: str) -> Future[list[ClauseVersion]]:
        future: Future[list[ClauseVersion]] = Future()
        future.set_running_or_notify_cancel()
        futures.append(future)
        return future

    pane.search = search
    pane.start_search()
    qtbot.keyClicks(pane.focusWidget(), "ab")
    futures[1].set_result([WEAPONS])
    futures[0].set_result([PAYMENT])
    qtbot.waitUntil(lambda: not pane._search._background.busy)
    assert [line.clause for line in pane._finder.list.lines] == ["1.1"]


# The words of a pack


def words_of(markdown: str) -> list[str]:
    return [block.text for block in blocks(markdown)]


def test_markdown_is_formatted_lightly() -> None:
    found = blocks(
        "# Head *it*\n\nOne **two** `three`\ngoes on.\n\n- first\n  more\n- second\n\n"
        "1. step\n\n> said\n\n| a | b |\n|---|---|\n| c | d |\n\n```\ncode\n```"
    )
    assert [block.shape for block in found] == [
        Shape.HEADING,
        Shape.TEXT,
        Shape.BULLET,
        Shape.BULLET,
        Shape.BULLET,
        Shape.QUOTE,
        Shape.TEXT,
        Shape.TEXT,
        Shape.CODE,
    ]
    assert [block.text for block in found] == [
        "Head it",
        "One two three goes on.",
        "first more",
        "second",
        "step",
        "said",
        "a · b",
        "c · d",
        "code",
    ]
    assert [run.bold for run in found[1].runs] == [False, True, False, False, False]
    assert found[4].sign == "1."


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        (r"\*not\*", "*not*"),
        ("see [the page](https://example.org/x)", "see the page (https://example.org/x)"),
        ("![a bag](file:///etc/hostname)", "[a bag]"),
        ("<img src='file:///etc/hostname'>", "<img src='file:///etc/hostname'>"),
        ("a\u202eb", "a\u21c4b"),
    ],
)
def test_what_is_no_formatting_stays_as_it_was_written(written: str, shown: str) -> None:
    assert "".join(run.text for run in runs(written)) == shown


def test_html_and_pictures_end_as_characters(pane: PolicyPane) -> None:
    hostile = clause(
        "3.2",
        title="<b>bold</b>",
        body="<img src='file:///etc/hostname'>\n\n![x](file:///etc/hostname)\n\n<h1>big</h1>",
    )
    pane.show_clause(hostile)
    document = pane._page.text.document()
    assert "<img src='file:///etc/hostname'>" in document.toPlainText()
    assert "<b>bold</b>" in document.toPlainText()
    assert "\ufffc" not in document.toPlainText()  # no picture stands in it


def test_a_comparison_marks_what_is_new_and_what_is_gone() -> None:
    old = blocks("The item has to be removed and the seller gets a warning by mail.")
    new = blocks("The item has to be removed and the seller gets a strike by mail.\n\nNew words.")
    found = compared(old, new)
    marked = {
        mark: "".join(run.text for block in found for run in block.runs if run.mark == mark)
        for mark in Mark
    }
    assert "warning" in marked[Mark.REMOVED]
    assert "strike" in marked[Mark.ADDED]
    assert "New words." in marked[Mark.ADDED]
    assert "The item has to be removed" in marked[Mark.SAME]
    assert [block.text.split() for block in found] == [block.text.split() for block in new]


def test_the_same_words_have_no_marks() -> None:
    same = blocks("One **two**.\n\n- three")
    assert {run.mark for block in compared(same, same) for run in block.runs} == {Mark.SAME}
