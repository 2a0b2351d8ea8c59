"""Excel workbooks (.xlsx) read part by part, guarded against files that are not what they say."""
