"""`settings`: what can be set, one setting, or setting it."""

from __future__ import annotations

from typing import Any

from workstation import settings
from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.fault import WorldFault
from workstation.services import Services

_MORE = ("keys",)
"""Set elsewhere in the window, but plain enough to be set here; the rest is its own memory."""


def run(arguments: Arguments, services: Services, out: Out) -> int:
    """List the settings, show one, or set it."""
    name, value = arguments.name, arguments.value
    if name is None:
        held = [_told(services, one) for one in settings.SETTINGS if _is_open(one)]
        lines = [f"{one['name']:20} {one['value']!s:12}  {one['words']}" for one in held]
        out.report({"settings": held}, lines)
        return 0
    declared = settings.setting(name)
    if not _is_open(declared):
        raise WorldFault("settings.unknown", name=name)
    if value is not None:
        services.set_preference(name, settings.parse(name, value))
    told = _told(services, declared)
    lines = [f"{name}  {told['value']}"]
    if value is None:
        lines += [declared.hint or declared.words, *_may_be(declared)]
    out.report(told, lines)
    return 0


def _is_open(declared: settings.Setting) -> bool:
    return bool(declared.group) or declared.name in _MORE


def _told(services: Services, declared: settings.Setting) -> dict[str, Any]:
    return {
        "name": declared.name,
        "value": services.preferences[declared.name],
        "default": declared.default,
        "words": declared.words,
        "hint": declared.hint,
        "group": declared.group,
        "choices": list(declared.choices),
        "low": declared.low,
        "high": declared.high,
    }


def _may_be(declared: settings.Setting) -> list[str]:
    if declared.choices:
        return [f"One of: {', '.join(map(str, declared.choices))}"]
    if declared.low is not None and declared.high is not None:
        return [f"From {declared.low:g} to {declared.high:g}"]
    return []
