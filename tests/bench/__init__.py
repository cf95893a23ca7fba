"""The measures: `python -m tests.bench` runs them on a fresh local stack and writes var/bench/latest.json."""
