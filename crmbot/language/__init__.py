"""Understanding what people type: pure code, text in and values out."""
