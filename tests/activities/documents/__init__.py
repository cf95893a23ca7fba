"""Documents: what is typeset, kept, sealed, signed and checked."""
