"""What commands print, part by part: each file turns one kind of result into rich text."""
