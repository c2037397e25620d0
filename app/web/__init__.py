"""What all pages share: navigation, the clinic, languages, dates and numbers."""
