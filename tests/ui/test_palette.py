"""Everything by its words: actions, settings, batches, cases, clauses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desk import Desk
from workstation.review.bar_values import Step
from workstation.store import saved_views
from workstation.ui import matching
from workstation.ui.dialogs.chooser import Chooser
from workstation.ui.dialogs.key_sheet import KeySheet
from workstation.ui.dialogs.palette import Palette
from workstation.ui.dialogs.preferences import PreferencesPanel

OpenDesk = Callable[..., Desk]


def opened(desk: Desk, words: str = "") -> Palette:
    desk.press("Ctrl+K")
    panel: Palette = desk.wait_panel(Palette)
    if words:
        desk.type(words)
    desk.wait(lambda: not desk.window.background.busy and not panel._later.isActive())
    return panel


@pytest.mark.parametrize(
    ("line", "better", "worse"),
    [
        ("pref", "Preferences", "What changed in the clause since"),
        ("light", "Light or dark", "Flag, or take the flag away"),
        ("trans pack", "Translation packages", "The translation misled me"),
        ("tpk", "Translation packages", "Bring in a batch"),
        ("ETIQUETTE", "étiquette", "label"),
    ],
)
def test_what_fits_better_comes_first(line: str, better: str, worse: str) -> None:
    assert matching.fit(line, [better]) > matching.fit(line, [worse])


def test_a_word_that_is_nowhere_finds_nothing() -> None:
    assert not matching.fit("dark zebra", ["Light or dark"])
    assert matching.fit("  ", ["anything"])


def test_mere_letters_stand_back_where_a_line_holds_the_word() -> None:
    lines = ("Take the colours away by harm", "Keys of your own")
    assert matching.narrow("key", lines, lambda line: [line]) == [lines[1]]
    assert matching.narrow("tcl", lines, lambda line: [line]) == [lines[0]]
    assert matching.narrow(" ", lines, lambda line: [line]) == list(lines)


def test_an_action_is_found_with_its_key_and_done(open_desk: OpenDesk) -> None:
    desk = open_desk()
    panel = opened(desk, "all keys")
    assert panel.shown()[0].id == "action:keys"
    assert panel.shown()[0].keys == "F1 ?"
    desk.press("Return")
    desk.wait_panel(KeySheet)
    desk.press("Escape")
    # What was chosen last comes first.
    panel = opened(desk)
    assert panel.shown()[0].id == "action:keys"


def test_what_cannot_be_used_says_why_and_stays(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    monkeypatch.setattr(desk.window.commands, "has", lambda wanted: wanted != "case")
    panel = opened(desk, "skip for now")
    found = panel.shown()[0]
    assert (found.id, found.why) == ("action:skip", "no case is open")
    desk.press("Return")
    assert desk.panel() is panel


def test_a_case_is_gone_to_by_the_beginning_of_its_id(open_desk: OpenDesk) -> None:
    desk = open_desk()
    panel = opened(desk, "l-sg-315009")
    desk.wait(lambda: any(e.words == "L-SG-31500917" for e in panel.shown()))
    assert panel.shown()[0].words == "L-SG-31500917"
    desk.press("Return")
    desk.wait(lambda: desk.source == "L-SG-31500917")


def test_a_saved_view_is_found_by_its_name_and_its_words(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.services.store.write(saved_views.keep, "Thai first", "lang:th undecided").result()
    panel = opened(desk, "thai first")
    desk.wait(lambda: bool(panel.shown()) and panel.shown()[0].id == "view:Thai first")
    desk.press("Return")
    desk.wait(lambda: desk.window.queue.filter_line() == "lang:th undecided")


def test_a_batch_a_clause_and_a_setting_are_found(open_desk: OpenDesk) -> None:
    desk = open_desk()
    title = desk.sql("SELECT title FROM batch WHERE id = ?", desk.reviewer.batch)[0][0]
    panel = opened(desk, title[:14])
    assert any(e.id == f"batch:{desk.reviewer.batch}" for e in panel.shown())
    desk.press("Escape")
    clause = desk.reviewer.prepared.view.in_force[0]
    panel = opened(desk, clause.clause)
    assert panel.shown()[0].id == f"clause:{clause.clause}"
    desk.press("Return")
    assert clause.title in desk.window.policy.shown_text()
    assert desk.step is Step.ACTION  # shown, not chosen
    panel = opened(desk, "minutes between")
    assert panel.shown()[0].id == "setting:sync_minutes"
    desk.press("Return")
    assert desk.wait_panel(PreferencesPanel).current().id == "sync_minutes"


def test_the_palette_is_the_same_whatever_the_moderator_decided(open_desk: OpenDesk) -> None:
    desk = open_desk()
    view = desk.reviewer.prepared.view
    assert view.hidden
    found = desk.window.commands.sources.entries()
    decisions = desk.sql("SELECT [by], vendor FROM decision")
    told = "\n".join(
        " ".join((e.id, e.words, e.kind, e.why, *e.texts))
        for e in found
        if not e.id.startswith("clause:")
    )
    for value in {one for row in decisions for one in row if one}:
        assert value not in told
    # The order of clauses is that of the pack, not of what was chosen in it.
    clauses = [e.id.removeprefix("clause:") for e in found if e.id.startswith("clause:")]
    assert clauses == [clause.clause for clause in view.in_force]


def test_letters_and_digits_are_words_while_the_palette_is_open(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first = desk.task
    panel = opened(desk, "1 4 m ? /")
    assert panel.line.text() == "1 4 m ? /"
    assert (desk.task, desk.step) == (first, Step.ACTION)
    desk.press("Ctrl+B")
    desk.wait_panel(Chooser)
