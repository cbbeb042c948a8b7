"""What people of the made-up district write and what offices answer, one module a group of topics."""
