"""Files of persons as surveys publish them: only the columns that are needed, in narrow types, with their labels."""

from sse_analysis.sources.microdata.reading import Raw, columns_of, read

__all__ = ["Raw", "columns_of", "read"]
