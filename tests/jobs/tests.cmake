# replica_test(FILE LIBRARY [MPIRANKS n...] [LINK target...]), a line a test file
replica_command_test(jobs/test_support_test.cpp)
