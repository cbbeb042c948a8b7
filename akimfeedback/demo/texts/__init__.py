"""What people of the made-up district write and what the akims' offices answer, one module per group of topics."""
