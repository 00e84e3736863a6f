"""What an agent is, and what one month does to it: arrays in, arrays out."""
