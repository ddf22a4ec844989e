"""The desk's database: tables, engines, migrations."""
