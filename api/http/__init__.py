"""The HTTP door: the app, who calls, what is answered; one module of `routes` a subject."""
