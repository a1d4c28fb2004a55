#include "engine/mpi/idle_barrier.hpp"

#include <chrono>
#include <thread>

namespace replica {

void idle_barrier(const Communicator& comm) {
    MPI_Request request = MPI_REQUEST_NULL;
    check_mpi(MPI_Ibarrier(comm.handle(), &request), "MPI_Ibarrier");
    for (int done = 0;;) {
        check_mpi(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test");
        if (done != 0) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

}  // namespace replica
