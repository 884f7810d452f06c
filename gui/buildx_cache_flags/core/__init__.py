"""What is true of the flags: parsing, rules and rendering.  Nothing in here knows about Qt."""
