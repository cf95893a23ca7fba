"""The rehearsal: a cohort lived through in memory by sample people who are late by chance, many times over."""
