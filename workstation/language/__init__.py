"""Detects, cuts into sentences and translates, in a process of its own and ahead of the reader."""
