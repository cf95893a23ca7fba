"""The words of the stories that people read, in Indonesian and in English; to change a phrase, change a table here."""
