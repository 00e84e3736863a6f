"""One file a process; arrays and scalars in, arrays out."""
