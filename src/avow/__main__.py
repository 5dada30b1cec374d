"""`python -m avow` is `avow`."""

from avow.cli import main

main()
