"""What patients ask for under their rights: noted, due by a day, done or refused; and records that rest."""
