#include "engine/evaluation/nearest_on_ranks.hpp"

#include "engine/mpi/agreement.hpp"

#include <algorithm>
#include <cstring>

namespace replica {
namespace {

/// Enough for a kernel's blocks, and little enough to be asked to stop in between.
constexpr std::size_t queries_between_stops = 8192;

std::size_t first_query(std::size_t queries, int rank, const Communicator& comm) {
    return queries * static_cast<std::size_t>(rank) / static_cast<std::size_t>(comm.size());
}

std::vector<NearRow> gather_rows(const std::vector<NearRow>& rows, const Communicator& comm) {
    Bytes bytes(rows.size() * sizeof(NearRow));
    if (!rows.empty()) std::memcpy(bytes.data(), rows.data(), bytes.size());
    std::vector<NearRow> all;
    for (const Bytes& part : comm.all_gather(bytes)) {
        const std::size_t before = all.size();
        all.resize(before + part.size() / sizeof(NearRow));
        if (!part.empty()) std::memcpy(all.data() + before, part.data(), part.size());
    }
    return all;
}

// search(queries, options) of this rank's part, gathered.
template <typename Search>
std::vector<NearRow> search_on_ranks(const ByteRows& queries, const NearestOptions& options, const Communicator& comm,
                                     const Search& search) {
    const std::vector<NearRow> own = agree(comm, [&] {
        const std::size_t first = first_query(queries.rows(), comm.rank(), comm);
        const std::size_t end = first_query(queries.rows(), comm.rank() + 1, comm);
        std::vector<NearRow> found;
        for (std::size_t begin = first; begin < end; begin += queries_between_stops) {
            check_stop();
            const std::size_t count = std::min(queries_between_stops, end - begin);
            NearestOptions own_options = options;
            if (options.columns.size() > 1) own_options.columns = options.columns.subspan(begin, count);
            if (!options.left_out.empty()) own_options.left_out = options.left_out.subspan(begin, count);
            const std::vector<NearRow> near = search(queries.slice(begin, count), own_options);
            found.insert(found.end(), near.begin(), near.end());
        }
        return found;
    });
    return gather_rows(own, comm);
}

}  // namespace

std::vector<NearRow> nearest_on_ranks(const ByteRows& queries, const ByteRows& candidates,
                                      const NearestOptions& options, const Communicator& comm) {
    return search_on_ranks(queries, options, comm, [&](const ByteRows& own, const NearestOptions& own_options) {
        return nearest_rows(own, candidates, own_options);
    });
}

std::vector<NearRow> nearest_without_on_ranks(const ByteRows& queries, const ByteRows& candidates,
                                              std::span<const std::uint32_t> without, const NearestOptions& options,
                                              const Communicator& comm) {
    return search_on_ranks(queries, options, comm, [&](const ByteRows& own, const NearestOptions& own_options) {
        return nearest_without(own, candidates, without, own_options);
    });
}

}  // namespace replica
