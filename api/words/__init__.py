"""What the doors say to people, in Indonesian and English."""
