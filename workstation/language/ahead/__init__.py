"""Translated before the auditor gets there."""
