"""Records of patients, what belongs to them, and their rights."""
