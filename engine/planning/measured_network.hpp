#pragma once

#include "engine/mpi/communicator.hpp"

#include <cstddef>

namespace replica {

struct NetworkRates {
    double bytes_per_ns = 0;  ///< into a rank, while all ranks gather what each of them has, or add up their counts
    double latency_ns = 0;    ///< of one message
};

/// Collective, on two ranks or more: what the program's own collectives reach with `bytes` bytes a rank. The same on
/// every rank.
NetworkRates measure_network(const Communicator& world, std::size_t bytes);

}  // namespace replica
