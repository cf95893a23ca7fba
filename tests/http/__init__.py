"""Tests of the HTTP door, on a real stack, over real sockets."""
