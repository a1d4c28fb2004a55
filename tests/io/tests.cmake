# replica_test(FILE LIBRARY [MPIRANKS n...] [LINK target...]), a line a test file
replica_test(io/schema_toml_test.cpp replica_io)
replica_test(io/known_columns_test.cpp replica_io)
replica_test(io/csv_tokenizer_test.cpp replica_io)
replica_test(io/csv_scan_mpi_test.cpp replica_io MPIRANKS 1 2 3 4)
replica_test(io/csv/csv_writer_test.cpp replica_io)
replica_test(io/replica_writer_mpi_test.cpp replica_io MPIRANKS 1 2 3 4)
replica_test(io/machine_resources_test.cpp replica_io)
