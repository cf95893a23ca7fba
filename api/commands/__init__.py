"""The commands of `bimtek`, one module a subject."""
