"""Documents as pages: Qt shapes and orders the scripts, which no library without it does for all.

Nothing here needs a window; the command line imports it late.
"""
