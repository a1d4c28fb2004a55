#pragma once

#include <compare>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace replica {

/// Where in the input an error was found. Of several errors the first in the input is the one that is told, so that
/// the sentence does not depend on how the input is spread over ranks.
struct ErrorPosition {
    std::uint64_t file = 0;
    std::uint64_t byte = 0;

    friend auto operator<=>(const ErrorPosition&, const ErrorPosition&) = default;
};

/// The user's input or command is wrong: one sentence that says what, where and what to do. Exit code 2.
class InputError : public std::runtime_error {
public:
    explicit InputError(const std::string& sentence, ErrorPosition position = {})
        : std::runtime_error(sentence), position_(position) {}

    [[nodiscard]] ErrorPosition position() const { return position_; }

private:
    ErrorPosition position_;
};

/// The InputError of a table without rows, for those who can go on without it.
class NoRowsError : public InputError {
public:
    using InputError::InputError;
};

/// The work could not be finished through no fault of the input, such as a full disk. Exit code 1.
class JobError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace replica
