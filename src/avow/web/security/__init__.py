"""What every answer and every request must satisfy."""
