"""The local stack: Temporal, PostgreSQL, mail and a worker as children of one process; see `stack.LocalStack`."""
