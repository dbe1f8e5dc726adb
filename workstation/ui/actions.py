"""Every action once: name, keys, words, and when it is of use.

Menus, the palette, the key sheet, the page of keys and the editor of keys are made of this; who
carries an action out stands in `Commands.handlers`, by the same name. One key, one action: with
two on a key Qt fires neither. Digits and F-keys come first; letters are aliases, since on a Thai or
Arabic keyboard they do not fire.

A row is: name, keys (blanks between), words, marks (blanks between). Marks:
`plain`: its keys rest while the person types into a text box; `over`: it goes on while a panel lies
over the case (nobody acts on what they do not see); `repeats`: it goes on while its key is held;
`case`, `batch`: what must be open for it to be of use.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QCoreApplication


class ActionSpec(Struct, frozen=True):
    """An action; `wants` is "case", "batch" or nothing."""

    name: str
    keys: tuple[str, ...]
    group: str
    words: str
    plain: bool = False
    over: bool = False
    repeats: bool = False
    wants: str = ""

    @property
    def fixed(self) -> bool:
        """Keys of the bar, and Escape: they are not given away."""
        return self.name.startswith("press.") or self.name == "leave"


def table(
    translate: Callable[[str, str], str] = QCoreApplication.translate,
) -> tuple[ActionSpec, ...]:
    """The whole table, in the order of the key sheet."""
    suggested = translate("Actions", "Take suggested clause {n}")
    view = translate("Actions", "Saved view {n}")
    return (
        *_group(
            translate("Actions", "Verdict"),
            ("press.1", "1", translate("Actions", "No violation"), "plain"),
            ("press.2", "2", translate("Actions", "Edit"), "plain"),
            ("press.3", "3", translate("Actions", "Limit"), "plain"),
            ("press.4", "4", translate("Actions", "Remove"), "plain"),
            ("press.5", "5", translate("Actions", "The moderator should have escalated"), "plain"),
            ("press.6", "6", translate("Actions", "Sixth choice"), "plain"),
            ("press.7", "7", translate("Actions", "Seventh choice"), "plain"),
            ("press.8", "8", translate("Actions", "Eighth choice; change the codes"), "plain"),
            ("press.9", "9", translate("Actions", "Ninth choice; write a note"), "plain"),
            ("press.0", "0", translate("Actions", "Cannot judge; guideline gap"), "plain"),
            *((f"press.Alt+{n}", f"Alt+{n}", suggested.format(n=n), "") for n in range(1, 6)),
            (
                "press.Enter",
                "Return Enter",
                translate("Actions", "Commit, record, go on"),
                "plain",
            ),
            ("press.Backspace", "Backspace", translate("Actions", "A step back"), "plain"),
            ("press.+", "+", translate("Actions", "A second violation"), "plain"),
            ("press.-", "-", translate("Actions", "Unsure"), "plain"),
            ("press.E", "E", translate("Actions", "After the reveal: the codes"), "plain"),
            ("press.N", "N", translate("Actions", "Write a note"), "plain"),
            ("press.G", "G", translate("Actions", "After the reveal: guideline gap"), "plain"),
            ("press.S", "S", translate("Actions", "Among the codes: severity"), "plain"),
            ("pin", "F3", translate("Actions", "Pin the selected words"), "case"),
            ("unpin", "Shift+F3", translate("Actions", "Unpin the last"), "case"),
            ("fault", "F4", translate("Actions", "Fault the handling of the case left"), "batch"),
            ("skip", "F6", translate("Actions", "Skip for now"), "case"),
            ("flag", "F7", translate("Actions", "Flag, or take the flag away"), "case"),
            ("misled", "F8", translate("Actions", "The translation misled me"), "case"),
            ("read_original", "F9 L", translate("Actions", "I read the original"), "plain case"),
            ("undo", "Ctrl+Z", translate("Actions", "Take the last act back"), "over"),
            ("seal", "F12", translate("Actions", "Seal (minors, illegal imagery)"), "case"),
        ),
        *_group(
            translate("Actions", "Case"),
            ("media", "M", translate("Actions", "Open the media large"), "plain case"),
            ("cover", "Ctrl+Shift+B", translate("Actions", "Cover or uncover the media"), "case"),
            ("facts", "Ctrl+I", translate("Actions", "All facts and the decision"), "case"),
            ("earlier", "Ctrl+H", translate("Actions", "The seller's earlier items"), "case"),
            ("copies", "Ctrl+Y", translate("Actions", "Look at the copies of a cluster"), "case"),
            ("language", "F2", translate("Actions", "Say which language it is"), "case"),
            (
                "changes",
                "V",
                translate("Actions", "What changed in the clause since"),
                "plain case",
            ),
            ("precedents", "B", translate("Actions", "Earlier cases of the clause"), "plain case"),
            ("policy", "Ctrl+P", translate("Actions", "Search the policy"), "case"),
            ("alike", "Alt+Right", translate("Actions", "The next case like this one"), "case"),
            ("whole_policy", "Ctrl+Shift+P", translate("Actions", "The whole policy"), "over"),
            ("stack", "F10", translate("Actions", "Translation under the original"), "case"),
        ),
        *_group(
            translate("Actions", "Getting around"),
            ("next", "Alt+Down", translate("Actions", "Next in the queue"), "batch repeats"),
            ("previous", "Alt+Up", translate("Actions", "Previous in the queue"), "batch repeats"),
            ("undecided", "F5", translate("Actions", "Next case without a verdict"), "batch"),
            ("filter", "/ Ctrl+F", translate("Actions", "Filter the queue"), "plain batch"),
            ("go_to", "Ctrl+G", translate("Actions", "Go to a case by its id"), "over"),
            ("views", "Ctrl+Shift+V", translate("Actions", "Saved views"), "batch over"),
            *((f"view.{n}", f"Alt+Shift+{n}", view.format(n=n), "batch") for n in range(1, 10)),
            (
                "groups",
                "Ctrl+Shift+G",
                translate("Actions", "Cases that are alike together"),
                "batch",
            ),
            ("end", "Ctrl+Return", translate("Actions", "End of the batch, submit"), "batch over"),
            ("batches", "Ctrl+B", translate("Actions", "Choose a batch"), "over"),
            ("offers", "Ctrl+Shift+O", translate("Actions", "Batches assigned to you"), "over"),
            (
                "published",
                "Ctrl+Shift+A",
                translate("Actions", "Batches of the team: publish, assign"),
                "over",
            ),
            ("results", "Ctrl+R", translate("Actions", "Verdicts, own and others'"), "batch over"),
            (
                "release",
                "Ctrl+Shift+R",
                translate("Actions", "Release: what is open, final, locked"),
                "batch over",
            ),
            ("handed_on", "Ctrl+J", translate("Actions", "Cases handed on"), "over"),
            ("peers", "Ctrl+L", translate("Actions", "What waits for a language you read"), "over"),
            ("second", "Ctrl+2", translate("Actions", "Second looks"), "over"),
            ("board", "Ctrl+Shift+L", translate("Actions", "Who is how far"), "over"),
            ("put_right", "Ctrl+T", translate("Actions", "What is to be put right"), "over"),
            ("figures", "Ctrl+Shift+K", translate("Actions", "Figures"), "over"),
            ("team", "Ctrl+Shift+J", translate("Actions", "The team and its devices"), "over"),
        ),
        *_group(
            translate("Actions", "Program"),
            ("import", "Ctrl+O", translate("Actions", "Bring in a batch"), "over"),
            ("sync", "Ctrl+S", translate("Actions", "Send and receive now"), "over"),
            ("streams", "Ctrl+Shift+S", translate("Actions", "How sync stands"), "over"),
            ("export", "Ctrl+E", translate("Actions", "Export the verdicts"), "over"),
            ("models", "Ctrl+M", translate("Actions", "Translation packages"), "over"),
            (
                "whole_batch",
                "Ctrl+Shift+T",
                translate("Actions", "Translate the whole batch, or stop"),
                "batch over",
            ),
            ("palette", "Ctrl+K", translate("Actions", "Everything by its words"), "over"),
            ("menu", "Alt+M", translate("Actions", "The menu"), "over"),
            ("preferences", "Ctrl+,", translate("Actions", "Preferences"), "over"),
            ("dark", "Ctrl+D", translate("Actions", "Light or dark"), "over"),
            ("larger", "Ctrl++ Ctrl+=", translate("Actions", "Larger text"), "over"),
            ("smaller", "Ctrl+-", translate("Actions", "Smaller text"), "over"),
            (
                "interface_larger",
                "Ctrl+Shift++",
                translate("Actions", "Larger interface"),
                "over",
            ),
            (
                "interface_smaller",
                "Ctrl+Shift+-",
                translate("Actions", "Smaller interface"),
                "over",
            ),
            ("full_screen", "F11", translate("Actions", "Whole screen, or not"), "over"),
            ("keys", "F1 ?", translate("Actions", "All keys"), "over"),
            # While somebody types, Escape is the line's: it empties a filter before it leaves it.
            ("leave", "Escape", translate("Actions", "Close what is open"), "plain over"),
            (
                "profile",
                "Ctrl+Shift+W",
                translate("Actions", "Somebody else works: switch profile"),
                "over",
            ),
            ("quit", "Ctrl+Q", translate("Actions", "Quit"), "over"),
        ),
    )


def _group(words: str, *rows: tuple[str, str, str, str]) -> tuple[ActionSpec, ...]:
    return tuple(_spec(words, *row) for row in rows)


def _spec(group: str, name: str, keys: str, words: str, marks: str) -> ActionSpec:
    held = set(marks.split())
    wants = "case" if "case" in held else "batch" if "batch" in held else ""
    return ActionSpec(
        name,
        tuple(keys.split()),
        group,
        words,
        "plain" in held,
        "over" in held,
        "repeats" in held,
        wants,
    )
