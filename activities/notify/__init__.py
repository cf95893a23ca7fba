"""How messages reach people: letters, and the channels that carry them."""
