"""Readers of files, one format a file: each turns decoded text into a `Draft`."""
