"""Faults on the real servers: processes killed, frozen and away while people act; see `office.Office`."""
