"""Build an Excel workbook: the package, the streamed rows, and the styles."""
