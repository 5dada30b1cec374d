"""The stranger's kit: what a person needs who trusts nothing and has only the running product before them.

Nothing here imports the product. It is met through HTTP, SMTP, its files and its commands.
"""
