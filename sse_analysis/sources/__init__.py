"""Read exactly what was published, with its file, digest and citations."""
