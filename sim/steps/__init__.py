"""One thin function a step: reads state and levers, calls a kernel, writes state and flows."""
