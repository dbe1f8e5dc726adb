"""Offline review desk for people who audit content-moderation decisions in many languages."""

__version__ = "0.1.0"
