"""What events change, one module per stage; each lists its own in `CHANGES`."""
