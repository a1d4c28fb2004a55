#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace replica {

/// Integers wide enough for the ratios of exact samplers.
__extension__ using Uint128 = unsigned __int128;

/// Uniform random bits for noise that has to stay secret.
class RandomBits {
public:
    RandomBits() = default;
    virtual ~RandomBits() = default;
    RandomBits(const RandomBits&) = delete;
    RandomBits& operator=(const RandomBits&) = delete;

    virtual std::uint64_t next() = 0;
    /// Whether nobody can know the bits. A model made with others is marked as not private.
    [[nodiscard]] virtual bool is_secret() const = 0;

    /// Uniform in [0, bound), exactly: draws beyond the last multiple of `bound` are drawn again. bound > 0.
    Uint128 below(Uint128 bound);
};

/// The operating system's random source (getrandom(2)), a buffer at a time. What was used is wiped.
class SystemRandomBits : public RandomBits {
public:
    /// Throws JobError where the system gives no random bytes.
    std::uint64_t next() override;
    [[nodiscard]] bool is_secret() const override { return true; }

    /// One for all of the program's main thread.
    static SystemRandomBits& shared();

private:
    std::array<std::uint64_t, 512> buffer_{};
    std::size_t used_ = 512;
};

}  // namespace replica
