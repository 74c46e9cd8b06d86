"""Who is told what and when, one module per room: every message is put together here."""
