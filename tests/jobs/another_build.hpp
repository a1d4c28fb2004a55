#pragma once

#include "tests/jobs/text_file.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>

namespace replica::test {

/// Copies the program with a bit of its build id changed, as if it had been built anew from other sources.
inline void copy_as_another_build(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::string bytes = read_text(from);
    const std::string note("\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0", 16);
    const std::size_t at = bytes.find(note);
    if (at == std::string::npos) throw std::runtime_error("the program has no build id");
    bytes[at + note.size()] ^= 1;
    write_text(to, bytes);
    std::filesystem::permissions(to, std::filesystem::perms::owner_all);
}

}  // namespace replica::test
