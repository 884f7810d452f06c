"""The only rooms that talk to the outside: a registry, Docker's credentials, the builder.  Each is imported when used."""
