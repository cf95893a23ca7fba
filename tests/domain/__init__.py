"""Tests of the rules of the programme: plain functions, no server."""
