"""What every page shares: navigation, the clinic, languages, and words for dates and numbers."""
