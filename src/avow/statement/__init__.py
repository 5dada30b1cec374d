"""The statement language: reads a folder of literate Markdown into a resolved model. Pure."""
