"""What leaves the vault: CSV, Excel and Google Sheets, from one serializer, behind one door."""
