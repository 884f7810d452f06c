"""just: the variables, expressions and recipes of a justfile.

Source: the manual of just, and what just 1.57 hands to the shell.
"""
