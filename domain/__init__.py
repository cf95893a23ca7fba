"""The rules of the programme: plain, pure Python. Read `journey.py` first."""
