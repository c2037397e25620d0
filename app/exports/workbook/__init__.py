"""What an Excel workbook is made of: the package, the rows that are streamed into it, and how it looks."""
