"""Every action once: name, keys, group, words. Menus, the key sheet and the help are made of this.

One key, one action: with two on a key Qt fires neither. Digits and F-keys come first; letters are
aliases, since on a Thai or Arabic keyboard they do not fire.
"""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QCoreApplication


class ActionSpec(Struct, frozen=True):
    """An action. `plain` keys rest while the person types into a text box."""

    name: str
    keys: tuple[str, ...]
    group: str
    words: str
    plain: bool = False


def table() -> tuple[ActionSpec, ...]:
    """The whole table, in the order of the key sheet."""
    translate = QCoreApplication.translate
    verdict = translate("Actions", "Verdict")
    case = translate("Actions", "Case")
    around = translate("Actions", "Getting around")
    program = translate("Actions", "Program")
    digits = (
        ("1", translate("Actions", "No violation")),
        ("2", translate("Actions", "Edit")),
        ("3", translate("Actions", "Limit")),
        ("4", translate("Actions", "Remove")),
        ("5", translate("Actions", "The moderator should have escalated")),
        ("6", translate("Actions", "Sixth choice")),
        ("7", translate("Actions", "Seventh choice")),
        ("8", translate("Actions", "Eighth choice; change the codes")),
        ("9", translate("Actions", "Ninth choice; write a note")),
        ("0", translate("Actions", "Cannot judge; guideline gap")),
    )
    return (
        *(ActionSpec(f"press.{key}", (key,), verdict, words, True) for key, words in digits),
        *(
            ActionSpec(
                f"press.Alt+{n}",
                (f"Alt+{n}",),
                verdict,
                translate("Actions", "Take suggested clause {n}").format(n=n),
            )
            for n in range(1, 6)
        ),
        ActionSpec(
            "press.Enter",
            ("Return", "Enter"),
            verdict,
            translate("Actions", "Commit, record, go on"),
            True,
        ),
        ActionSpec(
            "press.Backspace", ("Backspace",), verdict, translate("Actions", "A step back"), True
        ),
        ActionSpec("press.+", ("+",), verdict, translate("Actions", "A second violation"), True),
        ActionSpec("press.-", ("-",), verdict, translate("Actions", "Unsure"), True),
        ActionSpec(
            "press.E", ("E",), verdict, translate("Actions", "After the reveal: the codes"), True
        ),
        ActionSpec("press.N", ("N",), verdict, translate("Actions", "Write a note"), True),
        ActionSpec(
            "press.G",
            ("G",),
            verdict,
            translate("Actions", "After the reveal: guideline gap"),
            True,
        ),
        ActionSpec(
            "press.S", ("S",), verdict, translate("Actions", "Among the codes: severity"), True
        ),
        ActionSpec("pin", ("F3",), verdict, translate("Actions", "Pin the selected words")),
        ActionSpec("unpin", ("Shift+F3",), verdict, translate("Actions", "Unpin the last")),
        ActionSpec(
            "fault", ("F4",), verdict, translate("Actions", "Fault the handling of the case left")
        ),
        ActionSpec("skip", ("F6",), verdict, translate("Actions", "Skip for now")),
        ActionSpec("flag", ("F7",), verdict, translate("Actions", "Flag, or take the flag away")),
        ActionSpec("misled", ("F8",), verdict, translate("Actions", "The translation misled me")),
        ActionSpec(
            "read_original",
            ("F9", "L"),
            verdict,
            translate("Actions", "I read the original"),
            True,
        ),
        ActionSpec("undo", ("Ctrl+Z",), verdict, translate("Actions", "Take the last act back")),
        ActionSpec(
            "seal", ("F12",), verdict, translate("Actions", "Seal (minors, illegal imagery)")
        ),
        ActionSpec("media", ("M",), case, translate("Actions", "Open the media large"), True),
        ActionSpec(
            "earlier", ("Ctrl+H",), case, translate("Actions", "The seller's earlier items")
        ),
        ActionSpec("language", ("F2",), case, translate("Actions", "Say which language it is")),
        ActionSpec(
            "changes", ("V",), case, translate("Actions", "What changed in the clause since"), True
        ),
        ActionSpec("policy", ("Ctrl+P",), case, translate("Actions", "Search the policy")),
        ActionSpec("next", ("Alt+Down",), around, translate("Actions", "Next in the queue")),
        ActionSpec("previous", ("Alt+Up",), around, translate("Actions", "Previous in the queue")),
        ActionSpec(
            "undecided", ("F5",), around, translate("Actions", "Next case without a verdict")
        ),
        ActionSpec(
            "filter", ("/", "Ctrl+F"), around, translate("Actions", "Filter the queue"), True
        ),
        ActionSpec(
            "end", ("Ctrl+Return",), around, translate("Actions", "End of the batch, submit")
        ),
        ActionSpec("batches", ("Ctrl+B",), around, translate("Actions", "Choose a batch")),
        ActionSpec(
            "results", ("Ctrl+R",), around, translate("Actions", "Verdicts, own and others'")
        ),
        ActionSpec("import", ("Ctrl+O",), program, translate("Actions", "Bring in a batch")),
        ActionSpec("sync", ("Ctrl+S",), program, translate("Actions", "Send and receive now")),
        ActionSpec("export", ("Ctrl+E",), program, translate("Actions", "Export the verdicts")),
        ActionSpec("models", ("Ctrl+M",), program, translate("Actions", "Translation packages")),
        ActionSpec("dark", ("Ctrl+D",), program, translate("Actions", "Light or dark")),
        ActionSpec("larger", ("Ctrl++", "Ctrl+="), program, translate("Actions", "Larger text")),
        ActionSpec("smaller", ("Ctrl+-",), program, translate("Actions", "Smaller text")),
        ActionSpec("keys", ("F1",), program, translate("Actions", "All keys")),
        # While somebody types, Escape is the line's: it empties a filter before it leaves it.
        ActionSpec("leave", ("Escape",), program, translate("Actions", "Close what is open"), True),
        ActionSpec("quit", ("Ctrl+Q",), program, translate("Actions", "Quit")),
    )
