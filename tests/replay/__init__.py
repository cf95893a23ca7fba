"""Saved histories, replayed: evidence that running journeys survive a change of the code."""
