"""Tests of the processes and how they start."""
