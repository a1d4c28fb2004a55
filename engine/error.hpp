#pragma once

#include <stdexcept>
#include <string>

namespace replica {

/// The user's input or command is wrong: one sentence that says what, where and what to do. Exit code 2.
class InputError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The work could not be finished through no fault of the input, such as a full disk. Exit code 1.
class JobError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace replica
