"""Documents as values: title, paragraphs, tables, pictures; writers turn them into files.

A writer of pages needs shaping and fonts, which Qt has: it stands in `workstation.ui.printing`.
"""
