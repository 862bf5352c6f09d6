"""What `make bench` measures: each module here gives rows, all ratios of one run."""
