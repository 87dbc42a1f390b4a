"""What people make, kept in a database: SQLAlchemy's core, and migrations of Alembic.

To load these takes 0.6 s and 30 MB, so whoever has nothing to keep does not import the rest.
"""
