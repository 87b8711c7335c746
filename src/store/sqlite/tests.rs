//! What cannot be seen from outside: plans, doubtful commits, migrations.
