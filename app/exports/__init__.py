"""Export patients: CSV, Excel and Google Sheets, from one serializer."""
