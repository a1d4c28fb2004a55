#include "tests/jobs/temporary_directory.hpp"

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>

#include <system_error>

namespace replica::test {

TemporaryDirectory::TemporaryDirectory() {
    std::string name = std::filesystem::temp_directory_path() / "replica-test-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("can't make the directory " + name);
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
    // A command's own helpers, such as MPI's daemon, may tidy up in it a moment longer than the command runs.
    std::error_code error;
    for (int attempt = 0; attempt < 50; ++attempt) {
        std::filesystem::remove_all(path_, error);
        if (!error && !std::filesystem::exists(path_, error)) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

}  // namespace replica::test
