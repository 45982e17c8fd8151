"""What a clean table must look like, and every way a table can fail to."""
