"""How the rows behind a number are listed: a file per room, each found when the app starts."""
