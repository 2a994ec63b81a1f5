"""What happens to a return over time: row ids, changes since loading, one run compared with the next."""
