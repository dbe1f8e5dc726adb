"""Sentences that know their place in the text."""
