# replica_test(FILE LIBRARY [MPIRANKS n...] [LINK target...]), a line a test file
replica_test(engine/communicator_mpi_test.cpp replica_engine MPIRANKS 1 2 3 4)
replica_test(engine/value_format_test.cpp replica_engine)
replica_test(engine/date_text_test.cpp replica_engine)
replica_test(engine/distinct_values_test.cpp replica_engine)
replica_test(engine/bin_slots_test.cpp replica_engine)
replica_test(engine/structure_mpi_test.cpp replica_engine MPIRANKS 1 2 3 4)
replica_test(engine/subset_cover_test.cpp replica_engine)
replica_test(engine/schema_test.cpp replica_engine)
