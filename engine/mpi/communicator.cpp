#include "engine/mpi/communicator.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

namespace replica {
namespace {

// MPI 3 counts are ints: longer messages go in pieces of this many bytes.
constexpr std::size_t piece_bytes = std::size_t{1} << 30;

// MPI is called from the main thread only.
std::uint64_t payload = 0;

std::string describe_failure(const char* call, int code) {
    char text[MPI_MAX_ERROR_STRING] = {};
    int length = 0;
    MPI_Error_string(code, text, &length);
    return std::string(call) + " failed: " + std::string(text, static_cast<std::size_t>(length));
}

template <typename Value>
void all_reduce_in_place(std::span<Value> values, MPI_Datatype type, MPI_Op operation, MPI_Comm comm) {
    const std::size_t piece = piece_bytes / sizeof(Value);
    for (std::size_t begin = 0; begin < values.size(); begin += piece) {
        const int count = static_cast<int>(std::min(piece, values.size() - begin));
        check_mpi(MPI_Allreduce(MPI_IN_PLACE, values.data() + begin, count, type, operation, comm), "MPI_Allreduce");
    }
}

std::uint64_t all_reduce(std::uint64_t value, MPI_Op operation, MPI_Comm comm) {
    all_reduce_in_place(std::span(&value, 1), MPI_UINT64_T, operation, comm);
    return value;
}

}  // namespace

MpiError::MpiError(const char* call, int code) : std::runtime_error(describe_failure(call, code)) {}

void check_mpi(int code, const char* call) {
    if (code != MPI_SUCCESS) throw MpiError(call, code);
}

namespace {

// A process that nobody launched as one of several needs no network: Open MPI starts in half the time where it doesn't
// look for one. Whatever the user has set stays.
void start_alone() {
    for (const char* launched : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE", "SLURM_STEP_ID"})
        if (std::getenv(launched) != nullptr) return;
    ::setenv("OMPI_MCA_pml", "ob1", 0);
    ::setenv("OMPI_MCA_btl", "self", 0);
}

}  // namespace

MpiEnvironment::MpiEnvironment(int& argc, char**& argv) {
    start_alone();
    int provided = 0;
    check_mpi(MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread");
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
}

MpiEnvironment::~MpiEnvironment() { MPI_Finalize(); }

Communicator::Communicator(MPI_Comm handle, Ownership ownership) : handle_(handle), ownership_(ownership) {
    check_mpi(MPI_Comm_rank(handle_, &rank_), "MPI_Comm_rank");
    check_mpi(MPI_Comm_size(handle_, &size_), "MPI_Comm_size");
}

Communicator Communicator::world() { return {MPI_COMM_WORLD, Ownership::borrowed}; }

Communicator::~Communicator() { release(); }

Communicator::Communicator(Communicator&& other) noexcept
    : handle_(std::exchange(other.handle_, MPI_COMM_NULL)),
      ownership_(std::exchange(other.ownership_, Ownership::borrowed)),
      rank_(other.rank_),
      size_(other.size_) {}

Communicator& Communicator::operator=(Communicator&& other) noexcept {
    if (this != &other) {
        release();
        handle_ = std::exchange(other.handle_, MPI_COMM_NULL);
        ownership_ = std::exchange(other.ownership_, Ownership::borrowed);
        rank_ = other.rank_;
        size_ = other.size_;
    }
    return *this;
}

void Communicator::release() {
    if (ownership_ == Ownership::owned && handle_ != MPI_COMM_NULL) MPI_Comm_free(&handle_);
}

void Communicator::barrier() const { check_mpi(MPI_Barrier(handle_), "MPI_Barrier"); }

void Communicator::abort(int exit_code) const { MPI_Abort(handle_, exit_code); }

std::uint64_t Communicator::sum(std::uint64_t value) const { return all_reduce(value, MPI_SUM, handle_); }
std::uint64_t Communicator::max(std::uint64_t value) const { return all_reduce(value, MPI_MAX, handle_); }
std::uint64_t Communicator::min(std::uint64_t value) const { return all_reduce(value, MPI_MIN, handle_); }

std::uint64_t Communicator::exclusive_sum(std::uint64_t value) const {
    std::uint64_t below = 0;
    check_mpi(MPI_Exscan(&value, &below, 1, MPI_UINT64_T, MPI_SUM, handle_), "MPI_Exscan");
    return rank_ == 0 ? 0 : below;  // MPI leaves rank 0's result undefined
}

void Communicator::sum_in_place(std::span<std::uint64_t> values) const {
    payload += values.size_bytes();
    all_reduce_in_place(values, MPI_UINT64_T, MPI_SUM, handle_);
}

void Communicator::sum_in_place(std::span<std::uint32_t> values) const {
    payload += values.size_bytes();
    all_reduce_in_place(values, MPI_UINT32_T, MPI_SUM, handle_);
}

void Communicator::max_in_place(std::span<std::int64_t> values) const {
    payload += values.size_bytes();
    all_reduce_in_place(values, MPI_INT64_T, MPI_MAX, handle_);
}

std::vector<std::uint32_t> Communicator::sum_scatter(std::span<const std::uint32_t> values,
                                                     std::span<const int> counts) const {
    payload += values.size_bytes();
    std::vector<std::uint32_t> own(static_cast<std::size_t>(counts[static_cast<std::size_t>(rank_)]));
    check_mpi(MPI_Reduce_scatter(values.data(), own.data(), counts.data(), MPI_UINT32_T, MPI_SUM, handle_),
              "MPI_Reduce_scatter");
    return own;
}

std::uint64_t Communicator::payload_bytes() { return payload; }

Bytes Communicator::broadcast(Bytes bytes, int root) const {
    if (rank_ == root && size_ > 1) payload += bytes.size();
    std::uint64_t length = bytes.size();
    check_mpi(MPI_Bcast(&length, 1, MPI_UINT64_T, root, handle_), "MPI_Bcast");
    bytes.resize(length);
    for (std::size_t begin = 0; begin < length; begin += piece_bytes) {
        const int count = static_cast<int>(std::min(piece_bytes, length - begin));
        check_mpi(MPI_Bcast(bytes.data() + begin, count, MPI_BYTE, root, handle_), "MPI_Bcast");
    }
    return bytes;
}

std::vector<Bytes> Communicator::all_gather(const Bytes& bytes) const {
    std::vector<Bytes> gathered(static_cast<std::size_t>(size_));
    for (int root = 0; root < size_; ++root) {
        gathered[static_cast<std::size_t>(root)] = broadcast(root == rank_ ? bytes : Bytes{}, root);
    }
    return gathered;
}

std::vector<Bytes> Communicator::gather(const Bytes& bytes, int root) const {
    constexpr int tag = 1;
    if (rank_ != root) {
        const std::uint64_t length = bytes.size();
        payload += length;
        check_mpi(MPI_Send(&length, 1, MPI_UINT64_T, root, tag, handle_), "MPI_Send");
        for (std::size_t begin = 0; begin < length; begin += piece_bytes) {
            const int count = static_cast<int>(std::min<std::size_t>(piece_bytes, length - begin));
            check_mpi(MPI_Send(bytes.data() + begin, count, MPI_BYTE, root, tag, handle_), "MPI_Send");
        }
        return {};
    }
    std::vector<Bytes> gathered(static_cast<std::size_t>(size_));
    for (int source = 0; source < size_; ++source) {
        Bytes& received = gathered[static_cast<std::size_t>(source)];
        if (source == root) {
            received = bytes;
            continue;
        }
        std::uint64_t length = 0;
        check_mpi(MPI_Recv(&length, 1, MPI_UINT64_T, source, tag, handle_, MPI_STATUS_IGNORE), "MPI_Recv");
        received.resize(length);
        for (std::size_t begin = 0; begin < length; begin += piece_bytes) {
            const int count = static_cast<int>(std::min<std::size_t>(piece_bytes, length - begin));
            check_mpi(MPI_Recv(received.data() + begin, count, MPI_BYTE, source, tag, handle_, MPI_STATUS_IGNORE),
                      "MPI_Recv");
        }
    }
    return gathered;
}

std::vector<Bytes> Communicator::all_to_all(const std::vector<Bytes>& bytes) const {
    // In turns, so that lengths of over 2^31 bytes and few messages at a time are no special case.
    constexpr int tag = 2;
    std::vector<Bytes> received(static_cast<std::size_t>(size_));
    received[static_cast<std::size_t>(rank_)] = bytes[static_cast<std::size_t>(rank_)];
    for (int turn = 1; turn < size_; ++turn) {
        const int to = (rank_ + turn) % size_;
        const int from = (rank_ + size_ - turn) % size_;
        const Bytes& sent = bytes[static_cast<std::size_t>(to)];
        Bytes& taken = received[static_cast<std::size_t>(from)];
        payload += sent.size();
        const std::uint64_t sent_length = sent.size();
        std::uint64_t taken_length = 0;
        check_mpi(MPI_Sendrecv(&sent_length, 1, MPI_UINT64_T, to, tag, &taken_length, 1, MPI_UINT64_T, from, tag,
                               handle_, MPI_STATUS_IGNORE),
                  "MPI_Sendrecv");
        taken.resize(taken_length);
        for (std::size_t begin = 0; begin < std::max(sent_length, taken_length); begin += piece_bytes) {
            const auto piece = [&](std::uint64_t length) {
                return static_cast<int>(begin < length ? std::min<std::size_t>(piece_bytes, length - begin) : 0);
            };
            check_mpi(MPI_Sendrecv(sent.data() + std::min(begin, sent.size()), piece(sent_length), MPI_BYTE, to, tag,
                                   taken.data() + std::min(begin, taken.size()), piece(taken_length), MPI_BYTE, from,
                                   tag, handle_, MPI_STATUS_IGNORE),
                      "MPI_Sendrecv");
        }
    }
    return received;
}

Communicator Communicator::node() const {
    MPI_Comm node = MPI_COMM_NULL;
    check_mpi(MPI_Comm_split_type(handle_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &node), "MPI_Comm_split_type");
    return {node, Ownership::owned};
}

Communicator Communicator::split(int colour) const {
    MPI_Comm group = MPI_COMM_NULL;
    check_mpi(MPI_Comm_split(handle_, colour, rank_, &group), "MPI_Comm_split");
    return {group, Ownership::owned};
}

Communicator Communicator::leaders(const Communicator& node) const {
    return split(node.is_root() ? 0 : rank_ + 1);  // colour 0 holds the leaders
}

}  // namespace replica
