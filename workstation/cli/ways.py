"""What helps where something of sync does not go on by itself, a sentence a way."""

from __future__ import annotations

from collections.abc import Mapping

from workstation.store.standing import Way

_WAYS: Mapping[Way, str] = {
    Way.RENEW: "Begin new streams here: “workstation sync --renew”, or the key in the window. "
    "Nothing is lost; a lead then enrols this device.",
    Way.RETRY: "Try again: “workstation sync --retry”.",
    Way.UPDATE: "Update this program; what waits is read then.",
    Way.DELETE_THERE: "Delete the named file at the place; whoever wrote it sends it anew.",
    Way.ASK_AUTHOR: "Ask whoever wrote the stream to sync with this place once more.",
    Way.ASK_LEAD: "Ask a lead: the roster decides.",
    Way.WAIT: "Nothing to do: it goes on by itself.",
}


def way_out(way: Way) -> str:
    """The sentence."""
    return _WAYS[way]
