"""Figures of people, vendors, languages, clauses: made in one pass over the verdicts that count."""
