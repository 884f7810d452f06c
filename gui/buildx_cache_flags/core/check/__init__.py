"""Whether a draft is right: the model of single values, the rules across them, and the problems they find."""
