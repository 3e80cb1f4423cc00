"""What systems with a recorded legal ground read and write of care: flags, help requests, dossiers, contact moments."""
