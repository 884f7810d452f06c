"""What is pasted, word by word: the grammars of the shells, the options of docker build, and what is left out."""
