"""What explains the command: problems, sentences, picture, and what to see to before it runs."""
