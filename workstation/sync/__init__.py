"""Verdicts travel: signed segments of each device's streams, out to a place and in from it."""
