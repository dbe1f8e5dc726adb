"""Figures that carry their design: shares, rates, points, times, with interval and "too few"."""
