"""Source files: found, decoded, parsed; and the comments that suppress findings."""
