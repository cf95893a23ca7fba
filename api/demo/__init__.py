"""The demonstration: sample people carry the 2019 intake to its end through the same commands as real people."""
