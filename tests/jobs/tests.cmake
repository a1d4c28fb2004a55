# replica_test(FILE LIBRARY [MPIRANKS n...] [LINK target...]), a line a test file
replica_command_test(jobs/test_support_test.cpp)
replica_command_test(jobs/fidelity_test.cpp)
replica_command_test(jobs/memorising_test.cpp SECONDS 900)
replica_command_test(jobs/every_extract_test.cpp)
replica_command_test(jobs/determinism_test.cpp)
replica_command_test(jobs/bad_input_test.cpp)
replica_command_test(jobs/wrong_usage_test.cpp)
