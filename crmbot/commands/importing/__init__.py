"""Import and export: files of records coming in and going out."""
