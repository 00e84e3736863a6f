"""The month a second time, the plain Mesa way: a reference for speed and a second opinion."""
