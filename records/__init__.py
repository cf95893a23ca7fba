"""PostgreSQL: the journal, the read tables made from it, messages and people; start with `Records` in journal.py."""
