#pragma once

#include "engine/error.hpp"
#include "engine/mpi/communicator.hpp"
#include "engine/stop_request.hpp"

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace replica {

/// The position of what isn't in the input, and counts for less than anything that is.
inline constexpr ErrorPosition behind_all_input{~std::uint64_t{1}, 0};

/// What went wrong on one rank, if anything.
struct Failure {
    enum class Kind : std::uint8_t { none, input, no_rows, job, stop } kind = Kind::none;
    ErrorPosition position;
    std::string sentence;
};

/// Collective: returns where no rank failed; otherwise every rank throws the same InputError or JobError: the one
/// first in the input, of equal ones the lowest rank's. A rank's lone throw would leave the others waiting for ever.
/// Where nothing failed but some rank stopped on a signal, every rank throws StopRequested.
void settle(const Communicator& comm, const Failure& failure);

/// Collective: runs `body` on every rank and settles what it threw. `body` must not communicate, except within groups
/// of ranks that themselves agree on what fails, so that all of a group throw or none.
template <typename Body>
auto agree(const Communicator& comm, Body&& body) {
    using Result = std::invoke_result_t<Body>;
    Failure failure;
    std::optional<std::conditional_t<std::is_void_v<Result>, std::monostate, Result>> result;
    try {
        if constexpr (std::is_void_v<Result>) {
            body();
            result.emplace();
        } else {
            result.emplace(body());
        }
    } catch (const NoRowsError& error) {
        failure = {Failure::Kind::no_rows, error.position(), error.what()};
    } catch (const InputError& error) {
        failure = {Failure::Kind::input, error.position(), error.what()};
    } catch (const StopRequested& stop) {
        failure = {Failure::Kind::stop, behind_all_input, stop.what()};
    } catch (const std::exception& error) {
        failure = {Failure::Kind::job, {}, error.what()};
    }
    settle(comm, failure);
    if constexpr (!std::is_void_v<Result>) return std::move(*result);
}

}  // namespace replica
