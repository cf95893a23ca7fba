"""Tests of the doors: the command line and what it prints."""
