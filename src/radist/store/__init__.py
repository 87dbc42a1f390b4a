"""What people make, kept in a database: SQLAlchemy's core, and migrations of Alembic."""
