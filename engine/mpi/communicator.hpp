#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include <mpi.h>

namespace replica {

using Bytes = std::vector<std::byte>;

/// A failed MPI call, with its name.
class MpiError : public std::runtime_error {
public:
    MpiError(const char* call, int code);
};

/// Starts MPI for the life of the object. MPI is called from the main thread only.
class MpiEnvironment {
public:
    MpiEnvironment(int& argc, char**& argv);
    ~MpiEnvironment();
    MpiEnvironment(const MpiEnvironment&) = delete;
    MpiEnvironment& operator=(const MpiEnvironment&) = delete;
};

/// A group of ranks. Every member function except rank() and size() is collective.
/// Throws MpiError where a call fails.
class Communicator {
public:
    /// All ranks of the program.
    static Communicator world();

    ~Communicator();
    Communicator(Communicator&& other) noexcept;
    Communicator& operator=(Communicator&& other) noexcept;
    Communicator(const Communicator&) = delete;
    Communicator& operator=(const Communicator&) = delete;

    [[nodiscard]] int rank() const { return rank_; }
    [[nodiscard]] int size() const { return size_; }
    [[nodiscard]] bool is_root() const { return rank_ == 0; }

    void barrier() const;
    /// Ends the program on all ranks at once.
    void abort(int exit_code) const;

    [[nodiscard]] std::uint64_t sum(std::uint64_t value) const;
    [[nodiscard]] std::uint64_t max(std::uint64_t value) const;
    [[nodiscard]] std::uint64_t min(std::uint64_t value) const;
    /// Sum over the ranks below this one; 0 on rank 0.
    [[nodiscard]] std::uint64_t exclusive_sum(std::uint64_t value) const;

    /// Element-wise sum over the ranks, on every rank. All ranks pass the same number of elements.
    void sum_in_place(std::span<std::uint64_t> values) const;
    void sum_in_place(std::span<std::uint32_t> values) const;
    /// Element-wise maximum over the ranks, on every rank.
    void max_in_place(std::span<std::int64_t> values) const;

    /// Element-wise sum over the ranks, of which rank i gets the next counts[i] elements: its share, alone.
    /// values: as many as the counts add up to, the same number on all ranks.
    [[nodiscard]] std::vector<std::uint32_t> sum_scatter(std::span<const std::uint32_t> values,
                                                         std::span<const int> counts) const;

    /// The root's bytes on every rank; other ranks' argument is ignored.
    [[nodiscard]] Bytes broadcast(Bytes bytes, int root = 0) const;
    /// Every rank's bytes in rank order, on every rank.
    [[nodiscard]] std::vector<Bytes> all_gather(const Bytes& bytes) const;
    /// Every rank's bytes in rank order on the root, nothing elsewhere.
    [[nodiscard]] std::vector<Bytes> gather(const Bytes& bytes, int root = 0) const;

    /// Element i of `bytes`, one a rank, goes to rank i; what every rank sent to this one, in rank order.
    [[nodiscard]] std::vector<Bytes> all_to_all(const std::vector<Bytes>& bytes) const;

    /// The ranks that pass the same `colour` (>= 0), in rank order.
    [[nodiscard]] Communicator split(int colour) const;
    /// The ranks that share memory with this one.
    [[nodiscard]] Communicator node() const;
    /// The lowest rank of each node; on other ranks a group of that rank alone.
    [[nodiscard]] Communicator leaders(const Communicator& node) const;

    /// Bytes of payload that collectives of this rank have taken from it, over all communicators: what it offered to
    /// reductions of arrays, and what it sent to broadcasts and gathers as their root or sender, each byte once. Times
    /// the algorithm's factor ((p - 1) / p for a reduce-scatter, receivers for a broadcast) this is what goes over the
    /// network. Reductions of one value, which are agreements and counters, and the lengths of messages don't count.
    [[nodiscard]] static std::uint64_t payload_bytes();

    [[nodiscard]] MPI_Comm handle() const { return handle_; }

private:
    enum class Ownership : std::uint8_t { borrowed, owned };
    Communicator(MPI_Comm handle, Ownership ownership);
    void release();

    MPI_Comm handle_ = MPI_COMM_NULL;
    Ownership ownership_ = Ownership::borrowed;
    int rank_ = 0;
    int size_ = 1;
};

/// Throws MpiError unless `code` is MPI_SUCCESS.
void check_mpi(int code, const char* call);

}  // namespace replica
