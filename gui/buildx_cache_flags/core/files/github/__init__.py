"""GitHub's workflows and actions: their expressions, what is known of them in the file, and the builds of their steps."""
