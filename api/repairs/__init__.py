"""Repairs: rehearsed on a copy of a journey's history, confirmed where they are dangerous, then done and kept."""
