"""The offline pack: a journey's forms and books as one ZIP of DOCX files, and what was filled in taken back."""
