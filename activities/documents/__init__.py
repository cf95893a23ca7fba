"""Documents: from a journey's state to letters, minutes, sheets, books and reports as PDF/A and DOCX."""
