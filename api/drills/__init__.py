"""Drills: provoke each kind of incident on a local stack of simulated journeys, and end it again."""
