"""Workflows on the real server, with fakes for what lies outside."""
