#include "io/deidentify/pseudonym_key.hpp"

#include "engine/error.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace {

using Key = std::array<std::byte, PseudonymKey::key_bytes>;

const unsigned char* raw(const void* data) { return static_cast<const unsigned char*>(data); }

std::string digits_of(const void* data, std::size_t size) {
    std::string digits(2 * size + 1, '\0');
    sodium_bin2hex(digits.data(), digits.size(), raw(data), size);
    digits.pop_back();
    return digits;
}

Key read_key(const std::string& path) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0 || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw InputError(path + " holds the key of pseudonyms, and others may read it; chmod 600 it, if they haven't");
    std::ifstream in(path);
    std::string digits;
    in >> digits;
    Key key{};
    std::size_t bytes = 0;
    const int failed = sodium_hex2bin(reinterpret_cast<unsigned char*>(key.data()), key.size(), digits.data(),
                                      digits.size(), nullptr, &bytes, nullptr);
    if (failed != 0 || bytes != key.size())
        throw InputError(path + " is no key of 64 hexadecimal digits; name another file, and one is made");
    return key;
}

Key make_key(const std::string& path) {
    Key key{};
    randombytes_buf(key.data(), key.size());
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
    const std::string digits = digits_of(key.data(), key.size()) + "\n";
    const bool written = file >= 0 &&
                         ::write(file, digits.data(), digits.size()) == static_cast<ssize_t>(digits.size()) &&
                         ::fsync(file) == 0;
    const int error = errno;
    if (file >= 0) ::close(file);
    if (!written) throw JobError("the key file " + path + " can't be written: " + std::strerror(error));
    return key;
}

}  // namespace

PseudonymKey PseudonymKey::read_or_make(const std::string& path) {
    if (sodium_init() < 0) throw JobError("libsodium can't be started");
    return PseudonymKey(std::filesystem::exists(path) ? read_key(path) : make_key(path));
}

std::array<std::byte, 16> PseudonymKey::hash(std::string_view purpose, std::string_view text) const {
    std::array<std::byte, 16> digest{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, raw(key_.data()), key_.size(), digest.size());
    crypto_generichash_update(&state, raw(purpose.data()), purpose.size() + 1);  // with its final zero
    crypto_generichash_update(&state, raw(text.data()), text.size());
    crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(digest.data()), digest.size());
    return digest;
}

std::string PseudonymKey::pseudonym(std::string_view identifier) const {
    const auto digest = hash("pseudonym", identifier);
    return digits_of(digest.data(), digest.size());
}

std::int64_t PseudonymKey::shift_days(std::string_view person, std::uint32_t most) const {
    const auto digest = hash("days", person);
    std::uint64_t word = 0;
    std::memcpy(&word, digest.data(), sizeof word);
    const auto place = static_cast<std::int64_t>(word % (2 * std::uint64_t{most}));
    return place < std::int64_t{most} ? place - std::int64_t{most} : place - std::int64_t{most} + 1;
}

}  // namespace replica
