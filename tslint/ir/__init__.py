"""The small records that every layer shares: spans, cures. Nothing here knows about files, rules or torch."""
