"""The web application: pages made on the server, for people; each page is one read or one act and one template."""
