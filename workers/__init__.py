"""Processes: settings, connections, the worker and the local stack. Start one with `python -m workers`."""
