"""The outside world: one module per neighbour, each saying by a Protocol what it needs."""
