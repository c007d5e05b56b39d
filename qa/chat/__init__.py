"""What the chat needs beyond layout: an answer's HTML, the style sheet, and the guard in front of the server."""
