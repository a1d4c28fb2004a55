# replica_test(FILE LIBRARY [MPIRANKS n...] [LINK target...]), a line a test file
replica_test(kernels/contingency_table_test.cpp replica_kernels)
replica_test(kernels/marginalize_test.cpp replica_kernels)
replica_test(kernels/entropy_test.cpp replica_kernels)
replica_test(kernels/score_blocks_test.cpp replica_kernels)
replica_test(kernels/philox_test.cpp replica_kernels)
replica_test(kernels/alias_table_test.cpp replica_kernels)
replica_test(kernels/ancestral_sampling_test.cpp replica_kernels)
