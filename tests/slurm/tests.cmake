# A real SLURM of four virtual nodes, started by each test for itself: `ctest -L slurm`.
add_library(replica_slurm_support STATIC EXCLUDE_FROM_ALL slurm/slurm_cluster.cpp)
target_link_libraries(replica_slurm_support PUBLIC replica_test_support)
target_compile_definitions(replica_slurm_support PUBLIC
  REPLICA_CLUSTER="${CMAKE_CURRENT_SOURCE_DIR}/slurm/cluster.sh" REPLICA_SLURM="${PROJECT_SOURCE_DIR}/slurm")
foreach(test pipeline interrupted)
  replica_command_test(slurm/${test}_test.cpp LABEL slurm PROCESSORS 2)
  target_link_libraries(slurm_${test}_test PRIVATE replica_slurm_support GTest::gtest)
endforeach()
