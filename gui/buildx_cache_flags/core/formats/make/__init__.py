"""GNU make: the statements of a Makefile, what its variables and functions give, and the recipes of its targets.

Source: the GNU make manual, and what GNU make 4.3 hands to the shell.
"""
