"""Long runs in which something fails, behind `make faults`."""
