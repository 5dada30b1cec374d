"""What protects people at the edge: headers, cookies, origins, problem documents."""
