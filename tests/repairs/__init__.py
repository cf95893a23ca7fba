"""Repairs on a running stack."""
