"""The database below the tables: SQLite or PostgreSQL, connections, schema."""
