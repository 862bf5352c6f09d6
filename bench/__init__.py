"""What `make bench` measures: each module here gives rows, all ratios of one run.

A module has `measure()`, which yields rows (`bench.rows.Row`); `measure(small=True)` if it knows
how to be brief. It is called in a process of its own, Django ready, on an empty migrated database
of its own; what it writes on disk goes to a temporary folder, what it starts it stops.
"""
