"""The list of patients: looking, filtering, searching, and showing names."""
