"""The doors: the command line `bimtek` (and later HTTP and pages)."""
