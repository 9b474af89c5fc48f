"""`python -m crmbot`: the same as the command `crmbot`."""

from crmbot.cli import main

if __name__ == "__main__":
    main()
