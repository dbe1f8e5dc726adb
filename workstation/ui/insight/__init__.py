"""Figures in the window: how people, vendors, languages and clauses are doing."""
