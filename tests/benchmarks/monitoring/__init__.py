"""Drift of a million rows, and observations up to a hundred million."""
