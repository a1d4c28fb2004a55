#include "tests/jobs/temporary_directory.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>

#include <system_error>

namespace replica::test {

TemporaryDirectory::TemporaryDirectory() {
    std::string name = std::filesystem::temp_directory_path() / "replica-test-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("can't make the directory " + name);
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace replica::test
