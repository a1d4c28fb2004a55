# replica_test(FILE LIBRARY [MPIRANKS n...] [LINK target...]), a line a test file
