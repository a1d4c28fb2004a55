#include "io/hdf5/file_checksum.hpp"

#include "io/hdf5/hdf5_file.hpp"
#include "io/shard_writer.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <memory>
#include <vector>

#include <xxhash.h>

namespace replica {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 20;

std::string trailer(std::uint64_t size, std::uint64_t hash) {
    return "\nreplica image bytes=" + hash_text(size) + " xxh3=" + hash_text(hash) + "\n";
}

struct FreeState {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

// XXH3 of the next `size` bytes of a stream.
std::uint64_t hash_of(std::istream& in, std::uint64_t size) {
    const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
    if (state == nullptr || XXH3_64bits_reset(state.get()) != XXH_OK) throw std::bad_alloc();
    std::vector<char> buffer(buffer_bytes);
    while (size > 0 && in) {
        in.read(buffer.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(size, buffer.size())));
        const auto length = static_cast<std::size_t>(in.gcount());
        XXH3_64bits_update(state.get(), buffer.data(), length);
        size -= length;
    }
    return XXH3_64bits_digest(state.get());
}

}  // namespace

std::string checksum_trailer(std::span<const char> image) {
    return trailer(image.size(), XXH3_64bits(image.data(), image.size()));
}

void check_trailer(const std::string& path) {
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (!in) throw Hdf5Error("cannot open " + path);
    const auto whole = static_cast<std::uint64_t>(in.tellg());
    std::string found = trailer(0, 0);
    if (whole < found.size()) throw Hdf5Error("it is cut off");
    in.seekg(0);
    const std::uint64_t size = whole - found.size();
    const std::string expected = trailer(size, hash_of(in, size));
    in.read(found.data(), static_cast<std::streamsize>(found.size()));
    if (!in || found != expected) throw Hdf5Error("its checksum doesn't match its contents");
}

}  // namespace replica
