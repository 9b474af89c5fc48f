"""Leads: writing them down, working them, converting and printing them."""
