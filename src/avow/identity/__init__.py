"""Who somebody is: accounts, passwords, signed links, age."""
