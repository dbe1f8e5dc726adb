"""Sentences for the team: who is who, devices that join, what a role may do."""

SENTENCES: dict[str, str] = {
    "roster.other_root": "This workstation belongs to another team already. Join from a profile "
    "of its own: workstation --profile NAME.",
}
