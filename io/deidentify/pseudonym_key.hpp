#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace replica {

/// The secret by which identifiers become pseudonyms and persons' dates move: 32 bytes, in hexadecimal digits in a file
/// of mode 0600. Whoever has it can find out whose a pseudonym is by trying; without it nobody can.
class PseudonymKey {
public:
    /// Reads the file, or makes it with bytes of the system's random source. Throws InputError where it isn't a key or
    /// others may read it, JobError where it can't be written.
    static PseudonymKey read_or_make(const std::string& path);

    /// 32 hexadecimal digits of BLAKE2b (RFC 7693) under the key: the same for the same identifier in every table, and
    /// different for different ones but for a chance of n^2 / 2^129.
    [[nodiscard]] std::string pseudonym(std::string_view identifier) const;

    /// A number of days from -most to most, never 0, that is constant for a person.
    [[nodiscard]] std::int64_t shift_days(std::string_view person, std::uint32_t most) const;

    static constexpr std::size_t key_bytes = 32;
    explicit PseudonymKey(const std::array<std::byte, key_bytes>& key) : key_(key) {}
    [[nodiscard]] const std::array<std::byte, key_bytes>& bytes() const { return key_; }

private:
    [[nodiscard]] std::array<std::byte, 16> hash(std::string_view purpose, std::string_view text) const;

    std::array<std::byte, key_bytes> key_;
};

}  // namespace replica
