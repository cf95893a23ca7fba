"""The cast: sample people who act in journeys, in the demonstration, in measures and in the rehearsal."""
