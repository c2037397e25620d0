"""The people of the clinic: how they prove who they are."""
