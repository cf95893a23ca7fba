"""Forms of acts, derived from their models: what is asked in a pack or on a page, and the act that becomes of it."""
