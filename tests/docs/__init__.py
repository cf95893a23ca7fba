"""The documents are held to the code: what they name exists, what they show works."""
