"""Identity: who somebody is, by an OpenID provider, a bearer token of it, or a link; used by the HTTP door."""
