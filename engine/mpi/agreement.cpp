#include "engine/mpi/agreement.hpp"

#include <limits>

namespace replica {
namespace {

constexpr auto nothing = std::numeric_limits<std::uint64_t>::max();

}  // namespace

void settle(const Communicator& comm, const Failure& failure) {
    const bool failed = failure.kind != Failure::Kind::none;
    const std::uint64_t file = comm.min(failed ? failure.position.file : nothing);
    if (file == nothing) return;
    // Three reductions pick the first in (file, byte, rank); errors are rare, so their cost doesn't matter.
    const bool in_file = failed && failure.position.file == file;
    const std::uint64_t byte = comm.min(in_file ? failure.position.byte : nothing);
    const bool first = in_file && failure.position.byte == byte;
    const auto owner = static_cast<int>(comm.min(first ? static_cast<std::uint64_t>(comm.rank()) : nothing));

    Bytes message;
    if (owner == comm.rank()) {
        message.push_back(static_cast<std::byte>(failure.kind));
        for (const char letter : failure.sentence) message.push_back(static_cast<std::byte>(letter));
    }
    message = comm.broadcast(std::move(message), owner);
    std::string sentence;
    for (std::size_t i = 1; i < message.size(); ++i) sentence.push_back(static_cast<char>(message[i]));
    const auto kind = static_cast<Failure::Kind>(message[0]);
    if (kind == Failure::Kind::no_rows) throw NoRowsError(sentence, {file, byte});
    if (kind == Failure::Kind::input) throw InputError(sentence, {file, byte});
    if (kind == Failure::Kind::stop) throw StopRequested();
    throw JobError(sentence);
}

}  // namespace replica
