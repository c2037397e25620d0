"""Is everything in order? One file a subject: what `flask doctor` asks, and the set-up page where it asks the same."""
