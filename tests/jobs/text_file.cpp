#include "tests/jobs/text_file.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace replica::test {

std::string read_text(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("can't read " + file.string());
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write_text(const std::filesystem::path& file, std::string_view text) {
    std::ofstream stream(file, std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (!stream) throw std::runtime_error("can't write " + file.string());
}

std::map<std::string, std::string> read_folder(const std::filesystem::path& folder) {
    std::map<std::string, std::string> contents;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) contents[entry.path().lexically_relative(folder)] = read_text(entry.path());
    }
    return contents;
}

}  // namespace replica::test
