"""Incidents: what each kind means and what to do (`kinds`), of one (`explain`), and who is told of it (`telling`)."""
