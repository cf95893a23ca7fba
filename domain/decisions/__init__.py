"""What each command leads to: one module per stage; every function returns events or raises a `Refusal`."""
